"""Which damage goes unseen, or unpunished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval_jobs.audit.blind_spots import hedging
from eval_jobs.audit.blind_spots.checks import checks
from eval_jobs.audit.blind_spots.climbing import SAME, Paid, climbs
from eval_jobs.audit.blind_spots.drawing import ladder
from eval_jobs.audit.blind_spots.kinds import KINDS
from eval_jobs.audit.blind_spots.places import places
from eval_jobs.audit.check import Section
from eval_jobs.audit.paying import Pay, Probe

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Vocabulary


def examine(items: Sequence[Item], vocabulary: Vocabulary, pay: Pay, rng: Random) -> Section:
    """Damage every right answer in every way, step by step.

    A record whose right answer earns nothing has nothing to lose and is left out.
    """
    golds = pay([Probe(item, item.gold) for item in items], "gold")
    paid = [
        Paid(item, gold)
        for item, gold in zip(items, golds, strict=True)
        if gold is not None and gold > SAME
    ]
    climbed = [(kind.name, kind.title, climbs(kind, paid, vocabulary, pay, rng)) for kind in KINDS]
    climbed.append((hedging.NAME, hedging.TITLE, hedging.climbs(paid, pay, rng)))
    found = [(ladder(name, title, each), each) for name, title, each in climbed if each]
    ladders = [drawn for drawn, _ in found]
    return Section("blind_spots", "Blind spots", checks(found, places(paid, pay, rng)), ladders)
