"""Damage to which tools are called, how often, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.damage.damage import CallLadder, Damage, shuffled
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.formats import Calls

INVENTED: Final = tuple(ToolCall(f"invented_{index}", {"a": index}) for index in range(3))
TIMES: Final = (1, 2, 3, 5, 10)
"""How often a repeated answer makes each call."""


def dropped(gold: Calls, rng: Random) -> Damage[list[ToolCall]]:
    """One call after another is left out, until none is left."""
    order = shuffled(range(len(gold)), rng)

    def done(steps: int) -> list[ToolCall]:
        return [one for at, one in enumerate(gold) if at not in order[:steps]]

    return Damage(len(gold), done)


def invented(gold: Calls, _rng: Random) -> Damage[list[ToolCall]]:
    """Tools that do not exist are called as well."""
    return added(gold, INVENTED)


def added(gold: Calls, extra: Calls) -> Damage[list[ToolCall]]:
    """These calls are made as well, one after another."""
    return Damage(len(extra), lambda steps: [*gold, *extra[:steps]])


def repeated(gold: Calls, _rng: Random) -> Damage[list[ToolCall]]:
    """The whole answer again and again."""
    return Damage(len(TIMES) - 1, lambda steps: list(gold) * TIMES[steps])


def swapped(gold: Calls, rng: Random, others: Sequence[str] = ()) -> Damage[list[ToolCall]]:
    """One tool after another is mistaken for one of `others`, or else for one that is none."""
    order = shuffled(range(len(gold)), rng)
    names = [rng.choice(others) if others else f"other_{one.name}" for one in gold]

    def done(steps: int) -> list[ToolCall]:
        return [
            ToolCall(names[at], one.arguments) if at in order[:steps] else one
            for at, one in enumerate(gold)
        ]

    return Damage(len(gold), done)


def reordered(gold: Calls, _rng: Random) -> Damage[list[ToolCall]]:
    """Ever longer beginnings are turned round; the first call takes the last place of them."""
    return Damage(
        max(len(gold) - 1, 0),
        lambda steps: [*reversed(gold[: steps + 1]), *gold[steps + 1 :]],
    )


CALL_LADDERS: Final[dict[str, CallLadder]] = {
    ladder.__name__: ladder for ladder in (dropped, invented, repeated, swapped, reordered)
}
