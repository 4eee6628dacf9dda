"""Before long work: does the grader pay for right answers, in which format, and on which scale?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.formats import FORMATS, as_text
from eval_jobs.audit.paying import Pay, Paymaster, Probe
from eval_jobs.audit.scale import Scale, scale_of
from eval_jobs.errors import ToolgradeError
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

TRIED: Final = 16
"""So many records tell whether the grader pays anything at all."""
WRITTEN: Final = 8
"""So many of them, of those that expect a call, are answered in every format."""
GAIN: Final = 0.1
"""So much of all that is paid another format has to earn more, before it is the grader's own."""
UNKNOWN: Final = ToolCall("no_such_tool", {})
SOME: Final = 5
SHOWN: Final = 300
"""Characters of an answer in a message."""


class Terms(NamedTuple):
    """How the grader is to be audited.

    `form` is the format that it pays more for than for the references' own, None where there is
    none. `scale` is None where it pays in [0, 1]. `golds` is what right answers in that format
    earned at first, on that scale, by the item's id: of those that were tried.
    """

    form: str | None
    scale: Scale | None
    golds: Mapping[str, float | None]

    @property
    def notes(self) -> list[str]:
        """What a reader should know before any figure."""
        notes = []
        if (scale := self.scale) is not None:
            notes.append(
                f"It pays {scale}: rewards usually are in [0, 1]. Every figure is read on that "
                f"scale, {scale.high:g} as 1 and {scale.low:g} as 0."
            )
        if self.form is not None:
            notes.append(
                f"Right answers are written as {self.form}: the grader pays more for that than for "
                "the format of the references."
            )
        return notes


def trial(items: Sequence[Item], name: str, pay: Paymaster) -> Terms:
    """How the grader `name` is to be audited.

    ToolgradeError where it pays right answers no more than garbage, whatever the reason.
    """
    tried = items[:: max(1, len(items) // TRIED)]
    golds = _golds(tried, pay)
    form = _best_paid(tried, golds, pay)
    if form is not None:
        tried = [item._replace(form=form) for item in tried]
        golds = _golds(tried, pay)
    paid = [gold for gold in golds if gold is not None]
    if not paid:
        why = next(iter(pay.failures), "it left them unscored")
        raise ToolgradeError(
            f"{name} scores none of {len(tried)} right answers, so there is nothing to audit: {why}"
        )
    garbage = _garbage(tried, pay)
    if all(
        gold is None or gold <= max(others, default=0.0)
        for gold, others in zip(golds, garbage, strict=True)
    ):
        raise ToolgradeError(_nothing_paid(name, tried[0], golds))
    scale = scale_of(paid, [reward for others in garbage for reward in others])
    read = [gold if scale is None or gold is None else scale.read(gold) for gold in golds]
    first = {item.id: gold for item, gold in zip(tried, read, strict=True)}
    return Terms(form, scale, first)


def _golds(items: Sequence[Item], pay: Pay) -> list[float | None]:
    return pay([Probe(item, item.gold) for item in items], "right answers")


def _best_paid(items: Sequence[Item], golds: Sequence[float | None], pay: Pay) -> str | None:
    """The format in which right answers earn clearly more than `golds`, in their own format."""
    calling = [at for at, item in enumerate(items) if item.calls][:WRITTEN]
    others = [
        Probe(items[at], items[at]._replace(form=form).gold) for form in FORMATS for at in calling
    ]
    rewards = [*(golds[at] for at in calling), *pay(others, "answer formats")]
    known = [reward for reward in rewards if reward is not None]
    if not known:
        return None
    sums = [
        sum(min(known) if reward is None else reward for reward in rewards[at : at + len(calling)])
        for at in range(0, len(rewards), len(calling))
    ]
    best = max(range(len(sums)), key=sums.__getitem__)
    if sums[best] - sums[0] <= GAIN * len(calling) * (max(known) - min(0.0, *known)):
        return None
    return FORMATS[best - 1]


def _garbage(items: Sequence[Item], pay: Pay) -> list[list[float]]:
    """What each record pays for a made-up tool, and for silence where that is wrong."""
    made_up = [(at, item.answer([UNKNOWN])) for at, item in enumerate(items)]
    silent = [(at, "") for at, item in enumerate(items) if item.calls]
    answers = [*made_up, *silent]
    rewards = pay([Probe(items[at], answer) for at, answer in answers], "garbage")
    paid: list[list[float]] = [[] for _ in items]
    for (at, _), reward in zip(answers, rewards, strict=True):
        if reward is not None:
            paid[at].append(reward)
    return paid


def _nothing_paid(name: str, item: Item, golds: Sequence[float | None]) -> str:
    """What was sent, what came back, and what to look at."""
    sent = item.answered(item.gold)
    rewards = sorted({reward for reward in golds if reward is not None})
    return (
        f"{name} pays right answers no more than garbage, so there is nothing to audit.\n"
        f"Sent: records with the keys {', '.join(sorted(sent))}; the last of messages of record "
        f"{item.id} is {as_text(sent['messages'][-1]):.{SHOWN}}, and its reference "
        f"{as_text(item.raw):.{SHOWN}}\n"
        f"Came back: {', '.join(f'{reward:g}' for reward in rewards[:SOME])}"
        f"{', ...' if len(rewards) > SOME else ''} for {len(golds)} right answers, and as much or "
        "more for a made-up tool or an empty answer.\n"
        "Check that it reads the answer from the last message and the reference from where the "
        f"record has it; it paid no more in any of {len(FORMATS)} answer formats."
    )
