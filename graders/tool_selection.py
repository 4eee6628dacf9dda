"""Were the right tools called, and each as often as it should be?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.alignment import overlap
from graders.case_grader import CaseGrader

if TYPE_CHECKING:
    from graders.case import Case


class ToolSelectionGrader(CaseGrader):
    """F1 of the multisets of called and expected tool names; in [0, 1].

    A true positive is a call that has an expected one of its own: repeats beyond it are false
    positives. Where no call is expected, silence scores 1 and any attempt 0. The mean of the
    counts over samples gives exact micro precision, recall and F1. `unknown_tool_count` counts
    calls to tools that were not offered (0 where the sample offers none).
    """

    name = "tool_selection"
    metric_names = (
        "tool_f1",
        "tool_precision",
        "tool_recall",
        "tool_true_positive_count",
        "tool_false_positive_count",
        "tool_false_negative_count",
        "unknown_tool_count",
    )
    explanation = (
        "F1 of tools = 2 x {tool_true_positive_count:g} / (2 x {tool_true_positive_count:g}"
        " + {tool_false_positive_count:g} extra + {tool_false_negative_count:g} missing)"
        " = {tool_f1:.3f}"
    )

    def write(self, metrics: dict[str, float], case: Case) -> None:
        called, expected = case.called, case.expected
        made, wanted, toolbox = len(called), len(expected), case.toolbox
        hits = made if called == expected else overlap(called, expected)
        if case.silence is not None:
            precision = recall = f1 = case.silence
        else:
            precision, recall, f1 = hits / made, hits / wanted, 2 * hits / (made + wanted)
        metrics["tool_f1"] = f1
        metrics["tool_precision"] = precision
        metrics["tool_recall"] = recall
        metrics["tool_true_positive_count"] = hits
        metrics["tool_false_positive_count"] = made - hits
        metrics["tool_false_negative_count"] = wanted - hits
        metrics["unknown_tool_count"] = (
            sum([name not in toolbox for name in called]) if toolbox else 0
        )
