"""What one policy earned, added up as it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.audit.right import is_right

if TYPE_CHECKING:
    from eval_jobs.audit.paying import Probe


class Earnings:
    """The rewards of one policy's answers.

    `wrong` counts the wrong answers that were paid, `right` the right ones and `unscored` those
    that were not paid. `dearest` is the wrong answer that earned most, and what it earned.
    """

    def __init__(self, title: str) -> None:
        self.title = title
        self.wrong = self.right = self.unscored = 0
        self.dearest: tuple[Probe, float] | None = None
        self._sum = 0.0

    def add(self, probe: Probe, reward: float | None) -> None:
        """Take what was paid for one answer."""
        if reward is None:
            self.unscored += 1
        elif is_right(probe.item, probe.answer):
            self.right += 1
        else:
            self.wrong += 1
            self._sum += reward
            if self.dearest is None or reward > self.dearest[1]:
                self.dearest = probe, reward

    @property
    def mean(self) -> float | None:
        """The mean reward of the wrong answers; None where there was none."""
        return self._sum / self.wrong if self.wrong else None

    @property
    def right_share(self) -> float:
        """The share of right answers among those that were paid."""
        paid = self.wrong + self.right
        return self.right / paid if paid else 0.0
