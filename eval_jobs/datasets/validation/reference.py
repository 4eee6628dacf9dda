"""Reference answers: whether the graders can read one, and pay a right answer in full."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final

from eval_jobs.datasets.gold import breaks_schema, gold_answer
from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.finding import Severity
from graders import Grader, grade_safely, load
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.records import UnknownRecordError, read_record
from graders.sample import MISSING, Reference, Sample, Turn
from graders.toolbox import Toolbox

NEEDED: Final = Rule("reference.missing")
SHAPE: Final = Rule("reference.shape")
UNREADABLE: Final = Rule("reference.unreadable")
MISSPELT: Final = Rule("reference.misspelt_marker")
NO_CALLS: Final = Rule("reference.names_no_calls", Severity.WARNING)
NOT_OFFERED: Final = Rule("reference.tool_not_offered", Severity.WARNING)
AGAINST_SCHEMA: Final = Rule("reference.against_schema", Severity.WARNING)
NO_TOOLS: Final = Rule("reference.no_tools_offered", Severity.NOTE)
GOLD: Final = Rule("reference.gold_below_one", Severity.WARNING)

MARKERS: Final = ("$accept", "$optional", "$compare", "$tolerance", "$relative_tolerance")
"""The keys of a reference that the graders understand."""
NEAR: Final = 0.7
"""From this similarity on, another key is taken for a misspelt marker."""
LONGEST: Final = 40
"""Characters up to which a key is compared with the markers."""
DEEPEST: Final = 100

Path = tuple[Step, ...]


def check_reference(record: dict[str, Any]) -> Iterator[Flaw]:
    """The flaws in the reference of a record, wherever its format has it."""
    try:
        sample = read_record(record)
    except UnknownRecordError as error:
        yield Flaw(SHAPE, str(error))
        return
    path: Path = ("reference_answer",)
    if sample.reference is MISSING or sample.reference in (None, "", {}):
        yield Flaw(NEEDED, "there is no reference answer to grade against", path)
        return
    yield from misspelt(sample.reference, path)
    try:
        reference = read_reference(sample.reference)
    except MalformedReferenceError as error:
        yield Flaw(UNREADABLE, f"no grader can read the reference: {error}", path)
        return
    if reference.groups is None:
        message = "the reference names no tool calls: the grader of tool calls leaves it unscored"
        yield Flaw(NO_CALLS, message, path)
        return
    yield from _offer(sample, reference, path)
    grade = grade_safely(_grader(), sample._replace(answer=Turn(gold_answer(reference))))
    if grade.score != 1.0:
        message = f"a right answer is worth {grade.score}, not 1: {grade.reason}"
        yield Flaw(GOLD, message, path)


def _offer(sample: Sample, reference: Reference, path: Path) -> Iterator[Flaw]:
    if not sample.tools:
        if reference.calls:
            message = "calls are expected and no tools are offered: does the prompt describe them?"
            yield Flaw(NO_TOOLS, message, path)
        return
    offered = Toolbox(sample.tools)
    for name in sorted({name for name in reference.tools if name not in offered}):
        yield Flaw(NOT_OFFERED, f"{name!r} is expected and not among the tools", path)
    for name in sorted({call.name for call in reference.calls if breaks_schema(call, offered)}):
        message = f"the arguments expected of {name!r} break its schema: mend one of them"
        yield Flaw(AGAINST_SCHEMA, message, path)


def misspelt(value: Any, path: Path) -> Iterator[Flaw]:
    """A flaw for each key that is nearly a marker, and so would be graded as plain data."""
    if len(path) > DEEPEST:
        return
    if isinstance(value, list):
        for position, item in enumerate(value):
            yield from misspelt(item, (*path, position))
    if isinstance(value, dict):
        for key, item in value.items():
            if key.startswith("$") and key not in MARKERS:
                near = get_close_matches(key[:LONGEST], MARKERS, 1, NEAR)
                if near:
                    message = f"{key!r:.60} is no marker; is it {near[0]!r}?"
                    yield Flaw(MISSPELT, message, (*path, key))
            yield from misspelt(item, (*path, key))


@lru_cache(maxsize=1)
def _grader() -> Grader:
    return load("tool_call")
