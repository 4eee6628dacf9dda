"""The bars of the data checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from eval_jobs.audit.check import Bar


def _share(title: str, warn: float, fail: float, why: str, mend: str) -> Bar:
    return Bar(title, "share", "above", warn, fail, why, mend)


BARS: Final[Mapping[str, Bar]] = MappingProxyType(
    {
        # A mean of 30 rewards is known to about 0.1; without any record nothing is known.
        "data.records": Bar(
            "Records that can be audited",
            "count",
            "below",
            30,
            1,
            "With few records every figure here may be chance.",
            "Audit more records.",
        ),
        # Such a record pays 0.0 for everything: some may be passed over, one in a hundred not.
        "data.unreadable": _share(
            "Records without a reference that can be read",
            0.0,
            0.01,
            "Every answer to such a prompt earns the same: there is nothing to learn from it.",
            "Mend or remove these records: `toolgrade data validate` says what is wrong.",
        ),
        "data.unreachable": _share(
            "References that are not paid in full as an answer",
            0.0,
            0.01,
            "The right answer is not the best one: the policy learns to avoid it.",
            "Mend the reference, or let the grader read the format that it is written in.",
        ),
        "data.not_offered": _share(
            "References with a tool that the record does not offer",
            0.0,
            0.01,
            "The policy has to make up a tool to be right.",
            "Offer the tool in these records, or mend its name in the reference.",
        ),
        # Published data breaks its own schemas here and there; one in twenty is a habit.
        "data.against_schema": _share(
            "References that break the schema of their tool",
            0.0,
            0.05,
            "The policy has to break the schema to be right, and will where it is in force.",
            "Mend the types and the names of parameters, in the reference or in the schema.",
        ),
        # A few ambiguous prompts are noise; where half are, nobody agreed on the labels.
        "data.conflicting": _share(
            "Records of identical prompts with different references",
            0.10,
            0.50,
            "No answer is right for all of them: their reward is partly chance.",
            "Settle on one reference, list what else is accepted, or say what differs.",
        ),
        "data.ceiling": Bar(
            "Best mean reward that one answer a prompt can earn",
            "reward",
            "below",
            0.95,
            0.80,
            "Above it there is nothing to learn but noise, and differences of runs drown in it.",
            "Settle on one reference for each prompt, or list what else is accepted.",
        ),
        # Each record counts less than it seems; with nine of ten, intervals are far too narrow.
        "data.repeated": _share(
            "Records whose prompt is nearly another one's",
            0.50,
            0.90,
            "The same few prompts are learnt and measured again and again.",
            "Remove near duplicates, or count each group once.",
        ),
        # One leak is worth a look; from one in a hundred on, memory shows in the mean.
        "data.leaked": _share(
            "Records whose prompt is nearly one of another split",
            0.0,
            0.01,
            "What was trained on is no test: the score shows memory.",
            "Split by groups of near prompts: `toolgrade data split` does.",
        ),
        # One sequence of tools may be all there is to the task: never a failure.
        "data.imbalance": _share(
            "Records with the most frequent sequence of tools",
            0.50,
            1.0,
            "Calling these tools always is right often enough to stop choosing.",
            "Add records of the other tools, or take some of these out.",
        ),
        # Half of the records may rightly want no call, which is one answer to all of them.
        "data.one_answer": _share(
            "Records with the most frequent answer",
            0.30,
            0.60,
            "A constant answer is right so often that little is left to earn by reading.",
            "Add records with other answers, or take some of these out.",
        ),
        # Tools that only distract are fair, but a policy never learns to call them.
        "data.unused_tools": _share(
            "Offered tools that no record expects",
            0.75,
            1.0,
            "The policy learns never to call them.",
            "Add records that expect them, if the policy is to call them.",
        ),
    }
)
