from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.rows import Row
from eval_jobs.summary import Summary, Tally

COUNTS = ("tool_true_positive_count", "tool_false_positive_count", "tool_false_negative_count")
COUNT = st.integers(0, 20)


def summarize(rows: list[Row]) -> Summary:
    tally = Tally()
    for one in rows:
        tally.add(one)
    return tally.summary()


def row(reward: float | None, code: str | None = None, **metrics: float) -> Row:
    return Row("a", reward, code, None, metrics)


def calls(hits: float, extra: float, missing: float, reward: float | None = 1.0) -> Row:
    return Row("a", reward, None, None, dict(zip(COUNTS, (hits, extra, missing), strict=True)))


ROWS = st.lists(
    st.builds(calls, COUNT, COUNT, COUNT, st.floats(0, 1))
    | st.builds(calls, COUNT, COUNT, COUNT, st.none())
)


@given(ROWS)
def test_means_are_over_the_graded_and_micro_figures_over_their_calls(rows: list[Row]) -> None:
    summary = summarize(rows)
    graded = [one for one in rows if one.reward is not None]
    assert summary.samples == len(rows)
    assert sum(summary.unscored.values()) == len(rows) - len(graded)
    if not graded:
        assert (summary.reward, summary.means, summary.micro) == (None, {}, {})
        return
    rewards = math.fsum(one.reward for one in graded if one.reward is not None)
    assert summary.reward == pytest.approx(rewards / len(graded))
    hits, extra, missing = (sum(one.metrics[name] for one in graded) for name in COUNTS)
    for name, total in zip(COUNTS, (hits, extra, missing), strict=True):
        assert summary.means[name] == pytest.approx(total / len(graded))
    precision = hits / (hits + extra) if hits + extra else None
    recall = hits / (hits + missing) if hits + missing else None
    f1 = 2 * hits / (2 * hits + extra + missing) if hits + extra + missing else None
    assert summary.micro == {
        "micro_precision": precision,
        "micro_recall": recall,
        "micro_f1": f1,
    }


@given(ROWS, ROWS)
def test_a_tally_of_more_rows_goes_on_where_it_was(first: list[Row], second: list[Row]) -> None:
    tally = Tally()
    for one in first:
        tally.add(one)
    assert tally.summary() == summarize(first)
    for one in second:
        tally.add(one)
    assert tally.summary() == summarize(first + second)


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        ((0, 0, 0), None, None, None),
        ((0, 0, 3), None, 0.0, 0.0),
        ((0, 3, 0), 0.0, None, 0.0),
        ((3, 1, 0), 0.75, 1.0, 6 / 7),
    ],
)
def test_micro_figures_without_any_call_are_undefined(
    counts: tuple[int, int, int], precision: float | None, recall: float | None, f1: float | None
) -> None:
    micro = summarize([calls(*counts)]).micro
    assert tuple(micro.values()) == (precision, recall, f1)


def test_the_unscored_are_counted_by_code_in_order() -> None:
    codes = ["no_reference", "no_answer", None, "no_reference"]
    summary = summarize([row(None, code) for code in codes])
    assert summary.unscored == {"no_answer": 1, "no_reference": 2, "unknown": 1}
    assert list(summary.unscored) == sorted(summary.unscored)


def test_a_reward_of_zero_is_a_bad_answer_and_not_unscored() -> None:
    assert summarize([row(0.0), row(1.0), row(None, "no_answer")]).reward == 0.5


def test_a_grader_that_counts_no_tools_has_no_micro_figures() -> None:
    assert summarize([row(1.0, field_match_score=1.0)]).micro == {}
