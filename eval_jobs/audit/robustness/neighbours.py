"""Does one broken sample cost the others in its batch their reward, and is it paid itself?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.paid import Paid, shown
from eval_jobs.audit.robustness.malformed import Malformed, malformed
from eval_jobs.audit.robustness.odd_values import odd_values

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.robustness.stability import Watched
    from eval_jobs.audit.robustness.witness import Witness

AROUND: Final = 4
"""Sound samples around a broken one, two before it and two behind."""
TWIN: Final = "the id of another sample"


class Beside(NamedTuple):
    """A broken sample between sound ones: what it was paid, and what it did to them.

    `worthless` says that there is nothing in it to be paid for. `cost` says how one of the others
    was paid otherwise than alone; None where none was.
    """

    item: Item
    name: str
    record: dict[str, Any]
    worthless: bool
    paid: Paid
    cost: str | None


def beside(
    item: Item, items: Sequence[Item], watched: Sequence[Watched], witness: Witness
) -> list[Beside]:
    """Every broken sample of `item`, and odd values for all `items`, each among sound samples.

    `watched` is in order of reward: those around are taken from the whole range of rewards, so
    that one paid in place of another shows.
    """
    count = min(AROUND, len(watched))
    around = [watched[at * (len(watched) - 1) // max(count - 1, 1)] for at in range(count)]
    records = [one.sound.record for one in around]
    before = count // 2
    broken = [*malformed(item), *odd_values(items)]
    sent = [{**one.record, "id": f"{one.item.id}/broken"} for one in broken]
    broken.append(Malformed(around[0].sound.probe.item, TWIN, records[0], worthless=False))
    sent.append(dict(records[0]))
    batches = [[*records[:before], record, *records[before:]] for record in sent]
    found = [
        Beside(one.item, one.name, record, one.worthless, paid[before], _cost(around, paid))
        for one, record, paid in zip(
            broken, sent, witness.ask_all(batches, "malformed samples"), strict=True
        )
    ]
    costly = [at for at, one in enumerate(found) if one.cost is not None]
    again = witness.ask_all([batches[at] for at in costly], "malformed samples again")
    for at, paid in zip(costly, again, strict=True):
        if _cost(around, paid) is None:  # it was chance
            found[at] = found[at]._replace(cost=None)
    return found


def _cost(around: Sequence[Watched], paid: Sequence[Paid]) -> str | None:
    """What it cost one of those around to have another sample in the middle of them."""
    middle = len(around) // 2
    for one, other in zip(around, [*paid[:middle], *paid[middle + 1 :]], strict=True):
        if not one.paid_as_alone(other):
            return f"{shown(one.alone)} alone, {shown(other)} beside it"
    return None
