from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.free_lunch import policies
from eval_jobs.audit.free_lunch.known import Known
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.free_lunch.making import OFFERED, TOOLS, made_items
from tests.eval_jobs.audit.made import call, items_of, offering, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.free_lunch.policies import Policy
    from eval_jobs.audit.item import Item

ITEMS = made_items(20)
SEEN, PAID = ITEMS[:10], ITEMS[10:]
BLIND = [
    policies.silence,
    policies.refusal,
    policies.no_calls,
    policies.made_up_call,
    policies.every_tool,
    policies.spam,
    policies.constant,
]
TOOLS_KNOWN = [
    policies.no_arguments,
    policies.placeholders,
    policies.question_pasted,
    policies.other_arguments,
]


def known(seen: list[Item] = SEEN, paid: list[Item] = PAID) -> Known:
    knows = Known(seen, paid, Vocabulary(SEEN), seeded())
    knows.constant = seen[0] if seen else None
    return knows


def answered(policy: Policy, item: Item, knows: Known | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(policy(item, knows or known()) or "null")
    return found


@pytest.mark.parametrize("policy", BLIND)
def test_the_blind_answer_all_questions_alike(policy: Policy) -> None:
    knows = known()
    answers = {policy(item, knows) for item in PAID}
    assert len(answers) == 1
    assert None not in answers


@pytest.mark.parametrize("policy", [*BLIND, *TOOLS_KNOWN, policies.nearest])
def test_no_policy_knows_a_value_of_its_record(policy: Policy) -> None:
    knows = known()
    for item in PAID:
        text = policy(item, knows)
        assert text is not None
        assert str(item.calls[0].arguments["what"]) not in text


@pytest.mark.parametrize("policy", TOOLS_KNOWN)
def test_those_that_know_the_tools_call_them(policy: Policy) -> None:
    for item in PAID:
        assert [one["name"] for one in answered(policy, item)] == [item.calls[0].name]


def test_every_tool_is_called_once_with_its_usual_arguments() -> None:
    found = answered(policies.every_tool, PAID[0])
    assert [one["name"] for one in found] == TOOLS
    assert all(one["arguments"] == known().usual(one["name"])[0] for one in found)


def test_a_tool_that_was_never_seen_gets_a_word_in_every_parameter() -> None:
    found = answered(policies.every_tool, PAID[0], known([]))
    assert [one["arguments"] for one in found] == [{"what": "string", "many": "string"}] * 5


def test_spam_calls_each_tool_ten_times_with_all_that_it_was_seen_with() -> None:
    found = answered(policies.spam, PAID[0])
    assert len(found) == 50
    first = [json.dumps(one["arguments"]) for one in found if one["name"] == TOOLS[0]]
    assert set(first) == {json.dumps(dict(one)) for one in known().usual(TOOLS[0])}


def test_spam_stays_bounded_where_there_are_many_tools() -> None:
    for tools, calls in ((10, 60), (20, 60), (100, 200)):
        offered = offering(**{f"t{at}": {} for at in range(tools)})
        (item,) = items_of([record("x", "?", [call("t0")], tools=offered)])
        assert len(answered(policies.spam, item)) == calls


@pytest.mark.parametrize(
    "policy", [policies.every_tool, policies.spam, policies.question_everywhere]
)
def test_where_all_tools_are_right_nothing_was_chosen(policy: Policy) -> None:
    (only,) = items_of([record("x", "?", [call("tool_0")], tools=OFFERED[:1])])
    (none,) = items_of([record("x", "?", [call("tool_0")], tools=OFFERED[:2])])
    assert policy(only, known()) is None
    assert policy(none, known()) is not None


def test_the_question_goes_into_every_parameter() -> None:
    item = PAID[3]
    pasted = {"what": item.question, "many": item.question}
    assert answered(policies.question_pasted, item) == [call(item.calls[0].name, **pasted)]
    assert answered(policies.question_everywhere, item) == [call(one, **pasted) for one in TOOLS]


def test_placeholders_keep_keys_and_types() -> None:
    value = {"a": "text", "b": 7, "c": 1.5, "d": True, "e": [3, 4], "f": {"g": "h"}, "i": None}
    assert policies.placeholder(value) == {
        "a": "string",
        "b": 0,
        "c": 0.0,
        "d": False,
        "e": [0],
        "f": {"g": "string"},
        "i": "string",
    }
    assert policies.placeholder([]) == []


def test_the_nearest_answer_is_copied() -> None:
    item = SEEN[2]
    found = answered(policies.nearest, item, known(SEEN, [item]))
    assert found == [call(item.calls[0].name, **item.calls[0].arguments)]
    assert policies.nearest(PAID[0], known([])) is None


def test_other_arguments_need_another_record_of_every_tool() -> None:
    first = [item for item in SEEN if item.calls[0].name == TOOLS[0]]
    assert policies.other_arguments(SEEN[1], known(first)) is None
    two = items_of([record("x", "?", [call(TOOLS[0], what="x"), call("never_seen")])])[0]
    assert policies.other_arguments(two, known()) is None
