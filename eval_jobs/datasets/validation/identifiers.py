"""Ids that occur twice in a file, found with 16 bytes of memory a record."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.answers import id_text
from eval_jobs.datasets.canonical import digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Identifiers:
    """The ids of a file, each with the number of the record that has it.

    Two of a million ids are taken for one with a chance of 3e-8.
    """

    def __init__(self) -> None:
        self._digests = array("Q")
        self._numbers = array("Q")

    def add(self, identifier: Any, number: int) -> None:
        """Remember an id; 7 and "7" are the same to services."""
        self._digests.append(digest(id_text(identifier)))
        self._numbers.append(number)

    def repeated(self) -> Iterator[tuple[int, int]]:
        """The number of each record whose id another has before it, and of the first."""
        import numpy as np

        firsts = first_places(self._digests)
        for position in np.flatnonzero(firsts != np.arange(len(firsts))):
            yield self._numbers[position], self._numbers[firsts[position]]


def first_places(digests: array[int]) -> NDArray[np.intp]:
    """For each of (n,) digests, the place of the first one that is equal to it."""
    import numpy as np

    _, first, which = np.unique(np.asarray(digests), return_index=True, return_inverse=True)
    places: NDArray[np.intp] = first[which]
    return places
