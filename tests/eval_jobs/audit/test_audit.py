from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.audit import blind_spots, data, false_zeros, free_lunch, gradient, robustness
from eval_jobs.audit.audit import BARS, SECTIONS, Plan, Subject, audit
from eval_jobs.audit.check import Section
from eval_jobs.audit.item import Item
from eval_jobs.audit.paying import Probe
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.rows import Row
from tests.eval_jobs.datasets.files import record, write_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.evaluate.scoring import Record

MODULES: Final = (free_lunch, blind_spots, false_zeros, robustness, gradient, data)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    records: list[Any] = [record(f"q{at}", None) for at in range(20)]
    return Dataset(write_lines(tmp_path / "d.jsonl", *records, {"id": "x", "messages": []}), print)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[Any, ...]]:
    """What each section is given, in the order in which they run; they find nothing."""
    given: dict[str, tuple[Any, ...]] = {}
    for module in MODULES:
        name = module.__name__.rpartition(".")[2]

        def examine(*arguments: Any, name: str = name) -> Section:
            given[name] = arguments
            return Section(name, name, ())

        monkeypatch.setattr(module, "examine", examine)
    return given


class Unpaid:
    """A scorer that leaves everything unscored."""

    workers = 1

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return [Row(one["id"], None, "no_reference", None, {}) for one in batch]


def ours() -> Subject:
    judge = in_process(None, None)
    return Subject(judge.scorer, judge.grader, None, {"preset": "default"})


def test_every_check_of_a_section_has_its_name() -> None:
    for module in MODULES:
        name = module.__name__.rpartition(".")[2]
        assert module.BARS
        assert {check.partition(".")[0] for check in module.BARS} == {name}
    assert len(BARS) == sum(len(module.BARS) for module in MODULES)


def test_a_bar_warns_before_it_fails() -> None:
    for name, bar in BARS.items():
        sign = 1 if bar.worse == "above" else -1
        assert sign * bar.warn <= sign * bar.fail, name
        assert bar.title
        assert bar.why.endswith(".")
        assert bar.mend.endswith(".")


def test_sections_run_in_order_with_all_that_they_need(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]], tmp_path: Path
) -> None:
    answers = write_lines(tmp_path / "a.jsonl", {"id": "q3", "prediction": "[]"})
    train = write_lines(tmp_path / "train.jsonl", record("t", None))
    plan = Plan(answers=[answers], others=[train])
    found = audit(dataset, ours(), plan, print, Stop())
    assert [section.name for section in found.sections] == list(SECTIONS)
    assert sorted(seen) == sorted(SECTIONS)
    assert list(seen)[-1] == "robustness"  # it looks back on what all others had paid
    items = seen["free_lunch"][0]
    assert [item.id for item in items] == [f"q{at}" for at in range(20)]
    assert seen["gradient"][4] == [(items[3], "[]")]
    read, others, _ = seen["data"]
    assert [isinstance(one, Item) for _, one in read] == [True] * 20 + [False]
    assert others == [train]
    assert (found.records, found.audited, found.sha256) == (21, 21, dataset.sha256)
    assert 20 * 1 < found.probes < 20 * 30
    assert seen["robustness"][2] == {item.id: 1.0 for item in items}
    assert found.notes == []
    assert (found.grader, found.configuration) == ("tool_call", {"preset": "default"})


def test_a_seed_draws_records_and_the_same_randomness(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]]
) -> None:
    def drawn(seed: int) -> tuple[list[str], float]:
        found = audit(dataset, ours(), Plan(records=8, seed=seed), print, Stop())
        assert (found.records, found.audited, found.seed) == (21, 8, seed)
        rng = seen["free_lunch"][3]
        assert isinstance(rng, random.Random)
        return [question.id for question, _ in seen["data"][0]], rng.random()

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn(1)[0] == [name for name in dataset.ids if name in drawn(1)[0]]
    assert seen["free_lunch"][3].random() != seen["blind_spots"][3].random()


def test_without_a_record_there_is_no_audit(tmp_path: Path) -> None:
    lines = write_lines(tmp_path / "d.jsonl", {"id": "x", "messages": []})
    with pytest.raises(DatasetError, match=r"no record can be audited: .*reference"):
        audit(Dataset(lines, print), ours(), Plan(), print, Stop())


def test_a_grader_that_scores_nothing_is_no_subject(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]]
) -> None:
    with pytest.raises(ToolgradeError, match=r"theirs scores none of 20 right answers.*unscored"):
        audit(dataset, Subject(Unpaid(), "theirs", None, {}), Plan(), print, Stop())
    assert seen == {}


class Tenfold:
    """The default grader on a scale of 0 to 10, which reads nothing but calls in Python."""

    workers = 1

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return [
            row._replace(reward=10 * (row.reward or 0.0) * _python(one))
            for one, row in zip(batch, ours().scorer.score(batch), strict=True)
        ]


def _python(one: Record) -> bool:
    return str(one["messages"][-1]["content"]).startswith("[f(")


def test_scale_and_format_of_the_grader_are_noted_and_used(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]]
) -> None:
    found = audit(dataset, Subject(Tenfold(), "theirs", None, {}), Plan(), print, Stop())
    scale, form = found.notes
    assert scale.startswith("It pays 0..10: rewards usually are in [0, 1].")
    assert form.startswith("Right answers are written as python_list: ")
    items, pay, golds, _, _ = seen["robustness"]
    assert {item.form for item in items} == {"python_list"}
    assert set(golds.values()) == {1.0}
    assert pay([Probe(items[0], items[0].gold)], "gold") == [1.0]
    assert {item.form for _, item in seen["data"][0][:-1]} == {"python_list"}


@pytest.mark.parametrize("option", ["others", "answers"])
def test_a_file_that_is_not_there_is_told_before_any_work(
    dataset: Dataset, tmp_path: Path, option: str
) -> None:
    files: dict[str, Any] = {option: [tmp_path / "none.jsonl"]}
    plan = Plan()._replace(**files)
    with pytest.raises(DatasetError, match=r"cannot read .*none\.jsonl"):
        audit(dataset, Subject(Unpaid(), "theirs", None, {}), plan, print, Stop())


def test_a_stop_ends_it_between_sections(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Stop()

    def examine(*_: Any) -> Section:
        stop.interrupted = True
        return Section("false_zeros", "", ())

    monkeypatch.setattr(false_zeros, "examine", examine)
    with pytest.raises(InterruptedError):
        audit(dataset, ours(), Plan(), print, stop)
    assert list(seen) == ["free_lunch", "blind_spots"]
