"""What went wrong with the answers of the whole audit, as checks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Example
from eval_jobs.audit.robustness import findings
from eval_jobs.audit.robustness.bars import BARS

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Faults, Paymaster
    from eval_jobs.audit.robustness.growth import Growth
    from eval_jobs.audit.robustness.witness import Witness
    from eval_jobs.audit.scale import Scale

SAID: Final = 300
"""Characters of a message."""


def scale(found: Scale | None, item: Item) -> Check:
    """How far it reaches out of [0, 1], if it is another one."""
    name = "robustness.scale"
    if found is None:
        return Check(name, BARS[name], 0.0, 1)
    note = f"a right answer earns {found.high:g}, garbage {found.low:g} at least; every other "
    note += f"figure is read on that scale, {found.high:g} as 1 and {found.low:g} as 0"
    example = Example(item.id, item.question, item.gold, item.gold, found.high)
    return Check(name, BARS[name], found.beyond, 1, note, example)


def failed(pay: Paymaster, grown: Sequence[Growth]) -> Check:
    """How many answers no reward came back for, long ones too."""
    name = "robustness.failed"
    faults = pay.faults["failed"]
    long = [one for one in grown if one.failure]
    count, asked = faults.count + len(long), pay.paid + len(grown)
    note, example = _first(faults)
    if long and example is None:
        one = long[0]
        note = f"such as {one.failure:.{SAID}}"
        answer = one.answer[: findings.LENGTH]
        example = Example(one.item.id, one.item.question, one.item.gold, answer, None)
    return Check(name, BARS[name], count, asked, note, example)


def unscored(pay: Paymaster) -> Check:
    """The share of answers that the grader gave no reward to."""
    name = "robustness.unscored"
    faults = pay.faults["unscored"]
    note, example = _first(faults)
    return Check(name, BARS[name], faults.count / max(pay.paid, 1), pay.paid, note, example)


def invalid(pay: Paymaster, witness: Witness, items: Sequence[Item]) -> Check:
    """How many rewards are no number in [0, 1], those of broken samples too."""
    name = "robustness.invalid"
    faults = pay.faults["invalid"]
    count, asked = faults.count + len(witness.invalid), pay.paid + witness.asked
    note, example = _first(faults)
    if witness.invalid and example is None:
        seen = witness.invalid[0]
        note = f"such as {seen.words:.{SAID}}"
        example = findings.seen({item.id: item for item in items}, seen)
    return Check(name, BARS[name], count, asked, note, example)


def _first(faults: Faults) -> tuple[str, Example | None]:
    if faults.first is None:
        return "", None
    (item, answer), outcome = faults.first
    text = answer if isinstance(answer, str) else json.dumps(answer)
    example = Example(item.id, item.question, item.gold, text[: findings.LENGTH], outcome.reward)
    return f"such as {outcome.words:.{SAID}}" if outcome.words else "", example
