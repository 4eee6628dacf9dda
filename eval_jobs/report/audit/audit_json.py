"""An audit as strict JSON, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.report.audit.examples import shortened
from eval_jobs.report.audit.wording import verdict
from eval_jobs.report.strict_json import strict

if TYPE_CHECKING:
    from eval_jobs.audit.check import Check, Section
    from eval_jobs.report.audit.material import AuditMaterial


def audit_json(material: AuditMaterial) -> dict[str, Any]:
    """Everything that an audit found.

    `verdict` and every `level` are pass, warn or fail. `checks` have both bars (`warn`, `fail`)
    and on which side of them it is `worse`; a `value` of null could not be measured. Of an
    example's texts only the beginning is kept.
    """
    audit = material.audit
    return {
        "verdict": audit.level.value,
        "sentence": verdict(audit),
        "dataset": {
            "name": audit.dataset,
            "sha256": audit.sha256,
            "records": audit.records,
            "audited": audit.audited,
        },
        "grader": audit.grader,
        "function": audit.function,
        "configuration": strict(audit.configuration),
        "seed": audit.seed,
        "probes": audit.probes,
        "notes": list(audit.notes),
        "failures": list(audit.failures),
        "sections": [_section(section) for section in audit.sections],
        "created": material.created,
        "versions": strict(material.versions),
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "name": section.name,
        "title": section.title,
        "level": section.level.value,
        "checks": [_check(check) for check in section.checks],
        "ladders": strict(section.ladders),
        "groups": strict(section.groups),
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "title": check.bar.title,
        "value": strict(check.value),
        "unit": check.bar.unit,
        "worse": check.bar.worse,
        "warn": strict(check.bar.warn),
        "fail": strict(check.bar.fail),
        "level": check.level.value,
        "probes": check.probes,
        "note": check.note,
        "why": check.bar.why,
        "mend": check.bar.mend,
        "example": check.example and strict(shortened(check.example)),
    }
