"""The items in two halves: what a policy learns from one, it is paid for on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eval_jobs.audit.prompts import near_groups
from eval_jobs.datasets.grouping import assign

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.item import Item

    Half = list[Item]


def folds(items: Sequence[Item], rng: Random) -> Iterator[tuple[Half, Half]]:
    """The two ways to split the items: (those that are seen, those that are paid for).

    Every item is paid for once. No prompt of a fold is on both sides, nor nearly the same one;
    each side has its half of every sequence of tools, as nearly as that allows. Nothing is seen
    where all prompts are nearly the same.
    """
    groups = near_groups(items)
    strata = [" ".join(call.name for call in item.calls) for item in items]
    side_of = assign(zip(groups, strata, strict=True), (0.5, 0.5), rng.getrandbits(32))
    sides: tuple[Half, Half] = ([], [])
    for item, group in zip(items, groups, strict=True):
        sides[side_of[group]].append(item)
    yield sides
    yield sides[::-1]
