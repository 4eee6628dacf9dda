"""The page of an audit: one file, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.audit.check import Level
from eval_jobs.report.audit import tables
from eval_jobs.report.audit.examples import shortened
from eval_jobs.report.audit.plots import ladders, plots
from eval_jobs.report.audit.wording import (
    bar,
    crossed,
    graded_by,
    notes,
    records_of,
    scope,
    state,
    title,
    value,
    verdict,
)
from eval_jobs.report.html.marks import marked
from eval_jobs.report.html.rendering import lines_of_json, rendered
from eval_jobs.report.wording import counted, figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eval_jobs.audit.check import Audit, Check, Example, Section
    from eval_jobs.report.audit.material import AuditMaterial
    from eval_jobs.report.html.marks import Span
    from eval_jobs.report.html.sketch import Plot
    from eval_jobs.report.tables import Table


class Shown(NamedTuple):
    """A check as the page shows it; `state` is pass, warn, fail or blank."""

    title: str
    state: str
    word: str
    value: str
    limit: str
    open: bool
    said: Mapping[str, str]
    example: Example | None
    earned: str
    marks: Sequence[Span]


class Part(NamedTuple):
    """A section as the page shows it."""

    name: str
    title: str
    state: str
    checks: Sequence[Shown]
    plots: Sequence[Plot]
    ladders: Sequence[Plot]
    groups: Table | None


def page(material: AuditMaterial) -> str:
    """The audit as HTML text."""
    audit = material.audit
    return rendered(
        "audit.html",
        title=title(audit),
        scope=scope(audit),
        level=audit.level.value,
        verdict=verdict(audit),
        notes=notes(audit),
        summary=tables.summary(audit),
        sections=[_part(section) for section in audit.sections],
        measured=dict(_measured(audit)),
        configuration=lines_of_json(audit.configuration),
        created=material.created,
        versions=material.versions,
    )


def _part(section: Section) -> Part:
    return Part(
        section.name,
        section.title,
        section.level.value,
        [_shown(check) for check in section.checks],
        plots(section),
        ladders(section),
        tables.groups(section.groups) if section.groups else None,
    )


def _shown(check: Check) -> Shown:
    example = check.example and shortened(check.example)
    return Shown(
        title=check.bar.title,
        state="blank" if check.value is None else check.level.value,
        word=state(check),
        value=value(check),
        limit=crossed(check),
        open=check.level is not Level.PASS,
        said={
            "Why": check.bar.why,
            "Change": check.bar.mend,
            "Note": check.note,
            "Bars": f"passes {bar(check.bar, check.bar.warn)}, fails unless "
            f"{bar(check.bar, check.bar.fail)}; over {counted(check.probes, 'answer')}",
        },
        example=example,
        earned="unscored" if example is None or example.reward is None else figure(example.reward),
        marks=[] if example is None else _marks(example),
    )


def _marks(example: Example) -> Sequence[Span]:
    """The answer against the right one, where they are mostly the same; else as it is."""
    spans = marked(example.right, example.answer)
    same = sum(len(text) for kind, text in spans if kind == "=")
    mostly = 2 * same >= max(len(example.right), len(example.answer))
    return spans if mostly else [("=", example.answer)]


def _measured(audit: Audit) -> Iterator[tuple[str, Any]]:
    """How the audit came about."""
    yield "Dataset", audit.dataset
    yield "Digest of its records", audit.sha256
    yield "Records", f"{audit.audited:,} of {records_of(audit)}"
    yield "Grader", graded_by(audit)
    yield "Seed", audit.seed
    yield "Answers paid for", f"{audit.probes:,}"
