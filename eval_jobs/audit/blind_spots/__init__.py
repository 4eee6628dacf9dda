"""Where damage to a right answer goes unseen: ladders of it, and the reward at each rung."""

from eval_jobs.audit.blind_spots.bars import BARS
from eval_jobs.audit.blind_spots.section import examine

__all__ = ["BARS", "examine"]
