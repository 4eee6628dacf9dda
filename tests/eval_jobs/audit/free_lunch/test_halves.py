from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.free_lunch.halves import folds
from eval_jobs.audit.prompts import near_groups
from tests.eval_jobs.audit.free_lunch.making import made_items
from tests.eval_jobs.audit.made import call, items_of, record, seeded

PROMPTS = st.lists(st.sampled_from(["one a b", "two c d", "three e f", "four g h"]), max_size=12)


@given(PROMPTS, st.integers(0, 5))
def test_every_item_is_paid_once_and_no_prompt_is_on_both_sides(
    questions: list[str], seed: int
) -> None:
    items = [
        item
        for at, text in enumerate(questions)
        for item in items_of([record(str(at), text, [call("a")])])
    ]
    paid = []
    for seen, asked in folds(items, seeded(seed)):
        paid += asked
        assert not {item.question for item in seen} & {item.question for item in asked}
        assert len(seen) + len(asked) == len(items)
    assert sorted(item.id for item in paid) == sorted(item.id for item in items)


def test_near_prompts_stay_together() -> None:
    long = "which filings of the last ten years mention a restatement of revenue by company"
    items = items_of(
        record(f"{at}{end}", f"{long} {at} {at} {at} {at} {at} {at} {at} {end}", [call("a")])
        for at in range(8)
        for end in ("today", "now")
    )
    groups = dict(zip((item.id for item in items), near_groups(items), strict=True))
    assert len(set(groups.values())) < len(items)
    for seen, asked in folds(items, seeded()):
        assert not {groups[item.id] for item in seen} & {groups[item.id] for item in asked}


def test_each_side_has_its_half_of_every_tool() -> None:
    for seen, asked in folds(made_items(40), seeded(3)):
        for side in (seen, asked):
            assert set(Counter(item.calls[0].name for item in side).values()) == {4}


def test_the_seed_decides() -> None:
    items = made_items(20)
    assert [*folds(items, seeded(1))] == [*folds(items, seeded(1))]
    assert [*folds(items, seeded(1))] != [*folds(items, seeded(2))]
