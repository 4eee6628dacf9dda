"""Graders that let an answer hedge, and graders that read one of several answers."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.blind_spots import examine, hedging
from eval_jobs.audit.blind_spots.climbing import Climb, Paid
from eval_jobs.audit.check import Check, Level
from eval_jobs.audit.paying import Paymaster
from eval_jobs.audit.right import is_right
from eval_jobs.audit.vocabulary import Vocabulary
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from tests.eval_jobs.audit.made import Grade, Payer, call, items_of, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

ITEMS = items_of(
    record(f"r{at}", f"Who filed {at}?", [call("find", query=f"company {at}", limit=at)])
    for at in range(6)
)


def fair(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def best_paragraph(item: Item, answer: str) -> float:
    return max(fair(item, block) for block in answer.split("\n\n"))


def best_fence(item: Item, answer: str) -> float:
    blocks = re.findall(r"```json\n([^`]*)\n```", answer) or [answer]
    return max(fair(item, block) for block in blocks)


def best_tag(item: Item, answer: str) -> float:
    blocks = re.findall(r"<answer>([^<]*)</answer>", answer) or [answer]
    return max(fair(item, block) for block in blocks)


def calls_of(answer: str) -> list[Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def best_call(item: Item, answer: str) -> float:
    return max([fair(item, answer), *(fair(item, json.dumps([one])) for one in calls_of(answer))])


def first_fence(item: Item, answer: str) -> float:
    return fair(item, answer.split("```")[1].removeprefix("json") if "```" in answer else answer)


def last_paragraph(item: Item, answer: str) -> float:
    return fair(item, answer.rsplit("\n\n", maxsplit=1)[-1])


def climbs(grade: Grade, items: list[Item] = ITEMS) -> list[Climb]:
    return hedging.climbs([Paid(one, 1.0) for one in items], Payer(grade), seeded())


def hedged(grade: Grade) -> dict[str, Check]:
    section = examine(ITEMS, Vocabulary(ITEMS), Payer(grade), seeded())
    return {one.name.removeprefix("blind_spots."): one for one in section.checks}


@pytest.mark.parametrize("grade", [best_paragraph, best_fence, best_tag, best_call])
def test_a_grader_that_takes_the_best_is_caught(grade: Grade) -> None:
    checks = hedged(grade)
    assert checks["hedged"].value == 1.0
    assert checks["hedged"].level is checks["first_step"].level is Level.FAIL
    example = checks["hedged"].example
    assert example is not None
    assert example.right in example.answer or json.loads(example.right)[0] in calls_of(
        example.answer
    )
    assert "guess 7" in example.answer


@pytest.mark.parametrize("grade", [fair, first_fence, last_paragraph])
def test_a_grader_that_leaves_no_choice_is_not_accused(grade: Grade) -> None:
    checks = hedged(grade)
    assert (checks["hedged"].value, checks["hedged"].level) == (0.0, Level.PASS)
    assert checks["first_step"].value == 0.0


def test_there_are_ever_more_wrong_answers_of_which_none_is_the_same() -> None:
    for climb in climbs(fair):
        assert [round(7 * step.depth) for step in climb.steps] == [0, 1, 3, 7]
    (climb,) = climbs(best_paragraph, ITEMS[:1])
    blocks = climb.worst.answer.split("\n\n")
    assert len(set(blocks)) == len(blocks) == 8
    assert climb.item.gold in (blocks[0], blocks[-1])


def test_of_the_right_answer_first_and_last_the_smaller_reward_counts() -> None:
    def last_and_a_little(item: Item, answer: str) -> float:
        return 0.2 + 0.8 * last_paragraph(item, answer)

    for climb in climbs(last_and_a_little):
        assert [step.reward for step in climb.steps[1:]] == [pytest.approx(0.2)] * 3


def test_without_a_value_there_is_nothing_to_guess() -> None:
    items = items_of([record("a", "?", [call("ping")]), record("b", "?", {"tool_calls": []})])
    assert climbs(fair, items) == []


def test_an_unscored_hedge_is_left_out() -> None:
    assert climbs(lambda item, answer: 1.0 if answer == item.gold else None) == []


def test_the_number_of_probes_is_bounded() -> None:
    many = items_of(record(f"m{at}", "?", [call("find", query=str(at))]) for at in range(150))
    assert len(climbs(fair, many)) == hedging.RECORDS


def test_ours_pays_little_for_a_hedge() -> None:
    pay = Paymaster(in_process(None, None).scorer, Stop())
    found = hedging.climbs([Paid(one, 1.0) for one in ITEMS], pay, seeded())
    assert len(found) == len(ITEMS)
    for climb in found:
        rewards = [step.reward for step in climb.steps]
        assert rewards == sorted(rewards, reverse=True)
        assert rewards[1] < 0.5
        assert rewards[-1] < 0.1
