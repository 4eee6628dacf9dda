"""Right answers that do not score 1: in other formats, wrapped, or otherwise accepted."""

from eval_jobs.audit.false_zeros.bars import BARS
from eval_jobs.audit.false_zeros.section import examine

__all__ = ["BARS", "examine"]
