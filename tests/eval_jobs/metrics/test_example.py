"""The bundled example's figures."""

from __future__ import annotations

from eval_jobs.metrics.measure import measure
from tests.eval_jobs.metrics.runs import CONFIG, example, gold_of, run_of


def test_the_recorded_answers() -> None:
    few, zero = (measure(run_of(example(name)), CONFIG) for name in ("few_shot", "zero_shot"))
    assert few.samples == zero.samples == 208
    assert few.unscored == zero.unscored == {}
    assert few.micro[3:] == (329, 275, 218)
    assert zero.micro == (None, 0.0, 0.0, 329, 0, 0)
    assert few.shares["needless"][1:] == (9, 13)
    assert (zero.shares["missed"][1:], zero.shares["invented"].value) == ((195, 195), None)
    assert [*few.slices] == ["Type", "question_type"]
    assert {one.samples for one in few.slices["question_type"].values()} == {13}
    assert len(few.slices["question_type"]) == 16
    assert few.labels is not None
    assert few.labels.micro.support == 110


def test_the_gold_of_the_example() -> None:
    found = measure(run_of(gold_of(example("few_shot"))), CONFIG)
    assert {value for value, _ in found.means.values()} == {1.0}
    assert found.micro == found.macro == (1.0, 1.0, 1.0, 329, 329, 329)
    assert found.labels is not None
    assert found.labels.macro_f1 == 1.0
