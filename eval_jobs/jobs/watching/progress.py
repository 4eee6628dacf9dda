"""How far a training is, by what its containers log."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_NUMBER: Final = r"([-+]?\d{1,20}(?:\.\d{0,20})?(?:[eE][-+]?\d{1,3})?)(?![\w.])"
_IS: Final = r"['\"]?\s{0,3}[=:]\s{0,3}(?:np\.float(?:32|64)\()?" + _NUMBER
STEP: Final = re.compile(rf"(?<!\w)(?:global_step{_IS}|step:(\d{{1,20}}) - )")
REWARD: Final = re.compile(rf"(?<!\w)(?:critic/rewards/mean|train_rm_score|train_reward_mean){_IS}")
LOSS: Final = re.compile(rf"(?<!\w)(?:reduced_train_loss|training_loss){_IS}")
"""Written as `name=1.5`, `name:1.5` or `'name': 1.5`. Every repetition is bounded."""


class Progress(NamedTuple):
    """The last that was logged of each; None until it is."""

    step: int | None = None
    reward: float | None = None
    loss: float | None = None

    def __str__(self) -> str:
        parts = (
            None if self.step is None else f"step {self.step}",
            None if self.reward is None else f"reward {self.reward:.4g}",
            None if self.loss is None else f"loss {self.loss:.4g}",
        )
        return ", ".join(filter(None, parts))


def advance(progress: Progress, lines: Iterable[str]) -> Progress:
    """The progress after these lines, which are the newest."""
    step, reward, loss = progress
    for line in lines:
        if (found := _last(STEP, line)) is not None:
            step = int(found)
        if (found := _last(REWARD, line)) is not None:
            reward = found
        if (found := _last(LOSS, line)) is not None:
            loss = found
    return Progress(step, reward, loss)


def _last(pattern: re.Pattern[str], line: str) -> float | None:
    """The last number in a line, in which a progress bar may have been drawn again and again."""
    found = [next(filter(None, match.groups())) for match in pattern.finditer(line)]
    return float(found[-1]) if found else None
