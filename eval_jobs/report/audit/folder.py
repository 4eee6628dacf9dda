"""An audit's folder: the page, and the same figures for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from eval_jobs.report.audit.audit_json import audit_json
from eval_jobs.report.audit.page import page
from eval_jobs.report.html.rendering import write_page
from eval_jobs.report.whole_folder import check_replaceable, replaced

if TYPE_CHECKING:
    from pathlib import Path

    from eval_jobs.report.audit.material import AuditMaterial

PAGE: Final = "audit.html"
FIGURES: Final = "audit.json"
FILES: Final = frozenset({PAGE, FIGURES})


def check_folder(folder: Path) -> None:
    """ToolgradeError if `folder` holds anything but an earlier audit, which would be lost."""
    check_replaceable(folder, FILES, FIGURES, "an audit")


def write_audit(folder: Path, material: AuditMaterial) -> None:
    """Write both files; an earlier audit in `folder` is replaced when they are there.

    ToolgradeError as `check_folder`, and when a file cannot be written.
    """
    check_folder(folder)
    with replaced(folder) as new:
        write_page(new / PAGE, page(material))
        figures = json.dumps(audit_json(material), indent=2, allow_nan=False)
        (new / FIGURES).write_text(figures + "\n", encoding="utf-8")
