"""The findings of the checks before a launch, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from eval_jobs.finding import Severity
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.finding import Finding

STYLES: Final = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "yellow",
    Severity.NOTE: "cyan",
    Severity.OK: "green",
}


def print_findings(findings: Sequence[Finding]) -> None:
    """Print each finding: what, why it matters and how to mend it; the worst last, and a count."""
    console = Console()
    order = list(Severity)
    for finding in sorted(findings, key=lambda found: -order.index(found.severity)):
        label = Text(f"{finding.severity.value:8}", style=STYLES[finding.severity])
        console.print(label, Text(plain(f"{finding.check}: {finding.what}")), sep="")
        if finding.severity is not Severity.OK:
            for text in filter(None, (finding.why, finding.mend)):
                console.print(Text(f"         {plain(text)}", style="dim"))
    counts = [
        f"{sum(found.severity is severity for found in findings)} {severity.value}"
        for severity in Severity
    ]
    console.print(Text(", ".join(counts), style="bold"))
