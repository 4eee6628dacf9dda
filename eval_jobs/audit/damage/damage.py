"""One kind of damage to one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Generic, NamedTuple, TypeVar

from eval_jobs.audit.formats import Calls
from graders.sample import ToolCall

T = TypeVar("T")


class Damage(NamedTuple, Generic[T]):
    """Damage that can be done `most` times: `done(0)` is whole, `done(most)` as bad as it gets."""

    most: int
    done: Callable[[int], T]

    @property
    def rungs(self) -> list[T]:
        """Every step of it, the whole thing first."""
        return [self.done(step) for step in range(self.most + 1)]


CallLadder = Callable[[Calls, Random], Damage[list[ToolCall]]]
TextLadder = Callable[[str, Random], Damage[str]]


def shuffled(things: Iterable[T], rng: Random) -> list[T]:
    """The things in a random order."""
    found = list(things)
    rng.shuffle(found)
    return found
