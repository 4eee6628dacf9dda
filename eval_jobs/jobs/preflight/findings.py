"""The four kinds of findings, and what is said of a check that could not be made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from eval_jobs.aws import LOGGED_OUT, AwsError, explained
from eval_jobs.errors import ToolgradeError
from eval_jobs.finding import Finding, Severity

error: Final = partial(Finding, Severity.ERROR)
warning: Final = partial(Finding, Severity.WARNING)
note: Final = partial(Finding, Severity.NOTE)
ok: Final = partial(Finding, Severity.OK)

MISSING: Final = frozenset({"404", "NoSuchKey", "NoSuchBucket", "NotFound", "NoSuchEntity"})
"""How S3 and IAM say that something is not there."""
DENIED: Final = frozenset({"403", "AccessDenied", "AccessDeniedException"})


REFUSED: Final = LOGGED_OUT | {
    "InvalidAccessKeyId",
    "InvalidSignatureException",
    "PartialCredentialsError",
    "ProfileNotFound",
    "SignatureDoesNotMatch",
}
CREDENTIALS: Final = "aws.credentials"


def safely(check: str, made: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """The findings of a check; a failure in it is one more, and nothing escapes."""
    try:
        yield from made()
    except Exception as failure:  # noqa: BLE001  # a check must never stop the others
        yield unchecked(check, failure)


def unchecked(check: str, failure: Exception) -> Finding:
    """The note that `check` could not be made, and why; an error where AWS knows no user."""
    told = failure if isinstance(failure, ToolgradeError) else explained(failure, check)
    if isinstance(told, AwsError) and told.code in REFUSED:
        return logged_out(told)
    mend = "Mend what the message says and check again, or make sure by hand."
    return note(check, f"could not be checked: {told}", "Nothing is known about it.", mend)


def logged_out(failure: AwsError) -> Finding:
    """The error that there are no credentials, or none that AWS takes."""
    told, _, advice = str(failure).partition("\n")
    return error(
        CREDENTIALS,
        f"there are no credentials that AWS takes: {told}",
        "Nothing that asks AWS can be checked, and nothing can be launched.",
        advice or "Check AWS_PROFILE and the keys, or log in again.",
    )


def told_once(by_subject: Mapping[str, Iterable[Finding]]) -> Iterator[Finding]:
    """All findings, each text on one line; missing credentials once, for all subjects."""
    refused: list[str] = []
    for subject, made in by_subject.items():
        for finding in made:
            if finding.check != CREDENTIALS:
                yield _on_one_line(finding)
                continue
            if not refused:
                yield _on_one_line(finding)
            if subject not in refused:
                refused.append(subject)
    if refused:
        yield note(
            "aws.unchecked",
            f"not checked, or in part, without credentials: {', '.join(refused)}",
            "Nothing is known about it.",
            "Log in, and check again.",
        )


def _on_one_line(finding: Finding) -> Finding:
    texts = (finding.what, finding.why, finding.mend)
    what, why, mend = (" ".join(text.splitlines()) for text in texts)
    return finding._replace(what=what, why=why, mend=mend)


def code_of(failure: Exception) -> str:
    """The service's name for why a call failed; the error's own name where there is none."""
    return explained(failure, "").code
