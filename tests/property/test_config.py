"""A configuration that makes no sense is refused with a message that names the field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eval_jobs.audit.formats import name_arguments
from graders import GradingConfig, available
from tests.support.grading import call, configured, grade, text

NAN, INF = float("nan"), float("inf")
REFUSED = {
    "sum": ({"weights": {"tool_selection": 0.5}}, "weights", "sum to 0.5"),
    "no_weights": ({"weights": {}}, "weights", "sum to 0"),
    "negative": (
        {"weights": {"tool_selection": -0.5, "exact_match": 1.5}},
        "weights.tool_selection",
        "greater than or equal to 0",
    ),
    "nan": ({"weights": {"exact_match": NAN}}, "weights.exact_match", "finite"),
    "infinite": ({"weights": {"exact_match": INF}}, "weights.exact_match", "finite"),
    "itself": ({"weights": {"tool_call": 1.0}}, "weights", "component of itself"),
    "unknown_grader": ({"weights": {"toll_call": 1.0}}, "weights", "toll_call"),
    "unknown_key": ({"wieghts": {}}, "wieghts", "Extra inputs"),
    "preset": ({"preset": "nova"}, "preset", "nova-workshop"),
    "curve": ({"curve": 0.5}, "curve", "greater than or equal to 1"),
    "curve_nan": ({"curve": NAN}, "curve", "less than or equal to 4"),
    "order": ({"order": "loose"}, "order", "'gaps', 'strict' or 'any'"),
    "field": ({"field": ""}, "field", "at least 1 character"),
    "comparator": ({"comparators": {"a": "fuzzy"}}, "comparators.a.kind", "'exact'"),
    "tolerance_of_text": (
        {"comparators": {"a": {"kind": "text", "tolerance": 1}}},
        "comparators.a",
        "a tolerance goes with kind 'numeric'",
    ),
    "negative_tolerance": (
        {"comparators": {"a": {"kind": "numeric", "tolerance": -1}}},
        "comparators.a.tolerance",
        "greater than or equal to 0",
    ),
    "nan_tolerance": (
        {"comparators": {"a": {"kind": "numeric", "relative_tolerance": NAN}}},
        "comparators.a.relative_tolerance",
        "finite",
    ),
}


@pytest.mark.parametrize(("config", "field", "message"), REFUSED.values(), ids=REFUSED)
def test_nonsense_is_refused_by_name(config: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GradingConfig.model_validate(config)
    (error,) = caught.value.errors()
    assert ".".join(map(str, error["loc"])) == field
    assert message in str(caught.value)


def test_an_unknown_grader_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(ValidationError) as caught:
        GradingConfig.model_validate({"weights": {"toll_call": 1.0}})
    assert all(name in str(caught.value) for name in available())


@pytest.mark.parametrize("preset", ["default", "nova-workshop"])
def test_presets_are_sound_and_can_be_overridden(preset: str) -> None:
    plain = GradingConfig.model_validate({"preset": preset})
    assert sum(plain.weights.values()) == pytest.approx(1.0)
    changed = GradingConfig.model_validate({"preset": preset, "weights": {"exact_match": 1.0}})
    assert changed.weights == {"exact_match": 1.0}
    assert changed.curve == plain.curve


COMPONENTS = ("tool_selection", "tool_sequence", "tool_parameters", "exact_match")


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any), st.floats(1, 4))
def test_the_reward_is_the_weighted_sum(shares: list[int], curve: float) -> None:
    weights = {name: share / sum(shares) for name, share in zip(COMPONENTS, shares, strict=True)}
    gold = [call("a", x="alpha beta"), call("b", y=3), call("c")]
    answer = text([call("b", y=4), call("a", x="alpha beta"), call("d")])
    found = grade(answer, name_arguments(gold), configured(weights=weights, curve=curve))
    parts = ("tool_f1", "tool_sequence_score", "tool_parameters_score", "exact_match_score")
    expected = sum(
        weight * found.metrics[part] ** curve
        for weight, part in zip(weights.values(), parts, strict=True)
    )
    assert found.score == pytest.approx(expected)
