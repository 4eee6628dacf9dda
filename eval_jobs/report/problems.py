"""Problems that cost a sample, and not the work: told as they come, and remembered."""

from __future__ import annotations

from eval_jobs.report.plain import complain


class Problems:
    """Tells of problems as they come, and remembers that there was one."""

    found = False

    def report(self, problem: str) -> None:
        """Write the problem to standard error."""
        self.found = True
        complain(problem)
