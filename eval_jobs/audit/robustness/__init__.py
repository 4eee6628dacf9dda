"""Does a grader survive what models write, and does it pay a sample for itself alone?"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Section
from eval_jobs.audit.robustness import findings
from eval_jobs.audit.robustness.bars import BARS
from eval_jobs.audit.robustness.growth import growth
from eval_jobs.audit.robustness.neighbours import beside
from eval_jobs.audit.robustness.sound import sound_samples
from eval_jobs.audit.robustness.stability import asked_again, batched, watched_alone
from eval_jobs.audit.robustness.witness import Clock, Witness

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay
    from eval_jobs.evaluate.scoring import Scorer

__all__ = ["BARS", "examine"]

TITLE: Final = "Robustness"


def examine(
    items: Sequence[Item], scorer: Scorer, pay: Pay, clock: Clock = time.perf_counter
) -> Section:
    """Ask `scorer` what graders stumble over; whatever it raises is a finding.

    All values are None where the grader pays for no answer at all. `clock` tells seconds.
    """
    sound = sound_samples(items, pay)
    if not sound:
        note = "no answer got a reward"
        return Section(
            "robustness", TITLE, [Check(name, BARS[name], None, 0, note) for name in BARS]
        )
    item = next((item for item in items if item.calls), items[0])
    by_id = {item.id: item for item in items}
    witness = Witness(scorer, clock)
    watched = watched_alone(sound, witness)
    steady = [one for one in watched if one.steady]
    found = list(beside(item, steady or watched, witness))
    grown = growth(items, witness)
    in_batches = batched(steady, witness)
    checks = [
        findings.neighbours(item, found),
        findings.garbage(item, found),
        findings.seen("robustness.invalid", by_id, witness.invalid, witness.asked),
        findings.changes("robustness.deterministic", asked_again(watched), len(watched)),
        findings.changes("robustness.batch", in_batches, len(steady)),
        findings.seen("robustness.mutated", by_id, witness.changed, witness.asked),
        findings.growing(grown),
    ]
    return Section("robustness", TITLE, checks)
