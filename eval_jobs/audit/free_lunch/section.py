"""Has every policy without understanding paid, and holds what it earned against its bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Example, Section
from eval_jobs.audit.free_lunch import policies
from eval_jobs.audit.free_lunch.bars import BARS
from eval_jobs.audit.free_lunch.constant import best_constant
from eval_jobs.audit.free_lunch.earnings import Earnings
from eval_jobs.audit.free_lunch.halves import folds
from eval_jobs.audit.free_lunch.known import Known
from eval_jobs.audit.free_lunch.orders import ORDERS
from eval_jobs.audit.free_lunch.wrapping import best_wrapping, longest
from eval_jobs.audit.paying import Probe

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.free_lunch.policies import Policy
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay
    from eval_jobs.audit.vocabulary import Vocabulary

NAME: Final = "free_lunch"
WRAPPING: Final = f"{NAME}.wrapping"
LENGTH: Final = f"{NAME}.length"
POLICIES: Final[Mapping[str, Mapping[str, Policy]]] = {
    "nothing": {"an empty answer": policies.silence, "a refusal": policies.refusal},
    "format": {"no call": policies.no_calls, "a made-up tool": policies.made_up_call},
    "orders": ORDERS,
    "every_tool": {"": policies.every_tool},
    "spam": {"": policies.spam},
    "question_everywhere": {"": policies.question_everywhere},
    "constant": {"": policies.constant},
    "nearest": {"": policies.nearest},
    "no_arguments": {"": policies.no_arguments},
    "placeholders": {"": policies.placeholders},
    "question_pasted": {"": policies.question_pasted},
    "other_arguments": {"": policies.other_arguments},
}
"""The policies of each check, by title; the one that earns most counts."""

FEWEST: Final = 30
"""On fewer records, and half of them only, a constant answer is chosen by chance."""
ONE_HALF: Final = "all prompts are nearly the same: none is left to learn from"
UNTRIED: Final = {
    "every_tool": "no record offers a tool that it does not expect",
    "spam": "no record offers a tool that it does not expect",
    "question_everywhere": "no record offers a tool that it does not expect",
    "nearest": ONE_HALF,
    "other_arguments": "no tool is called with other arguments in another record",
}
"""Why a policy has no answer to any record."""


def examine(items: Sequence[Item], vocabulary: Vocabulary, pay: Pay, rng: Random) -> Section:
    """What the policies earn on the records that expect calls."""
    calling = [item for item in items if item.calls]
    no_constant = _no_constant(calling)
    sides = []
    for seen, asked in folds(calling, rng):
        known = Known(seen, asked, vocabulary, rng)
        known.constant = None if no_constant else best_constant(seen, known, pay, rng)
        sides.append((asked, known))
    untried = {**UNTRIED, "constant": no_constant or ONE_HALF}
    silent = 1 - len(calling) / len(items) if items else 1.0
    checks = [
        _check(check, _earned(check, sides, pay), silent, untried.get(check, ""))
        for check in POLICIES
    ]
    wrapping = best_wrapping(sides, pay, rng)
    checks.append(Check(WRAPPING, BARS[WRAPPING], *wrapping))
    checks.append(Check(LENGTH, BARS[LENGTH], *longest(sides, pay, rng)))
    return Section(NAME, "Free lunch", sorted(checks, key=lambda one: [*BARS].index(one.name)))


def _no_constant(calling: Sequence[Item]) -> str:
    """Why no constant answer is worth a try; empty where one is."""
    if len(calling) < FEWEST:
        return f"fewer than {FEWEST} records expect calls: too few to choose a constant answer on"
    if len({call.name for item in calling for call in item.calls}) == 1:
        return "all records expect the same tool: a constant answer is right about it everywhere"
    return ""


def _earned(
    check: str, sides: Sequence[tuple[Sequence[Item], Known]], pay: Pay
) -> Iterator[Earnings]:
    """What each policy of a check earned."""
    for title, policy in POLICIES[check].items():
        earnings = Earnings(title)
        answers = [(item, policy(item, known)) for asked, known in sides for item in asked]
        probes = [Probe(item, answer) for item, answer in answers if answer is not None]
        rewards = pay(probes, f"free lunch: {title or check.replace('_', ' ')}")
        for probe, reward in zip(probes, rewards, strict=True):
            earnings.add(probe, reward)
        yield earnings


def _check(check: str, earned: Iterator[Earnings], silent: float, untried: str) -> Check:
    earnings = max(earned, key=lambda one: -1.0 if one.mean is None else one.mean)
    name = f"{NAME}.{check}"
    note = "; ".join(_notes(check, earnings, silent, untried))
    example = None
    if earnings.dearest is not None:
        (item, answer), reward = earnings.dearest
        example = Example(item.id, item.question, item.gold, answer, reward)
    return Check(name, BARS[name], earnings.mean, earnings.wrong, note, example)


def _notes(check: str, earnings: Earnings, silent: float, untried: str) -> Iterator[str]:
    """What the figure alone does not say."""
    if silent == 1.0:
        yield "no record expects a call"
    elif not (earnings.wrong or earnings.right or earnings.unscored):
        yield untried
    if earnings.title and earnings.wrong:
        yield f"{earnings.title} earns most"
    if earnings.right:
        yield f"right for {earnings.right_share:.1%} of the records, which are left out"
    if earnings.unscored:
        yield f"answers left unscored: {earnings.unscored}"
    if check == "nothing" and 0.0 < silent < 1.0:
        yield f"{silent:.1%} of the records expect no call, and are left out"
