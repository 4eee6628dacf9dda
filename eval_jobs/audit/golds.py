"""The right answers of a dataset: the different ones, and what each earns at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from eval_jobs.audit.paying import Pay, Probe
from eval_jobs.datasets.canonical import canonical_json

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def different_golds(items: Sequence[Item]) -> list[tuple[Item, int]]:
    """For each different list of expected calls the first item with it, and how many have it.

    The most frequent come first; among equally frequent ones, those that come first.
    """
    texts = [canonical_json(item.calls) for item in items]
    first = dict(zip(reversed(texts), reversed(items), strict=True))
    return [(first[text], count) for text, count in Counter(texts).most_common()]


def first_paid(
    items: Sequence[Item], known: Mapping[str, float | None], pay: Pay
) -> Mapping[str, float | None]:
    """What each item's right answer earned at first, by the item's id; some are `known`.

    A grader that keeps state pays it otherwise later on.
    """
    rest = [item for item in items if item.id not in known]
    rewards = pay([Probe(item, item.gold) for item in rest], "right answers")
    return {**known, **{item.id: reward for item, reward in zip(rest, rewards, strict=True)}}
