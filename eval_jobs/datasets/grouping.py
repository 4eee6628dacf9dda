"""Which side each group of near prompts goes to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from eval_jobs.datasets.canonical import digest


def assign(
    rows: Iterable[tuple[int, str]], fractions: Sequence[float], seed: int
) -> dict[int, int]:
    """The side of each group, by its position among `fractions`, which sum to 1.

    `rows` are the group and the stratum of each record. Groups are taken stratum by stratum, in
    an order that the seed draws; each goes to the side that then lacks most. So every stratum gets
    its shares, and with up to three sides no side is further from its share than the size of the
    largest group.
    """
    members: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for group, stratum in rows:
        members[group][stratum] += 1
    order = sorted(
        members, key=lambda group: (_stratum(members[group]), digest(f"{seed}/{group}"), group)
    )
    taken = 0
    have = [0] * len(fractions)
    sides: dict[int, int] = {}
    for group in order:
        size = members[group].total()
        taken += size
        lacking = [fraction * taken - has for fraction, has in zip(fractions, have, strict=True)]
        side = lacking.index(max(lacking))
        have[side] += size
        sides[group] = side
    return sides


def _stratum(counts: Counter[str]) -> str:
    """The stratum of most of a group's records."""
    return min(counts, key=lambda stratum: (-counts[stratum], stratum))
