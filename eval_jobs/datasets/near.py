"""Prompts that are equal or nearly so, found in time that grows with their number, not its square.

Two prompts are near if NEAR or more of their runs of three words are in common (their Jaccard
similarity), as MinHash estimates it: the share of SIZE random orders of all runs in which both have
the same first one (Broder 1997). Only prompts that agree in a BAND of those are compared at all: 2
of 10,000 pairs at the threshold do not, and far fewer above it.
"""

from __future__ import annotations

from array import array
from typing import Final

import numpy as np
from numpy.typing import NDArray

from eval_jobs.datasets.canonical import digest
from eval_jobs.datasets.prompts import NEAR

RUN: Final = 3
SIZE: Final = 128
BAND: Final = 4
"""Values of 16 bits, which make one number of 64."""
COMPARED: Final = 8
"""With how many of its neighbours in a band a prompt is compared."""
PIECE: Final = 1024
"""Runs that are hashed at once, so that a long prompt needs little memory."""

Digests = NDArray[np.uint64]

_SEEDED: Final = np.random.default_rng(0)
_FACTORS: Final = _SEEDED.integers(2**63, size=SIZE, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_SHIFTS: Final = _SEEDED.integers(2**63, size=SIZE, dtype=np.uint64)


def signature(words: list[str]) -> NDArray[np.uint16]:
    """The MinHash of a prompt: SIZE values of 16 bits."""
    runs = {" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1))}
    hashes = np.fromiter(map(digest, runs), np.uint64, len(runs))
    least = np.full(SIZE, np.iinfo(np.uint64).max, np.uint64)
    for start in range(0, len(hashes), PIECE):
        mixed = hashes[start : start + PIECE, None] * _FACTORS + _SHIFTS
        least = np.minimum(least, (mixed ^ (mixed >> np.uint64(32))).min(axis=0))
    return (least & np.uint64(0xFFFF)).astype(np.uint16)


class Prompts:
    """The prompts of records, each kept as 8 bytes and each different one as 256 more."""

    def __init__(self) -> None:
        self._digests = array("Q")
        self._known: dict[int, int] = {}
        self._signatures = bytearray()

    def add(self, words: list[str]) -> None:
        """Take the next record's prompt."""
        key = digest(" ".join(words))
        self._digests.append(key)
        if key not in self._known:
            self._known[key] = len(self._known)
            self._signatures += signature(words).tobytes()

    def groups(self, near: float = NEAR) -> Digests:
        """For each record, in order, the number of its group: a digest of its first prompt.

        Prompts that are equal, or near one another by way of others, are of one group. The groups
        do not depend on the order of the records.
        """
        keys = np.fromiter(self._known, np.uint64, len(self._known))
        order = np.argsort(keys)
        signatures = np.frombuffer(self._signatures, np.uint16).reshape(-1, SIZE)[order]
        leaders = _linked(signatures, near)
        group_of = dict(zip(keys[order].tolist(), keys[order][leaders].tolist(), strict=True))
        return np.array([group_of[key] for key in self._digests], np.uint64)


def _linked(signatures: NDArray[np.uint16], near: float) -> list[int]:
    """For each prompt the first one that it is linked to, by a chain of near ones."""
    leader = list(range(len(signatures)))

    def first(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    bands = np.ascontiguousarray(signatures).view(np.uint64)
    for band in bands.T:
        order = np.argsort(band, kind="stable")
        for step in range(1, min(COMPARED + 1, len(order))):
            one, other = order[:-step], order[step:]
            same = np.flatnonzero(band[one] == band[other])
            for pair in same:
                a, b = int(one[pair]), int(other[pair])
                if first(a) != first(b) and (signatures[a] == signatures[b]).mean() >= near:
                    low, high = sorted((first(a), first(b)))
                    leader[high] = low
    return [first(at) for at in range(len(leader))]
