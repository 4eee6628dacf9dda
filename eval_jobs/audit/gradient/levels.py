"""How finely answers that are partly right are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check
from eval_jobs.audit.gradient.answers import has_something, scored
from eval_jobs.audit.gradient.bars import BARS
from eval_jobs.audit.gradient.findings import DIGITS, example, is_verdict

if TYPE_CHECKING:
    from eval_jobs.audit.gradient.answers import Answer

NAME: Final = "gradient.levels"
WAYS: Final = 6
"""Levels are counted where there are so many ways to be partly right: one more than the bar."""
NAMED: Final = 6
"""So many levels are named."""


def levels(answers: Sequence[Answer]) -> Check:
    """The number of different rewards of answers that are neither right nor all wrong."""
    if is_verdict(answers):
        return Check(NAME, BARS[NAME], None, 0, "right or wrong alone is paid")
    partly = [(one, round(reward, DIGITS)) for one, reward in scored(answers) if _partly(one)]
    if len({_way(one) for one, _ in partly}) < WAYS:
        return Check(NAME, BARS[NAME], None, 0, "too few different answers that are partly right")
    found = Counter(reward for _, reward in partly)
    level, count = found.most_common(1)[0]
    note = f"{count / len(partly):.1%} of these answers earn {level:g}"
    if len(found) <= NAMED:
        note += f", others {', '.join(f'{one:g}' for one in sorted(found) if one != level)}"
    shown = next(one for one, reward in partly if reward == level)
    return Check(NAME, BARS[NAME], float(len(found)), len(partly), note, example(shown))


def _partly(answer: Answer) -> bool:
    if answer.right:
        return False
    return has_something(answer) if answer.quality is None else answer.quality > 0


def _way(answer: Answer) -> float | str:
    """What tells an answer from others that are as good; its text, where nobody knows."""
    return answer.text if answer.quality is None else round(answer.quality, DIGITS)
