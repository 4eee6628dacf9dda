"""What was seen, as checks: a figure, a note and the example that shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.audit.check import Check, Example
from eval_jobs.audit.robustness.bars import BARS
from eval_jobs.audit.robustness.growth import SIZES

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paid import Paid
    from eval_jobs.audit.robustness.growth import Growth
    from eval_jobs.audit.robustness.neighbours import Beside
    from eval_jobs.audit.robustness.stability import Change
    from eval_jobs.audit.robustness.witness import Seen

NAMED: Final = 2
"""How many of the things that went wrong a note names."""
LENGTH: Final = 2_000
"""Characters of an example's answer: what is repeated beyond shows nothing more."""


def neighbours(found: Sequence[Beside]) -> Check:
    """How many broken samples cost a sound one its reward."""
    costly = [one for one in found if one.cost is not None]
    note = f"of {len(found)} kinds"
    if costly:
        named = "; ".join(f"{one.name} ({one.cost})" for one in costly[:NAMED])
        note += f", such as {named}"
    example = _example(costly[0].item, costly[0].record, costly[0].paid) if costly else None
    return _check("robustness.neighbours", len(costly), len(found), note, example)


def garbage(item: Item, found: Sequence[Beside]) -> Check:
    """The most that a broken sample was paid, where it is worth nothing."""
    name = "robustness.garbage"
    if not item.calls:
        return _check(name, None, 0, "no record expects a call, so what is no call is right")
    paid = [
        (one.paid, one.name, one.record)
        for one in found
        if isinstance(one.paid, float) and one.worthless
    ]
    if not paid:
        return _check(name, None, 0, "no malformed sample got a reward")
    most, what, record = max(paid, key=lambda one: one[0])
    return _check(name, most, len(paid), what, _example(item, record, most))


def changes(name: str, found: Sequence[Change], count: int) -> Check:
    """The share of `count` samples that were paid otherwise."""
    if not count:
        return _check(name, None, 0, "no sample is paid the same twice")
    if not found:
        return _check(name, 0.0, count)
    first = found[0]
    example = _example(first.sound.probe.item, first.sound.record, first.paid)
    return _check(name, len(found) / count, count, f"such as {first.how}", example)


def mutated(items: Mapping[str, Item], found: Sequence[Seen], asked: int) -> Check:
    """How many of the records that were asked about were not the same afterwards."""
    name = "robustness.mutated"
    if not found:
        return _check(name, 0, asked)
    return _check(name, len(found), asked, "", seen(items, found[0]))


def seen(items: Mapping[str, Item], one: Seen) -> Example:
    """What was seen of a record, whose id begins with that of one of `items`."""
    return _example(items[one.record["id"].rpartition("/")[0]], one.record, one.paid)


def growing(found: Sequence[Growth]) -> Check:
    """The highest power that time grows with; the note has the milliseconds a sample."""
    note = "; ".join(_milliseconds(one) for one in found)
    known = [(one.exponent, one.item, one.answer) for one in found if one.exponent is not None]
    if not known:
        return _check("robustness.growth", None, 0, f"nothing took long enough to tell; {note}")
    power, item, answer = max(known, key=lambda one: one[0])
    example = _example(item, item.answered(answer), None)
    return _check("robustness.growth", power, len(known), note, example)


def _milliseconds(one: Growth) -> str:
    if not one.seconds:
        return f"{one.kind}: the call failed"
    times = ", ".join(f"{second * 1000:.2f}" for second in one.seconds)
    sizes = ", ".join(f"{size}x" for size in SIZES)
    return f"{one.kind}: {times} ms at {sizes}"


def _check(
    name: str, value: float | None, probes: int, note: str = "", example: Example | None = None
) -> Check:
    return Check(name, BARS[name], value, probes, note, example)


def _example(item: Item, record: Mapping[str, Any], paid: Paid) -> Example:
    reward = paid if isinstance(paid, float) else None
    return Example(item.id, item.question, item.gold, _answer(record), reward)


def _answer(record: Mapping[str, Any]) -> str:
    """The start of the answer in a record: its last turn, or all of a record that has none."""
    messages = record.get("messages")
    turn = messages[-1] if isinstance(messages, list) and messages else record
    content = turn.get("content") if isinstance(turn, dict) else turn
    whole = isinstance(turn, dict) and turn.keys() - {"role", "content"}
    text = content if isinstance(content, str) and not whole else json.dumps(turn)
    return text if len(text) <= LENGTH else f"{text[:LENGTH]}..."
