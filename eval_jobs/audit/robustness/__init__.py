"""Does a grader survive what models write, and does it pay a sample for itself alone?"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Section
from eval_jobs.audit.robustness import account, findings
from eval_jobs.audit.robustness.bars import BARS
from eval_jobs.audit.robustness.growth import growth
from eval_jobs.audit.robustness.neighbours import beside
from eval_jobs.audit.robustness.sound import sound_samples
from eval_jobs.audit.robustness.stability import asked_again, batched, golds_again, watched_alone
from eval_jobs.audit.robustness.witness import Clock, Witness

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Paymaster
    from eval_jobs.audit.scale import Scale

__all__ = ["BARS", "examine"]

TITLE: Final = "Robustness"


def examine(
    items: Sequence[Item],
    pay: Paymaster,
    golds: Mapping[str, float | None],
    scale: Scale | None = None,
    clock: Clock = time.perf_counter,
) -> Section:
    """Ask the grader of `pay` what graders stumble over; whatever it raises is a finding.

    All that `pay` has paid before counts too, so this section comes last. `golds` is what each
    item's right answer earned at first, `scale` what its rewards are brought to [0, 1] from.
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
    witness = Witness(pay.scorer, clock, pay.stop)
    watched = watched_alone(sound, witness)
    steady = [one for one in watched if one.steady]
    if len(steady) <= len(watched) / 2:
        steady = []  # chance pays: those that it left alone twice say nothing
    found = beside(item, items, steady or [one for one in watched if not one.steady], witness)
    grown = growth(items, witness)
    in_batches = batched(steady, witness)
    otherwise = [*asked_again(watched), *golds_again(items, golds, pay)]
    checks = [
        account.scale(scale, item),
        account.failed(pay, grown),
        account.unscored(pay),
        findings.neighbours(found),
        findings.garbage(item, found),
        account.invalid(pay, witness, items),
        findings.changes("robustness.deterministic", otherwise, len(watched) + len(items)),
        findings.changes("robustness.batch", in_batches, len(steady)),
        findings.mutated(by_id, witness.changed, witness.asked),
        findings.growing(grown),
    ]
    return Section("robustness", TITLE, checks)
