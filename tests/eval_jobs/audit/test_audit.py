from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.audit import blind_spots, data, false_zeros, free_lunch, gradient, robustness
from eval_jobs.audit.audit import BARS, Plan, Subject, audit
from eval_jobs.audit.check import Section
from eval_jobs.audit.item import Item
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
    plan = Plan(answers=[answers], others=[tmp_path / "train.jsonl"])
    found = audit(dataset, ours(), plan, print, Stop())
    assert list(seen) == [section.name for section in found.sections]
    assert list(seen) == [module.__name__.rpartition(".")[2] for module in MODULES]
    items = seen["free_lunch"][0]
    assert [item.id for item in items] == [f"q{at}" for at in range(20)]
    assert seen["gradient"][4] == [(items[3], "[]")]
    read, others, _ = seen["data"]
    assert [isinstance(one, Item) for _, one in read] == [True] * 20 + [False]
    assert others == [tmp_path / "train.jsonl"]
    assert (found.records, found.audited, found.sha256) == (21, 21, dataset.sha256)
    assert found.probes == 20
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


def test_a_stop_ends_it_between_sections(
    dataset: Dataset, seen: dict[str, tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = Stop()

    def examine(*_: Any) -> Section:
        stop.interrupted = True
        return Section("robustness", "", ())

    monkeypatch.setattr(robustness, "examine", examine)
    with pytest.raises(InterruptedError):
        audit(dataset, ours(), Plan(), print, stop)
    assert list(seen) == ["free_lunch", "blind_spots", "false_zeros"]
