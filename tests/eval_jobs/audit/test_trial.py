"""Graders that pay nothing, on another scale or for one format only are told before long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.formats import FORMATS
from eval_jobs.audit.paying import Paymaster
from eval_jobs.audit.right import is_right
from eval_jobs.audit.scale import Rescaled, Scale, scale_of
from eval_jobs.audit.trial import Terms, trial
from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.rows import Row
from tests.eval_jobs.audit.made import call, items_of, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.audit.item import Item
    from eval_jobs.evaluate.scoring import Record

ITEMS = items_of(
    record(f"q{at}", f"Who is {at}?", [call("find", query=f"person {at}")] if at % 5 else [])
    for at in range(40)
)
BY_QUESTION = {item.question: item for item in ITEMS}
Grade = Callable[["Item", str], float]


class Graded:
    """Pays what `grade` says; keeps what it was asked."""

    workers = 1

    def __init__(self, grade: Grade) -> None:
        self.answers: list[tuple[str, str]] = []
        self._grade = grade

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return [Row(one["id"], self._paid(one), None, None, {}) for one in batch]

    def _paid(self, one: Record) -> float:
        item, answer = BY_QUESTION[one["messages"][0]["content"]], one["messages"][-1]["content"]
        self.answers.append((item.id, answer))
        return self._grade(item, answer)


def right(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def terms(grade: Grade) -> Terms:
    return trial(ITEMS, "theirs", Paymaster(Graded(grade), Stop()))


def test_a_sound_grader_needs_nothing() -> None:
    found = terms(right)
    assert (found.form, found.scale, found.notes) == (None, None, [])
    assert set(found.golds.values()) == {1.0}
    assert 16 <= len(found.golds) < 40


@pytest.mark.parametrize("reward", [0.0, 0.3, 1.0, -1.0, 7.0])
def test_a_grader_that_pays_the_same_for_everything_is_no_subject(reward: float) -> None:
    with pytest.raises(ToolgradeError, match="theirs pays right answers no more than gar") as error:
        terms(lambda *_: reward)
    lines = str(error.value).splitlines()
    assert lines[1].startswith("Sent: records with the keys id, messages, reference_answer; ")
    assert "its reference []" in lines[1]
    assert lines[2].startswith(f"Came back: {reward:g} for 20 right answers, ")
    assert "Check that it reads" in lines[3]


def test_a_grader_that_pays_for_silence_alone_was_tried_in_every_format() -> None:
    with pytest.raises(ToolgradeError, match=f"in any of {len(FORMATS)} answer formats"):
        terms(lambda item, answer: float(not item.calls and answer == ""))


@pytest.mark.parametrize("form", ["one_name_arguments", "python_list", "tool_call_tags"])
def test_the_only_format_that_is_read_is_the_one_that_is_written(form: str) -> None:
    def one_format(item: Item, answer: str) -> float:
        return float(answer == item._replace(form=form).gold) if item.calls else 1.0

    found = terms(one_format)
    (note,) = found.notes
    assert found.form == form
    assert note.startswith(f"Right answers are written as {form}: ")
    assert set(found.golds.values()) == {1.0}


def test_a_little_noise_is_no_better_format() -> None:
    assert terms(lambda item, text: right(item, text) - len(text) / 10**4).form is None


@pytest.mark.parametrize("scale", [Scale(0, 10), Scale(-1, 1), Scale(0, 100), Scale(-1, 0)])
def test_another_scale_is_told_and_read(scale: Scale) -> None:
    found = terms(lambda *one: scale.low + (scale.high - scale.low) * right(*one))
    assert found.scale == scale
    (note,) = found.notes
    assert f"pays {scale:}: rewards usually are in [0, 1]" in note
    assert set(found.golds.values()) == {1.0}
    rows = Rescaled(Graded(lambda *_: scale.high), scale).score([ITEMS[0].answered("")])
    assert [row.reward for row in rows] == [1.0]


@pytest.mark.parametrize(
    ("golds", "garbage"),
    [([1.0, 1.0], [0.0]), ([0.8, 0.9], [0.1, 0.2]), ([1.0, 1.5, 1.5], [0.0]), ([1.0], [])],
)
def test_no_other_scale(golds: list[float], garbage: list[float]) -> None:
    assert scale_of(golds, garbage) is None


def test_unscored_stays_unscored() -> None:
    class Silent:
        workers = 3

        def score(self, batch: Sequence[Record]) -> list[Row]:
            return [Row(one["id"], None, "late", None, {}) for one in batch]

    rescaled: Any = Rescaled(Silent(), Scale(0, 10))
    assert rescaled.workers == 3
    assert rescaled.score([{"id": "a"}]) == [Row("a", None, "late", None, {})]


def test_a_right_answer_is_paid_once_before_the_audit() -> None:
    scorer = Graded(right)
    found = trial(ITEMS, "theirs", Paymaster(scorer, Stop()))
    golds = [(item.id, item.gold) for item in ITEMS if item.id in found.golds and not item.calls]
    assert golds
    assert all(scorer.answers.count(gold) == 1 for gold in golds)
