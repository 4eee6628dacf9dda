"""The report as one self-contained HTML file."""

from eval_jobs.report.html.page import write_html

__all__ = ["write_html"]
