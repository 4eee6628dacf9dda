"""The different right answers of a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

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
