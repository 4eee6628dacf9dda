"""Right answers that are not paid as such."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.check import Check, Example, Level, Section
from eval_jobs.audit.false_zeros.alternatives import alternatives
from eval_jobs.audit.false_zeros.bars import BARS
from eval_jobs.audit.formats import COMBINATIONS, STRUCTURED, answer, wrappings
from eval_jobs.audit.paid import same
from eval_jobs.audit.paying import Pay, Probe
from eval_jobs.datasets.canonical import canonical_json

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

ONE: Final = 0.999
AT_LEAST: Final = 5
"""So many records are answered in each way of the other formats, if there are as many."""
HANDFUL: Final = 10
"""And each record in so many ways."""
OTHERS: Final = 6
"""Of the other answers that a reference accepts, at most so many are tried."""
NAMED: Final = 6
"""So many ways are named in a note, the worst first."""
_FAMILIES: Final = {
    "bare": "own_format",
    "white_space": "fences",
    "fence": "fences",
    "fence_with_language": "fences",
    "prose": "prose",
    "prose_and_fence": "prose",
}
"""By wrapping; whatever else is wrapped around is a thought."""

_NOTHING: Final = {"false_zeros.alternatives": "no record here accepts any other"}


class Try(NamedTuple):
    """A right answer, and the `way` in which it is given."""

    family: str
    way: str
    probe: Probe


def examine(
    items: Sequence[Item], pay: Pay, golds: Mapping[str, float | None] = MappingProxyType({})
) -> Section:
    """Give every right answer in its own format however wrapped, and in a handful of other ways.

    `golds` is what right answers earned before, by the item's id: where one earns something else
    now, that is not the fault of a format, and the item is left out.
    """
    tries = [*_same_calls(items), *_accepted(items)]
    rewards = pay([one.probe for one in tries], "false zeros")
    paid = list(zip(tries, rewards, strict=True))
    unsteady = {
        one.probe.item.id
        for one, reward in paid
        if one.family == "own_format" and not same(golds.get(one.probe.item.id, reward), reward)
    }
    if len(unsteady) > len(items) / 2:
        unsteady = {item.id for item in items}  # the others only seem steady
    by_family: dict[str, list[tuple[Try, float | None]]] = {name: [] for name in BARS}
    for one, reward in paid:
        if one.probe.item.id not in unsteady:
            by_family[f"false_zeros.{one.family}"].append((one, reward))
    checks = [_check(name, found) for name, found in by_family.items()]
    if unsteady:
        said = f"left out: {len(unsteady)} records whose right answer is paid otherwise each time"
        checks = [one._replace(note="; ".join(filter(None, (one.note, said)))) for one in checks]
    return Section("false_zeros", "False zeros", checks)


def _same_calls(items: Sequence[Item]) -> Iterator[Try]:
    others = [way for way in COMBINATIONS if way not in STRUCTURED]
    rng = random.Random(0)  # noqa: S311  # spreads the ways over the records, always alike
    rng.shuffle(others)
    share = max(HANDFUL, math.ceil(AT_LEAST * len(others) / max(len(items), 1)))
    for number, item in enumerate(rng.sample(items, len(items))):
        own = [f"{item.form}/{wrapping}" for wrapping in wrappings(item.form)]
        start = number * share
        chosen = {others[at % len(others)] for at in range(start, start + min(share, len(others)))}
        for way in [*own, *STRUCTURED, *sorted(chosen.difference(own))]:
            yield Try(_family(way, item.form), way, Probe(item, _answer(way, item)))


def _family(way: str, own: str) -> str:
    form, _, wrapping = way.partition("/")
    if wrapping == "structured":
        return wrapping
    return _FAMILIES.get(wrapping, "thoughts") if form == own else "other_formats"


def _answer(way: str, item: Item) -> Any:
    """The answer as a text, or as the message that a service makes of it."""
    turn = answer(way, item.calls, item.stated)
    if way == "openai/structured":
        return {"content": turn.text, "tool_calls": list(turn.tool_calls)}
    if way == "converse/structured":
        return {"content": [{"text": turn.text}, *turn.tool_calls]}
    return turn.text


def _accepted(items: Iterable[Item]) -> Iterator[Try]:
    rng = random.Random(0)  # noqa: S311  # no secret, and always alike
    for item in items:
        found = list(alternatives(item))
        for calls in rng.sample(found, min(OTHERS, len(found))):
            yield Try("alternatives", "another accepted value", Probe(item, item.answer(calls)))


def _check(name: str, tried: Sequence[tuple[Try, float | None]]) -> Check:
    """What is left unscored counts neither way; the note says how much that is."""
    bar = BARS[name]
    found = [(one, reward) for one, reward in tried if reward is not None]
    unscored = f"{len(tried) - len(found)} of {len(tried)} answers were left unscored"
    if not found:
        return Check(name, bar, None, 0, unscored if tried else _NOTHING.get(name, ""))
    missed = [(one, reward) for one, reward in found if reward < ONE]
    notes = [_note(found, missed), unscored if len(found) < len(tried) else ""]
    note = "; ".join(filter(None, notes))
    check = Check(name, bar, len(missed) / len(found), len(found), note)
    return check._replace(example=_example(missed)) if check.level is not Level.PASS else check


def _note(found: Sequence[tuple[Try, float]], missed: Sequence[tuple[Try, float]]) -> str:
    """Which ways do not score 1, and how often."""
    tried = Counter(one.way for one, _ in found)
    failed = Counter(one.way for one, _ in missed)
    shares = sorted(((count / tried[way], way) for way, count in failed.items()), reverse=True)
    listed = "; ".join(f"{way}: {share:.0%}" for share, way in shares[:NAMED])
    return f"{len(failed)} of {len(tried)} ways fail: {listed}" if shares else ""


def _example(missed: Sequence[tuple[Try, float]]) -> Example:
    """The right answer that is paid least; the shortest of several."""
    (_, _, probe), reward = min(missed, key=lambda one: (one[1], len(_text(one[0].probe))))
    item = probe.item
    return Example(item.id, item.question, item.gold, _text(probe), reward)


def _text(probe: Probe) -> str:
    return probe.answer if isinstance(probe.answer, str) else canonical_json(probe.answer)
