"""What is wrong with one answer, in kinds that people can filter by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.metrics.facts import facts_of
from eval_jobs.metrics.slices import slices_of
from graders import Turn, load
from graders.case import Case

if TYPE_CHECKING:
    from eval_jobs.metrics.facts import Facts
    from graders import GradingConfig, Sample
    from graders.parsing.answer import Piece

KINDS: Final = {
    "unscored": "could not be graded",
    "unreadable": "the answer could not be read as calls",
    "damaged": "the answer's JSON had to be mended",
    "missed": "a call was expected and none was made",
    "needless": "no call was expected and one was made",
    "wrong_tool": "another tool was called than the expected one",
    "invented_tool": "a tool was called that is not offered",
    "missing_call": "an expected call is missing",
    "extra_call": "a call was made that is not expected",
    "wrong_order": "the calls are right, their order is not",
    "missing_parameter": "an expected parameter is missing",
    "extra_parameter": "a parameter was given that is not expected",
    "wrong_value": "a parameter has the wrong value",
}
"""Every kind of error, and what it means."""


class Diagnosis(NamedTuple):
    """The kinds of error of one answer, in the order of KINDS; none when it is fully right.

    `slices` are the record's fields that results can be filtered by.
    """

    kinds: tuple[str, ...]
    slices: dict[str, str]


def diagnose(
    sample: Sample,
    config: GradingConfig,
    *,
    scored: bool,
    slice_fields: Sequence[str] | None = None,
) -> Diagnosis:
    """What is wrong with the answer in `sample`, and the slices it belongs to.

    `scored` says whether the run has a reward for it. `slice_fields` are those of `measure`. A
    reference that says nothing of calls allows only `damaged` and `unreadable`.
    """
    try:
        found = set(_kinds(sample, config)) if scored else {"unscored"}
    except Exception:  # noqa: BLE001  # no reference, or a defect: it costs this sample only
        found = {"unscored"}
    kinds = tuple(kind for kind in KINDS if kind in found)
    return Diagnosis(kinds, slices_of(sample, slice_fields))


def _kinds(sample: Sample, config: GradingConfig) -> Iterator[str]:
    if _full("exact_match", sample, config):
        return
    case = Case(sample, config)
    by_the_book = _full("json_parsability", sample, config)
    if case.reference.groups is None:
        if not by_the_book:
            some = any(piece.quality for piece in case.answer.pieces)
            yield "damaged" if some else "unreadable"
        return
    facts = facts_of(case)
    if facts.called and facts.expected and not by_the_book:
        yield "damaged"
    if facts.invented:
        yield "invented_tool"
    if not facts.called and any(map(_meant, case.answer.pieces)):
        yield "unreadable"
    yield from _kinds_of_calls(facts)
    for _, _, outcome in facts.aligned:
        if outcome != "right":
            yield "wrong_value" if outcome == "wrong" else f"{outcome}_parameter"
    if facts.called and not facts.confused and _out_of_order(case, facts):
        yield "wrong_order"


def _meant(piece: Piece) -> bool:
    """Whether a piece without calls looks like calls all the same: it is broken, or of objects."""
    values = piece.value if isinstance(piece.value, list) else [piece.value]
    return not piece.whole or any(isinstance(value, dict) for value in values)


def _kinds_of_calls(facts: Facts) -> Iterator[str]:
    """An invented tool is a kind of its own: no wrong tool, and no extra call."""
    if not facts.called or not facts.expected:
        if facts.called or facts.expected:
            yield "missed" if facts.expected else "needless"
        return
    for expected, called in facts.confused:
        if called is None:
            yield "missing_call"
        elif called not in facts.invented:
            yield "wrong_tool" if expected else "extra_call"


def _out_of_order(case: Case, facts: Facts) -> bool:
    """Whether the right tools were called in the wrong order.

    Or with each other's arguments: then every call is right, and not in its place.
    """
    if not _full("tool_sequence", case.sample, case.config):
        return True
    if any(outcome != "right" for _, _, outcome in facts.aligned):
        return False
    items = [{"name": call.name, "arguments": call.arguments} for call in case.answer.calls]
    mended = case.sample._replace(answer=Turn("", tuple(items)))
    return not _full("exact_match", mended, case.config)


def _full(grader: str, sample: Sample, config: GradingConfig) -> bool:
    """Whether a grader gives the answer everything that it can give."""
    return load(grader, config).grade(sample).score == 1.0
