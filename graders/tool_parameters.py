"""Were the tools called with the right parameters?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.case_grader import CaseGrader

if TYPE_CHECKING:
    from graders.case import Case


class ToolParametersGrader(CaseGrader):
    """Mean similarity of arguments over all calls, aligned for the greatest total; in [0, 1].

    A call that only one side has is worth 0, and so is a parameter. Values are compared by type
    (see `comparison`), right up to spelling or by partial credit. `parameter_precision` and
    `parameter_recall` count right parameters; their counts give exact micro figures (optional
    ones are expected only where they are given). `schema_violation_count` counts what the tools'
    schemas refuse. Where no call is expected, silence scores 1 and any attempt 0.
    """

    name = "tool_parameters"
    metric_names = (
        "tool_parameters_score",
        "parameter_precision",
        "parameter_recall",
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

    def measure(self, case: Case) -> dict[str, float]:
        aligned = case.alignment
        right, predicted = aligned.right_parameters, aligned.predicted_parameters
        expected = max(aligned.expected_parameters, right)
        if case.silence is not None:
            score = precision = recall = f1 = case.silence
        else:
            score = aligned.similarity / aligned.slots
            precision = right / predicted if predicted else float(not expected)
            recall = right / expected if expected else float(not predicted)
            f1 = 2 * right / (predicted + expected) if predicted + expected else 1.0
        return {
            "tool_parameters_score": score,
            "parameter_precision": precision,
            "parameter_recall": recall,
            "parameter_f1": f1,
            "parameter_right_count": right,
            "parameter_predicted_count": predicted,
            "parameter_expected_count": expected,
            "schema_violation_count": _violations(case) if case.sample.tools else 0,
        }


def _violations(case: Case) -> int:
    toolbox = case.toolbox
    return sum([toolbox.violations(call) for call in case.answer.calls])
