"""Convert a file, one record at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.datasets.conversion import from_bfcl, from_chat, from_prompt
from eval_jobs.datasets.conversion.example import ConversionError, Example
from eval_jobs.datasets.conversion.to_grading import to_gen_qa, to_rft
from eval_jobs.datasets.conversion.to_training import to_openai, to_sft
from eval_jobs.datasets.validation.formats import MODULES, Format
from eval_jobs.finding import Severity

if TYPE_CHECKING:
    from eval_jobs.datasets.read import Located


class Source(Enum):
    """The formats that can be converted."""

    SFT = "sft"
    OPENAI = "openai"
    RFT = "rft"
    PROMPT_COMPLETION = "prompt_completion"
    VERL = "verl"
    BFCL = "bfcl"


class Target(Enum):
    """The formats that others can be converted to."""

    SFT = "sft"
    OPENAI = "openai"
    RFT = "rft"
    RFT_EVAL = "rft_eval"
    GEN_QA = "gen_qa"


WRITERS: Final[dict[Target, Callable[[Example], dict[str, Any]]]] = {
    Target.SFT: to_sft,
    Target.OPENAI: to_openai,
    Target.RFT: to_rft,
    Target.RFT_EVAL: to_rft,
    Target.GEN_QA: to_gen_qa,
}
GRADED: Final = (Target.RFT, Target.RFT_EVAL, Target.GEN_QA)
"""Targets of which no reasoning is expected, so that a record's is left out."""
MODEL: Final = "nova-2-lite"
"""By whose rules records are judged: it takes whatever any other model takes."""


class Converted(NamedTuple):
    """The record in its new format, or the problem that prevented it, with its place."""

    record: dict[str, Any] | None
    problem: str = ""


def convert(
    records: Iterable[Located],
    source: Source,
    target: Target,
    truths: Mapping[str, Any] | None = None,
) -> Iterator[Converted]:
    """Each record in its new format; one that would break the target's rules is a problem.

    `truths` are BFCL's possible answers by id. Records for grading that have no id get one:
    their number in the file.
    """
    readers: dict[Source, Callable[[Mapping[str, Any]], Example]] = {
        Source.SFT: from_chat.read,
        Source.OPENAI: from_chat.read,
        Source.RFT: from_chat.read,
        Source.PROMPT_COMPLETION: from_prompt.read_prompt_completion,
        Source.VERL: from_prompt.read_verl,
        Source.BFCL: partial(from_bfcl.read, truths=truths or {}),
    }
    for number, (place, record, error) in enumerate(records, 1):
        if error is not None:
            yield Converted(None, error)
            continue
        try:
            kept = from_chat.without_reasoning(record) if target in GRADED else record
            example = readers[source](kept)
            if example.id is None and target in GRADED:
                example = example._replace(id=f"record-{number}")
            written = WRITERS[target](example)
        except ConversionError as problem:
            yield Converted(None, f"{place}: {problem}")
            continue
        broken = _broken(written, target)
        yield Converted(None, f"{place}: {broken}") if broken else Converted(written)


def _broken(record: dict[str, Any], target: Target) -> str:
    """The first rule of its format that a record breaks, if any."""
    for flaw in MODULES[Format(target.value)].check(record, MODEL):
        if flaw.rule.severity is Severity.ERROR:
            where = ".".join(map(str, flaw.path))
            return (
                f"as {target.value} it breaks the rule {flaw.rule.name}: {flaw.message} ({where})"
            )
    return ""
