"""What goes wrong when runs are compared."""

from __future__ import annotations

from eval_jobs.errors import ToolgradeError


class ComparisonError(ToolgradeError):
    """Runs that cannot be compared."""
