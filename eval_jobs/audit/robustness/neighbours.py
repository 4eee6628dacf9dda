"""Does one broken sample cost the others in its batch their reward, and is it paid itself?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.robustness.malformed import malformed
from eval_jobs.audit.robustness.witness import Paid, Witness, shown
from eval_jobs.report.progress import watched as progressing

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.robustness.stability import Watched

AROUND: Final = 4
"""Sound samples around a broken one, two before it and two behind."""
TWIN: Final = "the id of another sample"


class Beside(NamedTuple):
    """A broken sample between sound ones: what it was paid, and what it did to them.

    `cost` says how one of them was paid otherwise than alone; None where none was.
    """

    name: str
    record: dict[str, Any]
    paid: Paid
    cost: str | None

    @property
    def worthless(self) -> bool:
        """Whether there is nothing in it to be paid for."""
        return self.name != TWIN


def beside(item: Item, watched: Sequence[Watched], witness: Witness) -> Iterator[Beside]:
    """Every broken sample in a batch with sound ones around it.

    `watched` is in order of reward: those around are taken from the whole range of rewards, so
    that one paid in place of another shows.
    """
    count = min(AROUND, len(watched))
    around = [watched[at * (len(watched) - 1) // max(count - 1, 1)] for at in range(count)]
    records = [one.sound.record for one in around]
    before = count // 2
    broken = [(name, {**record, "id": f"{item.id}/broken"}) for name, record in malformed(item)]
    broken.append((TWIN, dict(records[0])))
    for name, record in progressing(broken, "malformed samples"):
        paid = witness.ask([*records[:before], record, *records[before:]])
        own = paid.pop(before)
        yield Beside(name, record, own, _cost(around, paid))


def _cost(around: Sequence[Watched], paid: Sequence[Paid]) -> str | None:
    for one, other in zip(around, paid, strict=True):
        if not one.paid_as_alone(other):
            return f"{shown(one.alone)} alone, {shown(other)} beside it"
    return None
