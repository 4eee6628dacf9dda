"""The composite: a weighted sum of curved components, all or nothing in being scored."""

from __future__ import annotations

import math
import sys
from types import ModuleType
from typing import Any

import pytest

from graders import Grade, GradingConfig, Sample, load
from graders.config import PRESETS
from graders.exact_match import ExactMatchGrader
from graders.grade import GRADER_ERROR, MALFORMED_REFERENCE, NO_ANSWER
from graders.grader import grade_safely
from graders.tool_call import ToolCallGrader
from tests.graders.build import call, sample

F, G = call("f", a=1), call("g", b=2)
SOME = sample([F, G, G], [F, G])


def score(answer: Any, reference: Any, **config: Any) -> float | None:
    grader = ToolCallGrader(GradingConfig.model_validate(config))
    return grader.grade(sample(answer, reference)).score


def test_the_reward_is_the_weighted_sum_of_curved_scores() -> None:
    config = GradingConfig(weights={"tool_selection": 0.25, "tool_parameters": 0.75}, curve=3)
    grade = ToolCallGrader(config).grade(SOME)
    f1, parameters = grade.metrics["tool_f1"], grade.metrics["tool_parameters_score"]
    assert f1 == pytest.approx(4 / 5)
    assert parameters == pytest.approx(2 / 3)
    assert grade.score == pytest.approx(0.25 * f1**3 + 0.75 * parameters**3)
    assert grade.reason.startswith("reward = 0.25 x ")
    assert "0.800 ** 3 + 0.75 x " in grade.reason
    assert grade.reason.endswith("0.667 ** 3 = 0.350")


def test_a_curve_of_1_is_not_spelled_out() -> None:
    config = GradingConfig(weights={"tool_selection": 1}, curve=1)
    assert ToolCallGrader(config).grade(SOME).reason.endswith("0.800 = 0.800")


def test_a_weight_of_0_reports_without_paying() -> None:
    config = GradingConfig(weights={"tool_selection": 1, "exact_match": 0})
    grader = ToolCallGrader(config)
    assert "exact_match_score" in grader.metric_names
    assert "exact_match_score" not in grader.reward_names
    assert grader.reward_names == {"tool_f1"}
    assert "exact" not in grader.explanation
    grade = grader.grade(SOME)
    assert grade.metrics["exact_match_score"] == 0.0
    assert grade.score == pytest.approx(grade.metrics["tool_f1"] ** 2)


@pytest.mark.parametrize("preset", ["default", "nova-workshop"])
def test_gold_and_silence_in_every_preset(preset: str) -> None:
    assert score([F, G], [F, G], preset=preset) == 1.0
    assert score("", [F, G], preset=preset) == 0.0
    assert score("None needed.", [], preset=preset) == 1.0
    assert score([F], [], preset=preset) == 0.0


def test_weights_off_by_rounding_still_pay_gold_1_and_no_more() -> None:
    for off in (-5e-7, 5e-7):
        weights = {"tool_selection": 0.5, "exact_match": 0.5 + off}
        assert score([F], [F], weights=weights) == 1.0
    tenths = {"tool_selection": 0.1, "tool_sequence": 0.2, "exact_match": 0.7}
    assert score([F], [F], weights=tenths) == 1.0


def test_the_default_metrics_are_those_of_its_components() -> None:
    grader = ToolCallGrader()
    components = [load(name) for name in GradingConfig().weights]
    assert grader.metric_names == tuple(
        name for component in components for name in component.metric_names
    )
    assert tuple(grader.grade(SOME).metrics) == grader.metric_names
    assert grader.reward_names == {component.metric_names[0] for component in components}


@pytest.mark.parametrize(
    ("given", "code"),
    [(Sample("s", None, [F]), NO_ANSWER), (sample("Paris", "Paris"), MALFORMED_REFERENCE)],
)
def test_one_component_that_cannot_score_leaves_the_sample_unscored(
    given: Sample, code: str
) -> None:
    grader = ToolCallGrader()
    grade = grader.grade(given)
    assert (grade.score, grade.code) == (None, code)
    assert grade.metrics == dict.fromkeys(grader.metric_names, 0.0)


class LengthGrader:
    """A component of another make: it knows no cases."""

    name = "length"
    metric_names = ("length_score", "length_count")
    reward_names = frozenset({"length_score"})

    def __init__(self, _: GradingConfig) -> None:
        pass

    def grade(self, given: Sample) -> Grade:
        assert given.answer is not None
        if given.answer.text == "[]":
            return Grade.unscored(NO_ANSWER, "nothing to measure", self.metric_names)
        return Grade(0.5, {"length_score": 0.0, "length_count": 7.0})


def test_a_component_that_is_made_of_no_cases_is_graded_by_sample(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("graders.length")
    module.LengthGrader = LengthGrader  # type: ignore[attr-defined]  # what makes it a grader
    monkeypatch.setitem(sys.modules, "graders.length", module)
    weights = {"length": 0.5, "exact_match": 0.5}
    grader = ToolCallGrader(GradingConfig(weights=weights, curve=1))
    grade = grader.grade(sample([F], [F]))
    assert grade.score == pytest.approx(0.5 * 0.5 + 0.5)
    assert grade.metrics == {"length_score": 0.5, "length_count": 7.0, "exact_match_score": 1.0}
    unscored = grader.grade(sample("[]", [F]))
    assert (unscored.code, unscored.reason) == (NO_ANSWER, "nothing to measure")


@pytest.mark.parametrize("written", [(), ("exact_match_score", "unheard_of")])
def test_a_component_that_writes_other_metrics_than_its_own_is_broken(
    monkeypatch: pytest.MonkeyPatch, written: tuple[str, ...]
) -> None:
    def write(_: Any, metrics: dict[str, float], __: Any) -> None:
        metrics |= dict.fromkeys(written, 1.0)

    monkeypatch.setattr(ExactMatchGrader, "write", write)
    grade = grade_safely(ToolCallGrader(), sample([F], [F]))
    assert (grade.score, grade.code) == (None, GRADER_ERROR)
    score = ToolCallGrader().grade(sample([F], [F])).score
    assert score is not None
    assert math.isnan(score) == (not written)


def test_two_components_never_share_a_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ExactMatchGrader, "metric_names", ("tool_f1",))
    with pytest.raises(ValueError, match="call a metric tool_f1"):
        ToolCallGrader()


def test_the_workshops_metrics_can_stand_beside_the_defaults() -> None:
    weights = {**PRESETS["default"]["weights"], "nova_workshop": 0}
    grader = ToolCallGrader(GradingConfig(weights=weights))
    grade = grader.grade(sample([F, F, F], [F]))
    assert grade.metrics["tool_f1"] == pytest.approx(0.5)
    assert grade.metrics["tool_set_f1"] == 1.0
