"""The sentences and figures of an audit, the same in every form of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Level
from eval_jobs.report.plain import plain
from eval_jobs.report.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eval_jobs.audit.check import Audit, Bar, Check, Unit

NOT_MEASURED: Final = "not measured"
DIGITS: Final = range(3, 9)
MESSAGES: Final = 3
"""So many messages of failed calls are shown."""
BEFORE: Final = 30
"""Characters that an excerpt shows before the place that matters."""


def title(audit: Audit) -> str:
    """What was audited, on which records."""
    return f"Audit of {graded_by(audit)} on {audit.dataset}"


def graded_by(audit: Audit) -> str:
    """The grader with its preset, unless that is the default one; the function that it ran in."""
    preset = audit.configuration.get("preset", "default")
    grader = audit.grader if preset == "default" else f"{audit.grader} ({preset})"
    if audit.function is None or audit.function == audit.grader:
        return grader
    return f"{grader} in {audit.function}"


def scope(audit: Audit) -> str:
    """How much was looked at."""
    records = counted(audit.audited, "record")
    if audit.audited < audit.records:
        records = f"{audit.audited:,} of {records_of(audit)}, drawn with seed {audit.seed}"
    return f"{records}; {counted(audit.probes, 'answer')} paid for."


def records_of(audit: Audit) -> str:
    """How many records the dataset has."""
    return counted(audit.records, "record")


def checks_of(audit: Audit) -> list[Check]:
    """Every check, in the order of the sections."""
    return [check for section in audit.sections for check in section.checks]


def verdict(audit: Audit) -> str:
    """The verdict in one sentence, without the word itself."""
    checks = checks_of(audit)
    at = tally(checks)
    found = [
        f"{at[level]:,} {verb if at[level] == 1 else verb.removesuffix('s')}"
        for level, verb in ((Level.FAIL, "fails"), (Level.WARN, "warns"))
        if at[level]
    ]
    result = f"Of {counted(len(checks), 'check')}, {' and '.join(found) or 'none fails or warns'}"
    blank = sum(check.value is None for check in checks)
    if 2 * blank > len(checks):
        return f"{result}; only {len(checks) - blank:,} could be measured, so this says little."
    return f"{result}; {blank:,} could not be measured." if blank else f"{result}."


def tally(checks: Iterable[Check]) -> dict[Level, int]:
    """How many checks came out how; what could not be measured is left out."""
    measured = [check.level for check in checks if check.value is not None]
    return {level: measured.count(level) for level in Level}


def notes(audit: Audit) -> list[str]:
    """What the reader should know beside the checks."""
    failed = [f"A call failed, and left its answer unpaid: {text}" for text in audit.failures]
    rest = len(failed) - MESSAGES
    more = [f"{rest:,} more such messages."] if rest > 0 else []
    return [*audit.notes, *failed[:MESSAGES], *more]


def state(check: Check) -> str:
    """How it came out, in a word."""
    return NOT_MEASURED if check.value is None else check.level.value


def value(check: Check) -> str:
    """The figure with its unit, with as many digits as show on which side of its bars it is."""
    if check.value is None:
        return ""
    for digits in DIGITS:
        text, shown = _rounded(check.value, check.bar.unit, digits)
        if check.bar.level(shown) is check.level:
            break
    return text


def _rounded(number: float, unit: Unit, digits: int) -> tuple[str, float]:
    """The text, and the number that it says."""
    if unit == "share":
        text = f"{100 * number:.{digits}g}"
        return f"{text}%", float(text) / 100
    if unit == "count" and number == int(number):
        return f"{int(number):,}", number
    text = f"{number:.{digits}f}"
    return text, float(text)


def bar(found: Bar, limit: float) -> str:
    """What keeps to this limit, such as `<= 0.25`."""
    shown = f"{100 * limit:g}%" if found.unit == "share" else f"{limit:g}"
    return f"{'<=' if found.worse == 'above' else '>='} {shown}"


def crossed(check: Check) -> str:
    """The bar that a check has crossed; of one that passes, what it has to keep to."""
    return bar(check.bar, check.bar.warn if check.level is not Level.FAIL else check.bar.fail)


def excerpt(text: str, size: int, at: int = 0) -> str:
    """So many characters of a text, those around place `at` among them, on one line."""
    shown = plain(text)
    start = 0 if at < size - BEFORE else max(0, min(at - BEFORE, len(shown) - size))
    cut = shown[start : start + size]
    return "…" * (start > 0) + cut + "…" * (start + size < len(shown))


def parting(one: str, other: str) -> int:
    """Where two texts, as they are shown, begin to differ."""
    left, right = plain(one), plain(other)
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
