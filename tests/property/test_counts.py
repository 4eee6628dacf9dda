"""Property 13: means of counts over samples give the exact micro figures back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.formats import name_arguments
from graders import load
from graders.sample import ToolCall
from tests.property.test_values import typed
from tests.support.grading import grade, sample, text

TOOLS = ("tool_true_positive_count", "tool_false_positive_count", "tool_false_negative_count")
PARAMETERS = ("parameter_right_count", "parameter_predicted_count", "parameter_expected_count")
NAMES = ("search", "read", "notify")
CALLS = st.lists(
    st.builds(
        ToolCall,
        st.sampled_from(NAMES),
        st.dictionaries(st.sampled_from("abc"), st.sampled_from([1, True, "x", None])),
    ),
    max_size=4,
)
Pairs = list[tuple[list[ToolCall], list[ToolCall]]]
PAIRS = st.lists(st.tuples(CALLS, CALLS), min_size=1, max_size=8)


def means(pairs: Pairs, names: Sequence[str]) -> list[float]:
    """What a service that only averages would show."""
    found = [grade(text(made), name_arguments(wanted)).metrics for made, wanted in pairs]
    return [fmean(metrics[name] for metrics in found) for name in names]


@given(PAIRS)
def test_micro_figures_of_tools(pairs: Pairs) -> None:
    hits = made = wanted = 0
    for calls, gold in pairs:
        called, expected = Counter(c.name for c in calls), Counter(c.name for c in gold)
        hits += sum(min(called[name], expected[name]) for name in NAMES)
        made += len(calls)
        wanted += len(gold)
    right, extra, missing = means(pairs, TOOLS)
    count = len(pairs)
    assert right * count == pytest.approx(hits)
    if made:
        assert right / (right + extra or 1) == pytest.approx(hits / made)
    if wanted:
        assert right / (right + missing or 1) == pytest.approx(hits / wanted)
    if hits:
        assert 2 * right / (2 * right + extra + missing) == pytest.approx(
            2 * hits / (made + wanted)
        )


@given(PAIRS)
def test_micro_figures_of_parameters(pairs: Pairs) -> None:
    """Each tool at most once on a side, so that there is one way only to match calls."""
    pairs = [(once(calls), once(gold)) for calls, gold in pairs]
    hits = made = wanted = 0
    for calls, gold in pairs:
        theirs = {call.name: call.arguments for call in gold}
        for call in calls:
            expected = theirs.get(call.name, {})
            hits += sum(
                key in expected and typed(value) == typed(expected[key])
                for key, value in call.arguments.items()
            )
        made += sum(len(call.arguments) for call in calls)
        wanted += sum(len(call.arguments) for call in gold)
    found = tuple(mean * len(pairs) for mean in means(pairs, PARAMETERS))
    assert found == pytest.approx((hits, made, wanted))


def once(calls: list[ToolCall]) -> list[ToolCall]:
    return list({call.name: call for call in calls}.values())


@given(CALLS, CALLS)
def test_figures_of_one_sample_follow_from_its_counts(
    calls: list[ToolCall], gold: list[ToolCall]
) -> None:
    found = grade(text(calls), name_arguments(gold)).metrics
    hits, extra, missing = (found[name] for name in TOOLS)
    if calls and gold:
        assert found["tool_precision"] == pytest.approx(hits / (hits + extra))
        assert found["tool_recall"] == pytest.approx(hits / (hits + missing))
        assert found["tool_f1"] == pytest.approx(2 * hits / (2 * hits + extra + missing))
    else:
        assert found["tool_f1"] == (not calls and not gold)


@given(CALLS, CALLS)
def test_every_sample_has_the_same_metrics(calls: list[ToolCall], gold: list[ToolCall]) -> None:
    for name in ("tool_call", "nova_workshop", "tool_sequence"):
        grader = load(name)
        for one in (sample(text(calls), name_arguments(gold)), sample(None), sample("", 5)):
            assert set(grader.grade(one).metrics) == set(grader.metric_names)
