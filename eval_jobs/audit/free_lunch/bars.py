"""The bars of the free-lunch checks: what a policy may earn at most with wrong answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from eval_jobs.audit.check import Bar


def _bar(title: str, warn: float, fail: float, why: str, mend: str) -> Bar:
    return Bar(title, "reward", "above", warn, fail, why, mend)


BARS: Final[Mapping[str, Bar]] = MappingProxyType(
    {
        # No call is no work: anything above 0 is a gift, and 0.05 is no accident of rounding.
        "free_lunch.nothing": _bar(
            "Nothing: an empty answer, or a refusal",
            0.0,
            0.05,
            "Silence is safe: where calls are hard to get right, the policy stops calling.",
            "Pay 0 where calls are expected and none is made.",
        ),
        # Readable data may be worth a twentieth, as a first step (rounding aside); never a tenth.
        "free_lunch.format": _bar(
            "Format only: no call, or one of a made-up tool",
            0.06,
            0.10,
            "The policy learns to write the format, and nothing into it.",
            "Pay for the format only together with calls that are right, or pay less for it.",
        ),
        # As the format: an order may be written as data, which may be worth a twentieth.
        "free_lunch.orders": _bar(
            "Orders to the grader, and no right call",
            0.06,
            0.10,
            "Telling the grader what to pay is all that there is to learn.",
            "Pay for parsed calls alone; show a judge the answer as a quotation, never as a task.",
        ),
        # A format reward is a twentieth at most; more of it is earned without being right.
        "free_lunch.wrapping": _bar(
            "What wrapping adds to a wrong answer, at most",
            0.0,
            0.05,
            "Thoughts, tags or assurances are cheaper than right calls: the policy writes those.",
            "Pay for the wrapping only where the calls in it are right, or not at all.",
        ),
        # The same sentence once or many times says the same: rounding aside, it is worth the same.
        "free_lunch.length": _bar(
            "What length alone adds to a wrong answer, at most",
            0.0,
            0.05,
            "Longer answers earn more, whatever they say: the policy learns to go on and on.",
            "Take length out of the reward, or let what is not wanted cost something.",
        ),
        # Calling everything reads as little as pasting the question everywhere: the same bar.
        "free_lunch.every_tool": _bar(
            "Every tool once, with its usual arguments",
            0.20,
            0.25,
            "Naming every tool never misses one: the policy stops choosing.",
            "Let each tool that was not expected cost as much as one that is missed (precision).",
        ),
        # Like every call repeated ten times.
        "free_lunch.spam": _bar(
            "Spam: every tool many times, with many arguments",
            0.20,
            0.25,
            "More calls are more chances to be right: the policy learns to flood.",
            "Count calls, not sets of tools: match each call once, and let the others cost.",
        ),
        "free_lunch.question_everywhere": _bar(
            "Every tool, the question in every parameter",
            0.20,
            0.25,
            "An answer can be made of any prompt without reading it.",
            "Let unexpected tools cost, and pay for values by how much of them is right.",
        ),
        "free_lunch.constant": _bar(
            "The best constant answer, chosen on other records",
            0.30,
            0.35,
            "One answer to everything earns enough to get stuck with it.",
            "Pay less for what all answers share, or even out the data.",
        ),
        # Whoever copies a neighbour is wrong, whatever the likeness: the bar of wrong answers.
        "free_lunch.nearest": _bar(
            "The answer to the most similar question",
            0.45,
            0.50,
            "Matching words is enough: the policy learns to recall answers, not to find values.",
            "Pay less for tools and keys alone and more for right values and for being all right.",
        ),
        # As much as the question pasted in: the tools are right, and no value is.
        "free_lunch.no_arguments": _bar(
            "The right tools, without arguments",
            0.45,
            0.50,
            "Choosing the tool is most of the reward: the arguments are not learnt.",
            "Let expected parameters that are missing cost.",
        ),
        "free_lunch.placeholders": _bar(
            "The right tools, with placeholders as values",
            0.45,
            0.50,
            "The form of an answer earns its reward: the values are not learnt.",
            "Compare values, not only names of parameters and types.",
        ),
        "free_lunch.question_pasted": _bar(
            "The right tools, the question in every parameter",
            0.45,
            0.50,
            "Long values that hold some right words earn like right ones.",
            "Let words that do not belong to a value cost, and compare them in order.",
        ),
        "free_lunch.other_arguments": _bar(
            "The right tools, another record's arguments",
            0.50,
            0.55,
            "Values of the right kind earn like right ones.",
            "Pay nothing for text that is merely alike: compare words, not letters.",
        ),
    }
)
