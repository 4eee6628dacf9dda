"""Is there a gradient to learn from: are better answers to a prompt paid better than worse ones?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Section
from eval_jobs.audit.gradient import findings
from eval_jobs.audit.gradient.answers import recorded_answers, synthetic
from eval_jobs.audit.gradient.bars import BARS
from eval_jobs.audit.gradient.groups import USUAL, compared, sizes, summary
from eval_jobs.audit.gradient.levels import levels

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay, Probe
    from eval_jobs.audit.vocabulary import Vocabulary

__all__ = ["BARS", "examine"]

TITLE: Final = "Gradient"


def examine(
    items: Sequence[Item],
    vocabulary: Vocabulary,
    pay: Pay,
    rng: random.Random,
    recorded: Sequence[Probe],
) -> Section:
    """What GRPO would see of `recorded` answers; of made-up ones where none are recorded.

    Made-up answers come from policies of three strengths that damage the gold, so their quality
    is known. They answer only what expects calls: silence is right or wrong, and nothing between.
    """
    sources = (
        [recorded_answers(recorded, pay)] if recorded else synthetic(items, vocabulary, pay, rng)
    )
    found = {
        (source.source, size): groups
        for source in sources
        for size in sizes(sources)
        if (groups := compared(source, size))
    }
    figures = [summary(*key, groups) for key, groups in found.items()]
    usual = max((size for _, size in found if size <= USUAL), default=USUAL)
    groups = [one for (_, size), some in found.items() if size == usual for one in some]
    answers = [one for source in sources for some in source.by_item for one in some]
    checks = [
        findings.flat(groups, [one for one in figures if one.size == usual], made_up=not recorded),
        findings.correlation(groups),
        findings.spread(groups),
        levels(answers),
        *findings.right_and_wrong(answers),
    ]
    return Section("gradient", TITLE, checks, groups=figures)
