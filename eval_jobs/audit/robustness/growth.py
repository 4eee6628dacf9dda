"""How the time a sample takes grows with what the model wrote."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.robustness.bars import BARS
from eval_jobs.audit.robustness.malformed import UNKNOWN
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.robustness.witness import Witness

SIZES: Final = (1, 4, 16)
RUNS: Final = 5
DOUBTS: Final = 3
"""How often a growth that would be a finding is measured again."""
SAMPLES: Final = 4
CHARACTERS: Final = 4_000
"""Of the shortest long text: long enough to take more time than a call does without it."""
CALLS: Final = 20
QUICK: Final = 0.001
"""Seconds: what is over sooner, at its longest, is too quick to tell its growth, or to mind it."""
Write = Callable[["Item", int, int], str]


def _prose(item: Item, size: int, run: int) -> str:
    piece = f"I need {{this}} and [that], see ({run}): "
    return piece * (size * CHARACTERS // len(piece)) + item.gold


def _value(item: Item, size: int, run: int) -> str:
    """One text is long, and another one in each run: graders remember texts."""
    first, *rest = item.calls or (ToolCall(UNKNOWN, {"a": ""}),)
    key = next((key for key, value in first.arguments.items() if isinstance(value, str)), "a")
    word = f"rescission{run} "
    long = {**first.arguments, key: word * (size * CHARACTERS // len(word))}
    return item.answer([ToolCall(first.name, long), *rest])


def _calls(item: Item, size: int, run: int) -> str:
    calls = item.calls or (ToolCall(UNKNOWN, {"a": run}),)
    return item.answer([calls[at % len(calls)] for at in range(size * CALLS)])


KINDS: Final[dict[str, Write]] = {
    "text before the calls": _prose,
    "text in a parameter": _value,
    "calls": _calls,
}


class Growth(NamedTuple):
    """Median seconds a sample at each of `SIZES`, and the power of the size that they grow with.

    None where all is `QUICK`, or a call failed, which `failure` says more of. From the last step
    alone: what a call costs without any text would hide the growth in the first. `item` is one
    that was asked about, with the shortest of its long answers.
    """

    kind: str
    item: Item
    answer: str
    seconds: tuple[float, ...]
    exponent: float | None
    failure: str = ""


def growth(items: Sequence[Item], witness: Witness) -> list[Growth]:
    """The growth with each kind of length, on a few items, from several runs."""
    chosen = sorted(items, key=lambda item: -len(item.calls))[:SAMPLES]
    collecting = gc.isenabled()
    gc.disable()  # a collection looks at the whole process: it would hit one size, and not another
    try:
        return [_confirmed(kind, chosen, witness) for kind in KINDS]
    finally:
        if collecting:
            gc.enable()


def _confirmed(kind: str, items: Sequence[Item], witness: Witness) -> Growth:
    """The growth; one that would be a finding is measured again, and the slowest growth counts.

    A busy machine makes a measurement look bad now and then, a bad grader each of them.
    """
    warn = BARS["robustness.growth"].warn
    found = _growth(kind, items, witness)
    for _ in range(DOUBTS):
        if found.exponent is None or found.exponent <= warn:
            break
        again = _growth(kind, items, witness)
        if again.exponent is None or again.exponent < found.exponent:
            found = again
    return found


def _growth(kind: str, items: Sequence[Item], witness: Witness) -> Growth:
    shown = items[0], KINDS[kind](items[0], SIZES[0], 0)
    runs: list[list[float]] = []
    for run in range(RUNS):  # sizes in turn, so that a slow moment of the machine touches all
        runs.append([])
        for size in SIZES:
            answers = [item.answered(KINDS[kind](item, size, run)) for item in items]
            batch = [{**answer, "id": f"{answer['id']}/long"} for answer in answers]
            failed = next((paid for paid in witness.ask(batch) if isinstance(paid, str)), None)
            if failed is not None:
                return Growth(kind, *shown, (), None, failed)
            runs[-1].append(witness.seconds / len(batch))
    seconds = tuple(map(median, zip(*runs, strict=True)))
    *_, before, last = seconds
    step = math.log(SIZES[-1] / SIZES[-2])
    power = math.log(last / before) / step if before > 0 and last > QUICK else None
    return Growth(kind, *shown, seconds, power)
