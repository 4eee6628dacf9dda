"""What keeps a run from being measured."""

from __future__ import annotations

from eval_jobs.errors import ToolgradeError


class MetricsError(ToolgradeError):
    """A run that cannot be measured as asked; the message says what would work."""
