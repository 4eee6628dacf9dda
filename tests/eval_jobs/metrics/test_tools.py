"""Agreement with scikit-learn where its arrays can say the same: at most one call a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from eval_jobs.metrics import confusion
from eval_jobs.metrics.confusion import NO_CALL, OTHER
from eval_jobs.metrics.measure import measure
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Breakdown, Rates

NAMES = st.sampled_from(["a", "b", "c", "d", NO_CALL])
PAIRS = st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=20)


def measured(pairs: list[tuple[str, str]]) -> Breakdown:
    """Samples of one expected and one called tool, or none."""
    named = [[calls(name) if name != NO_CALL else [] for name in pair] for pair in pairs]
    return measure(run_of([record(called, expected) for expected, called in named]), CONFIG)


def by_sklearn(pairs: list[tuple[str, str]], labels: list[str], average: str | None) -> Any:
    expected, called = zip(*pairs, strict=True)
    return precision_recall_fscore_support(
        expected, called, labels=labels, average=average, zero_division=np.nan
    )


def same(ours: Rates, theirs: Any) -> bool:
    figures = [np.nan if figure is None else figure for figure in ours[:3]]
    return bool(np.allclose(figures, [float(one) for one in theirs[:3]], equal_nan=True))


@given(PAIRS)
def test_micro_macro_and_by_tool(pairs: list[tuple[str, str]]) -> None:
    found = measured(pairs)
    tools = sorted({name for pair in pairs for name in pair} - {NO_CALL})
    expected = sorted({name for name, _ in pairs} - {NO_CALL})
    assert sorted(found.tools) == tools
    if tools:
        assert same(found.micro, by_sklearn(pairs, tools, "micro"))
        columns = np.array(by_sklearn(pairs, tools, None), dtype=float).T
        for name, (*figures, support) in zip(tools, columns.tolist(), strict=True):
            assert same(found.tools[name], figures)
            assert found.tools[name].support == support
    if expected:
        assert same(found.macro, by_sklearn(pairs, expected, "macro"))


@given(PAIRS)
def test_confusion(pairs: list[tuple[str, str]]) -> None:
    found = measured(pairs).confusion
    wanted = confusion_matrix(
        [expected for expected, _ in pairs], [called for _, called in pairs], labels=found.labels
    )
    wanted[-1, -1] = 0  # no call where none is expected is nothing to count
    assert np.array_equal(found.counts, wanted)


def test_labels_with_the_most_support_come_first() -> None:
    found = measured([("b", "b"), ("b", "a"), ("a", "b"), ("c", "z"), ("c", "y"), ("c", "y")])
    assert found.confusion.labels == ["c", "b", "a", "y", "z", NO_CALL]
    assert [*found.tools] == ["c", "b", "a", "y", "z"]


def test_same_names_pair_off_first_and_the_rest_in_order() -> None:
    one = record(calls("c", "a", "d", "a"), calls("a", "b", "c", "e", "f"))
    labels, counts = measure(run_of([one]), CONFIG).confusion
    pairs = {
        (labels[row], labels[column]): count
        for row, line in enumerate(counts)
        for column, count in enumerate(line)
        if count
    }
    assert pairs == {
        ("a", "a"): 1,
        ("c", "c"): 1,
        ("b", "d"): 1,
        ("e", "a"): 1,
        ("f", NO_CALL): 1,
    }


def test_repeats_count() -> None:
    found = measure(run_of([record(calls("a", "a", "a"), calls("a", "a", "b"))]), CONFIG)
    assert found.tools["a"] == pytest.approx((2 / 3, 1.0, 0.8, 2, 3, 2))
    assert found.tools["b"] == (None, 0.0, 0.0, 1, 0, 0)


def test_invented_names_without_end_share_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confusion, "MAX_LABELS", 2)
    pairs = [("a", "a"), ("a", "x"), ("b", "y"), ("c", "c"), ("c", NO_CALL), (NO_CALL, "x")]
    labels, counts = measured(pairs).confusion
    assert labels == ["a", "c", OTHER, NO_CALL]
    assert counts == [[1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 1, 0]]
