"""Whether the data can be learnt from: its references, its prompts, its labels.

What is wrong here no grader can mend. The grader is asked for two things only: what it pays for
the references themselves, and for one answer to a prompt that has several.
"""

from eval_jobs.audit.data.bars import BARS
from eval_jobs.audit.data.section import examine

__all__ = ["BARS", "examine"]
