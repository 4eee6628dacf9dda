from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.check import Level
from eval_jobs.audit.gradient.answers import Answer, Answers
from eval_jobs.audit.gradient.findings import auc, correlation
from eval_jobs.audit.gradient.groups import compared, rank_correlation, sizes, summary
from tests.eval_jobs.audit.gradient.asked import ITEMS

REWARDS = st.lists(st.integers(0, 20).map(lambda n: n / 20), min_size=1, max_size=30)


def answer(reward: float | None, quality: float | None = 0.5, text: str = "x") -> Answer:
    return Answer(ITEMS[0], text, reward, quality, quality == 1.0)


def source(*rewards: float | None) -> Answers:
    return Answers("made", [[answer(one, at / 100) for at, one in enumerate(rewards)]])


def test_a_group_is_that_many_answers_to_one_item_and_a_rest_is_none() -> None:
    many = Answers("made", [source(*[0.1] * 11).by_item[0], source(*[0.2] * 3).by_item[0]])
    assert [len(one.answers) for one in compared(many, 4)] == [4, 4]


def test_unscored_answers_are_in_no_group() -> None:
    groups = compared(source(None, 0.5, 0.5, None, None, 1.0, None, None), 4)
    assert [[one.reward for one in group.answers] for group in groups] == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([], []), ([1, 1], []), ([2, 1], [2]), ([3], [3]), ([5, 9], [4, 8]), ([16], [4, 8, 16])],
)
def test_sizes_are_those_that_some_item_has_answers_for(
    counts: list[int], expected: list[int]
) -> None:
    assert sizes([Answers("made", [[answer(1.0)] * count for count in counts])]) == expected


def test_rounding_is_no_spread() -> None:
    (rounded,) = compared(source(0.1 + 0.2, 0.3, 0.3, 0.3), 4)
    (small,) = compared(source(0.3, 0.3, 0.3, 0.3001), 4)
    assert rounded.flat
    assert rounded.correlation == 0.0
    assert not small.flat


def test_a_group_is_mixed_where_answers_differ_and_one_is_wrong() -> None:
    right, wrong, other = answer(1, 1.0, "a"), answer(0, 0.1, "b"), answer(0, 0.1, "c")
    mixed = {
        name: compared(Answers("made", [group]), 2)[0].mixed
        for name, group in {
            "all right": [right, right._replace(answer="A")],
            "all the same": [wrong, wrong],
            "one wrong": [right, wrong],
            "all wrong": [wrong, other],
        }.items()
    }
    assert mixed == {
        "all right": False,
        "all the same": False,
        "one wrong": True,
        "all wrong": True,
    }


def test_the_correlation_wants_qualities_that_differ() -> None:
    unknown = Answers("made", [[answer(0.1, None), answer(0.2, None)]])
    constant = Answers("made", [[answer(0.1), answer(0.2)]])
    assert [compared(one, 2)[0].correlation for one in (unknown, constant)] == [None, None]
    assert compared(source(0.1, 0.2, 0.9), 3)[0].correlation == pytest.approx(1.0)
    assert compared(source(0.9, 0.2, 0.1), 3)[0].correlation == pytest.approx(-1.0)


def test_a_verdict_that_ranks_badly_warns_and_a_finer_reward_fails() -> None:
    verdict = compared(source(0.0, 0.0, 0.0, 0.0), 2) + compared(source(0.0, 1.0), 2)
    finer = [*verdict, *compared(source(0.5, 0.5), 2)]
    constant = compared(source(0.5, 0.5), 2)
    levels = [correlation(groups).level for groups in (verdict, finer, constant)]
    assert levels == [Level.WARN, Level.FAIL, Level.FAIL]


def test_the_summary_of_groups() -> None:
    groups = compared(source(0.5, 0.5, 0.0, 1.0), 2)
    found = summary("made", 2, groups)
    assert (found.groups, found.flat, found.spread) == (2, 0.5, 0.25)
    assert found.correlation == pytest.approx(0.5)


@given(REWARDS, st.randoms(use_true_random=False))
def test_ranks_know_only_the_order(rewards: list[float], rng: random.Random) -> None:
    one = [*rewards, -1.0]
    other = rng.sample(range(len(one)), len(one))
    straight = rank_correlation(one, other)
    assert rank_correlation([value**3 for value in one], other) == pytest.approx(straight)
    assert rank_correlation(other, one) == pytest.approx(straight)
    assert rank_correlation([-value for value in one], other) == pytest.approx(-straight)


@given(REWARDS, REWARDS)
def test_auc_is_the_share_of_pairs_in_order(right: list[float], wrong: list[float]) -> None:
    won = [(r > w) + (r == w) / 2 for r, w in product(right, wrong)]
    assert auc(right, wrong) == pytest.approx(sum(won) / len(won))
