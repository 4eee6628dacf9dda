"""Answers to the same prompts, paid: what GRPO would compare with one another."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.gradient.policies import POLICIES, Damage, Policy
from eval_jobs.audit.paying import Probe
from eval_jobs.audit.right import is_right
from graders.parsing import parse_answer
from graders.records import UnknownRecordError, read_record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay
    from eval_jobs.audit.vocabulary import Vocabulary

ITEMS: Final = 256
"""Items that policies answer: a share over them is known to 3 points."""
ANSWERS: Final = 16
"""Answers of a policy to each item."""


class Answer(NamedTuple):
    """One answer and its reward, None where it is unscored.

    `quality` in [0, 1] is the share of it that is undamaged, None where nobody knows. `right`
    says whether it is fully right, whatever the grader says.
    """

    item: Item
    answer: Any
    reward: float | None
    quality: float | None
    right: bool

    @property
    def text(self) -> str:
        """The answer as text, also where it is a message."""
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer)


class Answers(NamedTuple):
    """Answers of one source, item by item: those of a policy, or recorded ones."""

    source: str
    by_item: Sequence[Sequence[Answer]]


def synthetic(
    items: Sequence[Item], vocabulary: Vocabulary, pay: Pay, rng: random.Random
) -> list[Answers]:
    """The answers of each policy to items that expect calls: doing nothing has no quality."""
    items = [item for item in items if item.calls]
    items = rng.sample(items, ITEMS) if len(items) > ITEMS else items
    damage = Damage(items, vocabulary, rng)
    return [_of_policy(policy, items, damage, pay) for policy in POLICIES]


def _of_policy(policy: Policy, items: Sequence[Item], damage: Damage, pay: Pay) -> Answers:
    drawn = [
        (item, item.answer(calls), quality)
        for item in items
        for calls, quality in damage.answers(item, policy, ANSWERS)
    ]
    qualities: dict[tuple[str, str], float] = {}  # each different answer is asked about once
    probes = {}
    for item, answer, quality in drawn:
        if (item.id, answer) not in probes:
            probes[item.id, answer] = Probe(item, answer)
            # what turns out to be right after all was not damaged: a text in other case, say
            qualities[item.id, answer] = 1.0 if is_right(item, answer) else quality
    paid = dict(zip(probes, pay(list(probes.values()), policy.name), strict=True))
    found: dict[str, list[Answer]] = {item.id: [] for item in items}
    for item, answer, _ in drawn:
        key = (item.id, answer)
        right = qualities[key] == 1.0
        found[item.id].append(Answer(item, answer, paid[key], qualities[key], right))
    return Answers(policy.name, list(found.values()))


def recorded_answers(recorded: Sequence[Probe], pay: Pay) -> Answers:
    """The recorded answers; how good they are is not known, but whether they are right."""
    found: dict[str, list[Answer]] = {}
    for probe, reward in zip(recorded, pay(recorded, "recorded answers"), strict=True):
        right = _is_right(probe)
        answer = Answer(probe.item, probe.answer, reward, None, right)
        found.setdefault(probe.item.id, []).append(answer)
    return Answers("recorded", list(found.values()))


def _is_right(probe: Probe) -> bool:
    try:
        return is_right(probe.item, probe.answer)
    except UnknownRecordError:  # a message that is none
        return False


def has_something(answer: Answer) -> bool:
    """Whether there is anything in it to be paid for: a call of a tool that is expected.

    Where no call is, only a right answer has. No grader can tell prose from other prose.
    """
    if answer.right:
        return True
    expected = {call.name for call in answer.item.calls}
    try:
        turn = read_record(answer.item.answered(answer.answer)).answer
    except UnknownRecordError:
        return False
    return turn is not None and any(call.name in expected for call in parse_answer(turn).calls)


def scored(answers: Iterable[Answer]) -> list[tuple[Answer, float]]:
    """The answers that have a reward, with it."""
    return [(one, one.reward) for one in answers if one.reward is not None]
