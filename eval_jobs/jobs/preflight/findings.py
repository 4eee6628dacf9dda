"""The four kinds of findings, and what is said of a check that could not be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from eval_jobs.aws import explained
from eval_jobs.errors import ToolgradeError
from eval_jobs.jobs.finding import Finding, Severity

error: Final = partial(Finding, Severity.ERROR)
warning: Final = partial(Finding, Severity.WARNING)
note: Final = partial(Finding, Severity.NOTE)
ok: Final = partial(Finding, Severity.OK)

MISSING: Final = frozenset({"404", "NoSuchKey", "NoSuchBucket", "NotFound", "NoSuchEntity"})
"""How S3 and IAM say that something is not there."""
DENIED: Final = frozenset({"403", "AccessDenied", "AccessDeniedException"})


def safely(check: str, made: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of a check; a failure in it is one more, and nothing escapes."""
    try:
        yield from made()
    except Exception as failure:  # noqa: BLE001  # a check must never stop the others
        yield unchecked(check, failure)


def unchecked(check: str, failure: Exception) -> Finding:
    """The note that `check` could not be made, and why."""
    told = failure if isinstance(failure, ToolgradeError) else explained(failure, check)
    mend = "Mend what the message says and check again, or make sure by hand."
    return note(check, f"could not be checked: {told}", "Nothing is known about it.", mend)


def code_of(failure: Exception) -> str:
    """The service's name for why a call failed; the error's own name where there is none."""
    return explained(failure, "").code
