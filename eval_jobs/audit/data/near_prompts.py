"""Prompts that are nearly the same: inside the dataset, and in other files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval_jobs.audit.check import Example
from eval_jobs.audit.data.finding import Finding, share
from eval_jobs.audit.prompts import near_groups, prompt_text
from eval_jobs.datasets.near import Prompts
from eval_jobs.datasets.prompts import prompt_of, words_of
from eval_jobs.datasets.read import read_records

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def repeated(items: Sequence[Item]) -> Finding:
    """The share of items that another one before them asks too, or nearly so."""
    if not items:
        return Finding(None, 0)
    groups: defaultdict[int, list[Item]] = defaultdict(list)
    for item, number in zip(items, near_groups(items), strict=True):
        groups[number].append(item)
    largest = max(groups.values(), key=len)
    example = None
    if len(largest) > 1:
        first, text = largest[0], prompt_text(largest[0])
        others = [prompt_text(item) for item in largest[1:]]
        other = next((one for one in others if one != text), text)
        example = Example(first.id, text, first.gold, f"asked too: {other}", None, asked=False)
    texts = len({prompt_text(item) for item in items})
    note = f"different prompts: {len(groups)}; word by word repetitions: {len(items) - texts}"
    return Finding(1 - len(groups) / len(items), len(items), note, example)


def leaked(items: Sequence[Item], others: Sequence[Path]) -> Finding:
    """The share of items whose prompt is in another file too, or nearly so.

    DatasetError where a file cannot be read.
    """
    if not items or not others:
        return Finding(None, 0, "" if others else "no other split was named")
    prompts = Prompts()
    for item in items:
        prompts.add(words_of(prompt_text(item)))
    places: list[str] = []
    passed = 0
    for path in others:
        for place, record, error in read_records(path):
            words = None if error is not None else _words(record)
            if words is None:
                passed += 1
            else:
                prompts.add(words)
                places.append(place)
    groups = prompts.groups().tolist()
    elsewhere = dict(zip(reversed(groups), reversed(places), strict=False))
    met = [(item, group) for item, group in zip(items, groups, strict=False) if group in elsewhere]
    note = f"lines without a prompt that can be read: {passed}" if passed else ""
    example = None
    if met:
        item, group = met[0]
        where = f"asked too, or nearly so, at {elsewhere[group]}"
        example = Example(item.id, prompt_text(item), item.gold, where, None, asked=False)
    return Finding(share(met, items), len(items), note, example)


def _words(record: Mapping[str, Any]) -> list[str] | None:
    try:
        return words_of(prompt_of(record))
    except ValueError:
        return None
