"""What goes wrong with artifacts."""

from __future__ import annotations

from eval_jobs.errors import ToolgradeError


class ResultsError(ToolgradeError):
    """Artifacts that cannot be found, read or written; the message says where and what to do."""
