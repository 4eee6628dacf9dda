"""Prompts that are in two files, or nearly so: what a model was trained on is no test."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from eval_jobs.datasets.near import Prompts
from eval_jobs.datasets.prompts import NEAR, prompt_of
from eval_jobs.datasets.read import read_lines
from eval_jobs.datasets.split import Line, Report, Watch, asked


class Leak(NamedTuple):
    """A prompt, and the places of the records that ask it or nearly so, in two files or more."""

    prompt: str
    places: tuple[str, ...]


class Leaks(NamedTuple):
    """How many groups of near prompts are in more than one file, how large, and some of them."""

    groups: int
    records: int
    examples: tuple[Leak, ...]


def find_leaks(
    paths: Sequence[Path], shown: int, report: Report, near: float = NEAR, watch: Watch = iter
) -> Leaks:
    """The leaks between these files, up to `shown` of them as examples; each file is read twice.

    Lines that are no record, or have no prompt, are reported and passed over.
    """
    prompts = Prompts()
    files = array("Q")
    flags = bytearray()
    for number, path in enumerate(paths):
        for record in asked(watch(read_lines(path)), prompts, report):
            flags.append(record is not None)
            if record is not None:
                files.append(number)
    groups = prompts.groups(near)
    pairs = np.unique(np.stack([groups, np.asarray(files, np.uint64)]), axis=1)
    numbers, met = np.unique(pairs[0], return_counts=True)
    leaking = numbers[met > 1]
    wanted = set(leaking[:shown].tolist())
    lines = chain.from_iterable(watch(read_lines(path)) for path in paths)
    examples = _examples(lines, flags, groups.tolist(), wanted) if wanted else ()
    return Leaks(len(leaking), int(np.isin(groups, leaking).sum()), examples)


def _examples(
    lines: Iterable[Line], flags: bytearray, groups: list[int], wanted: set[int]
) -> tuple[Leak, ...]:
    places: defaultdict[int, list[str]] = defaultdict(list)
    texts: dict[int, str] = {}
    group = iter(groups)
    for (located, _), usable in zip(lines, flags, strict=True):
        if usable and (number := next(group)) in wanted:
            places[number].append(located.place)
            texts.setdefault(number, prompt_of(located.record))
    return tuple(Leak(text, tuple(places[number])) for number, text in texts.items())
