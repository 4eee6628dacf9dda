"""The configuration: presets, overrides, and nonsense refused by the name of its field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from graders import GradingConfig
from graders.config import PRESETS, TOLERANCE, Comparator


def test_the_default_is_the_default_preset() -> None:
    config = GradingConfig()
    assert config.preset == "default"
    assert config.weights == PRESETS["default"]["weights"]
    assert config.curve == 2.0
    assert config.order == "gaps"
    assert config.comparators == {}
    assert config.field == "Type"
    assert GradingConfig.model_validate({}) == config


def test_the_workshops_preset_is_its_formula_alone() -> None:
    config = GradingConfig(preset="nova-workshop")
    assert config.weights == {"nova_workshop": 1.0}
    assert config.curve == 1.0


def test_what_is_given_goes_before_the_preset() -> None:
    config = GradingConfig.model_validate({"preset": "nova-workshop", "curve": 1.5})
    assert (config.curve, config.weights) == (1.5, {"nova_workshop": 1.0})


def test_presets_are_not_shared_between_configurations() -> None:
    GradingConfig().weights["exact_match"] = 9.0
    assert GradingConfig().weights["exact_match"] == 0.30


@pytest.mark.parametrize("preset", PRESETS)
def test_the_weights_of_every_preset_sum_to_1(preset: str) -> None:
    assert sum(PRESETS[preset]["weights"].values()) == pytest.approx(1.0, abs=TOLERANCE)


@pytest.mark.parametrize(
    ("nonsense", "field", "words"),
    [
        ({"weights": {"tool_selection": 0.9}}, "weights", "sum to 1, these sum to 0.9"),
        ({"weights": {"tool_selection": 0.99999}}, "weights", "must sum to 1"),
        ({"weights": {}}, "weights", "must sum to 1"),
        ({"weights": {"tool_selection": -1, "exact_match": 2}}, "weights.tool_selection", "equal"),
        ({"weights": {"tool_selection": float("nan")}}, "weights.tool_selection", "finite"),
        ({"weights": {"nonsense": 1}}, "weights", "known graders: exact_match"),
        ({"weights": {"x.y": 1}}, "weights", "known graders: exact_match"),
        ({"weights": {"tool_call": 1}}, "weights", "component of itself"),
        ({"curve": 0.5}, "curve", "equal to 1"),
        ({"curve": 4.1}, "curve", "equal to 4"),
        ({"order": "loose"}, "order", "'gaps', 'strict' or 'any'"),
        ({"preset": "other"}, "preset", "'nova-workshop'"),
        ({"preset": []}, "preset", "'nova-workshop'"),
        ({"field": ""}, "field", "at least 1"),
        ({"wieghts": {}}, "wieghts", "Extra inputs"),
        ({"comparators": {"a": "fuzzy"}}, "comparators.a.kind", "'exact', 'numeric'"),
        ({"comparators": {"a": {"kind": "text", "tolerance": 1}}}, "comparators.a", "'numeric'"),
        (
            {"comparators": {"a": {"kind": "set", "relative_tolerance": 1}}},
            "comparators.a",
            "'numeric', not 'set'",
        ),
        (
            {"comparators": {"a": {"kind": "numeric", "tolerance": -1}}},
            "comparators.a.tolerance",
            "equal to 0",
        ),
        (
            {"comparators": {"a": {"kind": "numeric", "relative_tolerance": float("inf")}}},
            "comparators.a.relative_tolerance",
            "finite",
        ),
        ({"comparators": {"a": {"kind": "exact", "fuzz": 1}}}, "comparators.a.fuzz", "Extra"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_field(
    nonsense: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        GradingConfig.model_validate(nonsense)
    errors = {".".join(map(str, error["loc"])): error["msg"] for error in caught.value.errors()}
    assert words in errors[field]


@pytest.mark.parametrize("value", [None, [], "default"])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        GradingConfig.model_validate(value)


def test_weights_may_be_off_by_rounding() -> None:
    thirds = {"tool_selection": 0.3333333, "exact_match": 0.3333333, "tool_sequence": 0.3333334}
    assert GradingConfig(weights=thirds).weights == thirds


def test_a_comparator_can_be_given_by_name() -> None:
    assert Comparator.model_validate("set") == Comparator(kind="set")
    given = GradingConfig.model_validate({"comparators": {"t.p": "exact"}})
    assert given.comparators == {"t.p": Comparator(kind="exact")}


def test_a_configuration_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        GradingConfig().curve = 1.0
