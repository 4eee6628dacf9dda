"""Is a sample always paid the same: asked again, in another order, in a larger batch?"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.audit.paid import Paid, same, shown
from eval_jobs.audit.paying import Probe
from eval_jobs.audit.robustness.sound import Sound

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay
    from eval_jobs.audit.robustness.witness import Witness


class Watched(NamedTuple):
    """A sound sample, and what it was paid alone, the first time and the second."""

    sound: Sound
    alone: Paid
    again: Paid

    @property
    def steady(self) -> bool:
        """Whether it was paid the same twice: only then does a change mean something."""
        return same(self.alone, self.again)

    def paid_as_alone(self, paid: Paid) -> bool:
        """Whether `paid` is its reward; of a sample that is not steady, any reward is."""
        return same(self.alone, paid) if self.steady else isinstance(paid, float)


class Change(NamedTuple):
    """A sample that was not paid as it is alone, and how."""

    sound: Sound
    paid: Paid
    how: str


def watched_alone(sound: Sequence[Sound], witness: Witness) -> list[Watched]:
    """The samples, each asked alone; all of them once before the first is asked again."""
    alone = [[one.record] for one in sound]
    first, again = (witness.ask_all(alone, "sound samples alone") for _ in range(2))
    return [
        Watched(one, *before, *after)
        for one, before, after in zip(sound, first, again, strict=True)
    ]


def asked_again(watched: Sequence[Watched]) -> list[Change]:
    """The samples that were paid otherwise the second time."""
    return [
        Change(one.sound, one.again, f"{shown(one.alone)} at first, then {shown(one.again)}")
        for one in watched
        if not one.steady
    ]


def golds_again(items: Sequence[Item], golds: Mapping[str, float | None], pay: Pay) -> list[Change]:
    """The right answers that earn otherwise than `golds` says, the first payment by item's id."""
    probes = [Probe(item, item.gold) for item in items]
    changes = []
    for probe, paid in zip(probes, pay(probes, "right answers again"), strict=True):
        first = golds[probe.item.id]
        if first is not None and paid is not None and not same(first, paid):
            record = probe.item.answered(probe.answer)
            how = f"{shown(first)} at first, then {shown(paid)}"
            changes.append(Change(Sound(probe, record), paid, how))
    return changes


def batched(watched: Sequence[Watched], witness: Witness) -> list[Change]:
    """The samples that are paid otherwise in pairs, all at once, turned round or shuffled.

    And again so when that is asked once more: what happens once is chance.
    """
    places = list(range(len(watched)))
    shuffled = random.Random(0).sample(places, len(places))  # noqa: S311  # an order, no secret
    asked = [
        *(("in a batch of two", places[at : at + 2]) for at in range(0, len(places), 2)),
        (f"in a batch of {len(places)}", places),
        ("in reverse order", places[::-1]),
        ("in another order", shuffled),
    ]
    first = _otherwise(watched, asked, witness)
    suspicious = [
        (how, group) for how, group in asked if first.keys() & {(how, at) for at in group}
    ]
    again = _otherwise(watched, suspicious, witness)
    changes = {at: change for (how, at), change in reversed(first.items()) if (how, at) in again}
    return [changes[at] for at in sorted(changes)]


def _otherwise(
    watched: Sequence[Watched], asked: Sequence[tuple[str, Sequence[int]]], witness: Witness
) -> dict[tuple[str, int], Change]:
    """How the samples at these places are paid in these batches, where it is not as alone."""
    batches = [[watched[at].sound.record for at in group] for _, group in asked]
    changes = {}
    for (how, group), paid in zip(asked, witness.ask_all(batches, "batches"), strict=True):
        for at, other in zip(group, paid, strict=True):
            one = watched[at]
            if not one.paid_as_alone(other):
                words = f"{shown(one.alone)} alone, {shown(other)} {how}"
                changes[how, at] = Change(one.sound, other, words)
    return changes
