"""Is a sample always paid the same: asked again, in another order, in a larger batch?"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.audit.robustness.witness import Paid, Witness, same, shown

if TYPE_CHECKING:
    from eval_jobs.audit.robustness.sound import Sound


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
    first, again = ([witness.ask([one.record])[0] for one in sound] for _ in range(2))
    return [Watched(*each) for each in zip(sound, first, again, strict=True)]


def asked_again(watched: Sequence[Watched]) -> list[Change]:
    """The samples that were paid otherwise the second time."""
    return [
        Change(one.sound, one.again, f"{shown(one.alone)} at first, then {shown(one.again)}")
        for one in watched
        if not one.steady
    ]


def batched(watched: Sequence[Watched], witness: Witness) -> list[Change]:
    """The samples that are paid otherwise in pairs, all at once, turned round or shuffled."""
    places = list(range(len(watched)))
    shuffled = random.Random(0).sample(places, len(places))  # noqa: S311  # an order, no secret
    batches = {
        "in a batch of two": [places[at : at + 2] for at in range(0, len(places), 2)],
        f"in a batch of {len(places)}": [places],
        "in reverse order": [places[::-1]],
        "in another order": [shuffled],
    }
    changes: dict[int, Change] = {}
    for how, groups in batches.items():
        for group in groups:
            paid = witness.ask([watched[at].sound.record for at in group])
            for at, other in zip(group, paid, strict=True):
                one = watched[at]
                if not one.paid_as_alone(other):
                    words = f"{shown(one.alone)} alone, {shown(other)} {how}"
                    changes.setdefault(at, Change(one.sound, other, words))
    return [changes[at] for at in sorted(changes)]
