from __future__ import annotations

import json
import random
from collections.abc import Sequence
from statistics import mean
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.gradient.policies import POLICIES, Damage, Policy
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.gradient.asked import ITEMS, ours
from tests.eval_jobs.audit.made import call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

ONE_TOOL = items_of([record("0", "?", [call("only")])])


def damage(seed: int, items: Sequence[Item] = ITEMS) -> Damage:
    return Damage(items, Vocabulary(items), random.Random(seed))  # noqa: S311  # seeded, not secret


@given(st.integers(), st.sampled_from(ITEMS), st.floats(0.01, 1))
def test_damaged_answers_differ_from_gold_and_say_by_how_much(
    seed: int, item: Item, chance: float
) -> None:
    before = json.dumps([one.calls for one in ITEMS])
    (drawn,) = damage(seed).answers(item, Policy("damaged", 0.0, chance), 1)
    assert drawn.calls != list(item.calls)
    assert 0.0 <= drawn.quality < 1.0
    assert json.dumps([one.calls for one in ITEMS]) == before


@given(st.integers())
def test_the_same_seed_draws_the_same_answers(seed: int) -> None:
    one, other = (list(damage(seed).answers(ITEMS[0], POLICIES[1], 4)) for _ in range(2))
    assert one == other


def test_a_policy_that_is_always_right() -> None:
    drawn = list(damage(0).answers(ITEMS[0], Policy("right", 1.0, 1.0), 4))
    assert [(one.calls, one.quality) for one in drawn] == [(list(ITEMS[0].calls), 1.0)] * 4


def test_strong_policies_are_better_than_weak_ones() -> None:
    qualities, rewards = [], []
    for policy in POLICIES:
        drawn = [(item, one) for item in ITEMS for one in damage(1).answers(item, policy, 16)]
        qualities.append(mean(one.quality for _, one in drawn))
        rewards.append(mean(ours(item, item.answer(one.calls)) for item, one in drawn))
    assert qualities == sorted(qualities)
    assert rewards == sorted(rewards)
    assert qualities[0] < 0.4 < qualities[1] < 0.9 < qualities[2]


def test_a_single_tool_without_parameters_can_be_damaged() -> None:
    drawn = damage(0, ONE_TOOL).answers(ONE_TOOL[0], Policy("weak", 0.0, 0.5), 50)
    names = {tuple(call.name for call in one.calls) for one in drawn}
    assert {(), ("other_only",), ("only", "only")} <= names
