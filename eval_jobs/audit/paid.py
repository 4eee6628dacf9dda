"""What a grader paid for one answer: is it a reward, is it the same one, what is wrong with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from eval_jobs.rows import Row

Paid: TypeAlias = float | str | None
"""A reward; None where the sample is left unscored; a message where the whole call failed."""

SAME: Final = 1e-6
"""Rewards that differ by less are the same: adding in another order may move the last digits."""


def same(one: Paid, other: Paid) -> bool:
    """Whether both are the same reward, or the same lack of one."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < SAME or (math.isnan(one) and math.isnan(other)) or one == other
    return one == other


def shown(paid: Paid) -> str:
    """What was paid, in words."""
    if paid is None:
        return "no reward"
    return f"a failed call ({paid:.120})" if isinstance(paid, str) else f"{paid:.6g}"


def flaw(row: Row) -> str:
    """Why its reward is none that the contract allows; empty where it is one, or there is none.

    A function may write a number as a text, or say true: who reads it for training may not.
    """
    if row.reward is None:
        return ""
    if row.reason is not None:
        return row.reason
    return "" if 0.0 <= row.reward <= 1.0 else f"{row.reward:g} is no number in [0, 1]"
