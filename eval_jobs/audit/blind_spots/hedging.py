"""Several answers in one, of which one is right: what a grader pays that takes the best of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.blind_spots.climbing import Climb, Paid, Step
from eval_jobs.audit.paying import Pay, Probe
from eval_jobs.audit.right import is_right
from graders.sample import ToolCall

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.item import Item

NAME: Final = "hedged"
TITLE: Final = "eight answers in one, one of them right"
WRONG: Final = (1, 3, 7)
"""How many wrong answers stand beside the right one, step by step."""
RECORDS: Final = 100
"""So many are asked, drawn at random: a mean over them is known to a few hundredths."""

Blocks = Sequence[Sequence[ToolCall]]


def _paragraphs(item: Item, blocks: Blocks) -> str:
    return "\n\n".join(map(item.answer, blocks))


def _fences(item: Item, blocks: Blocks) -> str:
    return "\nOr:\n".join(f"```json\n{item.answer(block)}\n```" for block in blocks)


def _tags(item: Item, blocks: Blocks) -> str:
    return "\n".join(f"<answer>{item.answer(block)}</answer>" for block in blocks)


def _one_list(item: Item, blocks: Blocks) -> str:
    """All as calls of one answer: the same tool again with other values."""
    return item.answer([call for block in blocks for call in block])


FORMS: Final[Sequence[Callable[[Item, Blocks], str]]] = (_paragraphs, _fences, _tags, _one_list)


class _Hedge(NamedTuple):
    """One way to write so many wrong answers: with the right one first, and with it last."""

    wrong: int
    answers: tuple[str, str]


def climbs(paid: Sequence[Paid], pay: Pay, rng: Random) -> list[Climb]:
    """What each record earns for its right answer among ever more wrong ones.

    Of each way to write them, the smaller reward counts, the right answer first or last: a grader
    that takes the first or the last answer leaves no choice. Of all ways, the best paid counts.
    Left out are records without a value to be wrong about, and hedges that are right or unscored.
    """
    asked = [one for one in paid if any(call.arguments for call in one.item.calls)]
    asked = rng.sample(asked, RECORDS) if len(asked) > RECORDS else asked
    hedges = [list(_hedges(one.item)) for one in asked]
    probes = [
        Probe(one.item, answer)
        for one, found in zip(asked, hedges, strict=True)
        for hedge in found
        for answer in hedge.answers
    ]
    rewards = iter(pay(probes, TITLE))
    found = []
    for (item, gold), ways in zip(asked, hedges, strict=True):
        best: dict[int, Step] = {}
        for hedge in ways:
            step = _step(hedge, [next(rewards) for _ in hedge.answers])
            if step and (hedge.wrong not in best or step.reward > best[hedge.wrong].reward):
                best[hedge.wrong] = step
        if best:
            found.append(Climb(item, [Step(0.0, item.gold, gold), *best.values()]))
    return found


def _hedges(item: Item) -> Iterator[_Hedge]:
    """Every way to write one, the fewest wrong answers first."""
    for wrong in WRONG:
        others = [_mistaken(item, at) for at in range(wrong)]
        for form in FORMS:
            answers = form(item, [item.calls, *others]), form(item, [*others, item.calls])
            if not any(is_right(item, answer) for answer in answers):
                yield _Hedge(wrong, answers)


def _mistaken(item: Item, at: int) -> list[ToolCall]:
    """The right tools with values that are not; others for each number."""
    return [
        ToolCall(call.name, {key: _other(value, at) for key, value in call.arguments.items()})
        for call in item.calls
    ]


def _other(value: Any, at: int) -> Any:
    """Another value, of the same type where that says enough."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value + at + 1
    return f"guess {at + 1}"


def _step(hedge: _Hedge, rewards: Sequence[float | None]) -> Step | None:
    found = [
        (reward, answer)
        for reward, answer in zip(rewards, hedge.answers, strict=True)
        if reward is not None
    ]
    if len(found) < len(rewards):
        return None
    reward, answer = min(found)
    return Step(hedge.wrong / WRONG[-1], answer, reward)
