"""Were the tools called with the right parameters?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.case_grader import CaseGrader

if TYPE_CHECKING:
    from graders.case import Case


class ToolParametersGrader(CaseGrader):
    """Mean similarity of arguments over all calls, aligned for the greatest total; in [0, 1].

    A call that only one side has is worth 0, and so is a parameter. Values are compared by type
    (see `comparison`), right up to spelling or by partial credit. `parameter_f1` is that of right
    parameters; their counts give exact micro precision, recall and F1 (optional ones are expected
    only where they are given). `schema_violation_count` counts what the tools' schemas refuse.
    Where no call is expected, silence scores 1 and any attempt 0.
    """

    name = "tool_parameters"
    metric_names = (
        "tool_parameters_score",
        "parameter_f1",
        "parameter_right_count",
        "parameter_predicted_count",
        "parameter_expected_count",
        "schema_violation_count",
    )
    explanation = (
        "{parameter_right_count:g} of {parameter_expected_count:g} expected parameters right,"
        " {parameter_predicted_count:g} given; mean similarity {tool_parameters_score:.3f}"
    )

    def write(self, metrics: dict[str, float], case: Case) -> None:
        similarity, slots, _, right = case.alignment
        calls, toolbox, predicted = case.answer.calls, case.toolbox, 0
        for call in calls:
            predicted += len(call.arguments)
        expected = max(case.reference.demanded, right)
        if case.silence is not None:
            score = f1 = case.silence
        else:
            score, both = similarity / slots, predicted + expected
            f1 = 2 * right / both if both else 1.0
        metrics["tool_parameters_score"] = score
        metrics["parameter_f1"] = f1
        metrics["parameter_right_count"] = right
        metrics["parameter_predicted_count"] = predicted
        metrics["parameter_expected_count"] = expected
        metrics["schema_violation_count"] = sum(map(toolbox.violations, calls)) if toolbox else 0
