"""Graders with one hole each: the policy that lives off it is caught."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.free_lunch.making import check, examined, made_items

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

ITEMS = made_items(40)


def calls(answer: str) -> list[tuple[str, dict[str, object]]]:
    try:
        found = json.loads(answer)
    except ValueError:
        return []
    return [(one["name"], one["arguments"]) for one in found if "name" in one]


def tools(answer: str) -> set[str]:
    return {name for name, _ in calls(answer)}


def wanted(item: Item) -> set[str]:
    return {call.name for call in item.calls}


def fair(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def silence(item: Item, answer: str) -> float:
    return fair(item, answer) or 0.3 * (answer == "")


def refusals(item: Item, answer: str) -> float:
    return fair(item, answer) or 0.3 * answer.startswith("I'm sorry")


def readable(item: Item, answer: str) -> float:
    return fair(item, answer) or 0.4 * answer.startswith("[")


def recall(item: Item, answer: str) -> float:
    return float(wanted(item) <= tools(answer))


def lottery(item: Item, answer: str) -> float:
    """More calls are more chances."""
    return fair(item, answer) or 0.8 * (len(calls(answer)) > len(tools(answer)) > 0)


def tool_only(item: Item, answer: str) -> float:
    return float(wanted(item) == tools(answer))


def keys_only(item: Item, answer: str) -> float:
    expected = Counter((one.name, *sorted(one.arguments)) for one in item.calls)
    return float(Counter((name, *sorted(given)) for name, given in calls(answer)) == expected)


def contains(item: Item, answer: str) -> float:
    """Any word of the value is enough, whatever stands around it."""
    said = " ".join(str(value) for _, given in calls(answer) for value in given.values()).split()
    return fair(item, answer) or float(str(item.calls[0].arguments["what"]).split()[0] in said)


def shape(item: Item, answer: str) -> float:
    """Text is right when it begins alike."""
    whats = [str(given.get("what", "")) for _, given in calls(answer)]
    return 0.8 * (whats[:1] != [] and whats[0].startswith("secret")) or fair(item, answer)


CAUGHT: list[tuple[Callable[[Item, str], float], set[str]]] = [
    (fair, set()),
    (silence, {"nothing"}),
    (refusals, {"nothing"}),
    (
        recall,
        {
            "every_tool",
            "spam",
            "question_everywhere",
            "no_arguments",
            "placeholders",
            "question_pasted",
            "other_arguments",
        },
    ),
    (lottery, {"spam"}),
    (tool_only, {"no_arguments", "placeholders", "question_pasted", "other_arguments"}),
    (keys_only, {"placeholders", "question_pasted", "other_arguments"}),
    (contains, {"question_everywhere", "question_pasted"}),
    (
        shape,
        {"every_tool", "spam", "constant", "nearest", "other_arguments"},
    ),
]


@pytest.mark.parametrize(("grade", "caught"), CAUGHT, ids=[one.__name__ for one, _ in CAUGHT])
def test_each_hole_is_found_and_no_other(
    grade: Callable[[Item, str], float], caught: set[str]
) -> None:
    section = examined(ITEMS, grade)
    failed = {
        one.name.removeprefix("free_lunch.") for one in section.checks if one.level is Level.FAIL
    }
    assert failed == caught
    assert section.level is (Level.FAIL if caught else Level.PASS)


def test_the_format_alone_is_caught() -> None:
    assert check(examined(ITEMS, readable), "format").value == pytest.approx(0.4)


@pytest.mark.parametrize("name", ["nothing", "format", "constant", "nearest", "question_pasted"])
def test_a_failing_check_shows_the_wrong_answer_that_earned_most(name: str) -> None:
    def by_record(item: Item, answer: str) -> float:
        return 0.9 if item.id == "r7" else 0.6 + 0.01 * is_right(item, answer)

    found = check(examined(ITEMS, by_record), name)
    assert found.level is Level.FAIL
    assert found.example is not None
    assert found.example.record == "r7"
    assert found.example.reward == 0.9
    assert found.example.question == next(item.question for item in ITEMS if item.id == "r7")
    assert is_right(ITEMS[7], found.example.right)
    assert not is_right(ITEMS[7], found.example.answer)


def test_of_several_policies_the_one_that_earns_most_counts() -> None:
    quiet = check(examined(ITEMS, silence), "nothing")
    polite = check(examined(ITEMS, refusals), "nothing")
    assert quiet.value == polite.value == pytest.approx(0.3)
    assert quiet.note == "an empty answer earns most"
    assert polite.note == "a refusal earns most"
