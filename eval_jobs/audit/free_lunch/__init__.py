"""What policies earn that never read the prompt, or read it without understanding.

Every policy is paid for the records whose answer it gets wrong; where it happens to be right, it
has earned what it gets. Records that expect no call are left out: silence is right there. What a
policy knows of answers comes from the half of the records that it is not paid for.
"""

from eval_jobs.audit.free_lunch.bars import BARS
from eval_jobs.audit.free_lunch.section import examine

__all__ = ["BARS", "examine"]
