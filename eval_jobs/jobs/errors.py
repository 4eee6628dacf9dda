"""What goes wrong with jobs."""

from __future__ import annotations

from eval_jobs.errors import ToolgradeError


class JobError(ToolgradeError):
    """A job that cannot be found, watched, collected or deployed; the message says what to do."""
