"""The samples that every grader is held to."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.formats import (
    CARRY_FIELDS,
    answers,
    name_arguments,
    query_analysis,
    references,
)
from eval_jobs.audit.hostile import CRASH_TEXTS
from graders import MISSING, Sample, Turn
from tests.support.grading import call, sample

if TYPE_CHECKING:
    from graders.sample import JSON

GOLD: Final = (
    call("search", query="tender offer of Marlow Freight", limit=5, exact=True, ratio=0.5),
    call("files.read", path="a/b.txt", lines=[1, 2], options={"encoding": "utf-8", "tail": None}),
    call("search", query="proxy statement", limit=5, exact=False, ratio=2.0),
)
HALF_RIGHT: Final = GOLD[:1]
WRONG: Final = (call("notify", message="nothing of it"),)

ANSWERS: Final = answers(GOLD)
REFERENCES: Final = references(GOLD)
PLAIN: Final = name_arguments(GOLD)
WITH_FIELDS: Final = query_analysis(GOLD)

MALFORMED: Final[dict[str, JSON]] = {
    "null": None,
    "number": 7,
    "boolean": True,
    "empty_object": {},
    "empty_text": "",
    "call_without_name": [{"name": None, "arguments": {}}],
    "call_with_text_for_arguments": [{"name": "f", "arguments": "not an object"}],
    "empty_accept": [{"name": "f", "arguments": {"a": {"$accept": []}}}],
    "broken_text": '[{"name": "f", "arguments": {"a": ',
}
"""References that no grader can grade against."""

HOSTILE: Final = {name: text[:600] + text[-600:] for name, text in CRASH_TEXTS.items()}
"""Short: whole, they are for the parser's own tests."""


def carries(answer: str, reference: str) -> bool:
    """Whether an answer format says all that a reference form says, fields included."""
    return (
        reference.partition("/")[0] not in CARRY_FIELDS or answer.partition("/")[0] in CARRY_FIELDS
    )


def pairs() -> list[tuple[str, str]]:
    """Answer and reference by name: each format with each form, each wrapping with two."""
    return [
        (answer, form)
        for answer in ANSWERS
        for form in REFERENCES
        if answer.endswith(("/bare", "/structured")) or form in ("name_arguments", "query_analysis")
    ]


def gold() -> dict[str, Sample]:
    """One answer in each wrapping, and one to each form of reference."""
    right = {
        f"{name} for gold": sample(turn, WITH_FIELDS)
        for name, turn in ANSWERS.items()
        if not name.endswith("/bare") or name.startswith("query_analysis")
    }
    forms = {
        f"gold for {name}": sample(ANSWERS["query_analysis/bare"], reference)
        for name, reference in REFERENCES.items()
    }
    return right | forms


def imperfect() -> dict[str, Sample]:
    """Half right, wrong and silent answers, to both kinds of reference."""
    texts = {
        "half right": json.dumps(query_analysis(HALF_RIGHT)),
        "wrong": json.dumps({**query_analysis(WRONG)["Query analysis"], "Type": ["Other"]}),
        "silent": "",
        "prose": "I can't help with that.",
        "cut off": json.dumps(WITH_FIELDS)[:-80],
    }
    return {
        f"{name} for {kind}": sample(text, reference)
        for name, text in texts.items()
        for kind, reference in (("calls", PLAIN), ("fields", WITH_FIELDS))
    }


def unscored() -> dict[str, tuple[str, Sample]]:
    """Samples that cannot be graded, with the code that says why."""
    right = ANSWERS["query_analysis/bare"]
    return {
        "no answer": ("no_answer", sample(None, WITH_FIELDS)),
        "no reference": ("no_reference", sample(right, MISSING)),
        **{
            f"reference: {name}": ("malformed_reference", sample(right, reference))
            for name, reference in MALFORMED.items()
        },
    }


def hostile() -> dict[str, Sample]:
    """Model text that breaks parsers, as text, as structured calls and as a reference."""
    as_text = {f"text: {name}": sample(text, WITH_FIELDS) for name, text in HOSTILE.items()}
    as_call = {
        f"call: {name}": sample(
            Turn("", ({"function": {"name": "search", "arguments": text}}, text, None, [text])),
            WITH_FIELDS,
        )
        for name, text in HOSTILE.items()
    }
    as_reference = {
        f"reference: {name}": sample(ANSWERS["query_analysis/bare"], text)
        for name, text in HOSTILE.items()
    }
    return as_text | as_call | as_reference


@cache
def everything() -> dict[str, Sample]:
    """All of the above by name."""
    ungradable = {name: sample for name, (_, sample) in unscored().items()}
    return gold() | imperfect() | ungradable | hostile()
