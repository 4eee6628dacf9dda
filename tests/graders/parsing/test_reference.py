"""References in every form, and what is wrong with those that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graders.config import Comparator
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.sample import Accepted
from tests.graders.build import call, made

F, G = made("f", a=1), made("g", b="x")
PAIR = [call("f", a=1), call("g", b="x")]
TOOLS = [{"Tool": "f", "Parameters": {"a": 1}}, {"Tool": "g", "Parameters": {"b": "x"}}]
ITEMS = [{"function": {"name": c["name"], "arguments": json.dumps(c["arguments"])}} for c in PAIR]
BLOCKS = [{"toolUse": {"name": c["name"], "input": c["arguments"]}} for c in PAIR]
TAGS = "".join(f"<tool_call>{json.dumps(entry)}</tool_call>" for entry in PAIR)


def accepting(value: Any) -> Any:
    """What the one argument of a reference is read as."""
    groups = read_reference([call("f", a=value)]).groups
    assert groups is not None
    return groups[0][0].arguments["a"]


@pytest.mark.parametrize(
    "raw",
    [
        PAIR,
        [[PAIR[0]], [PAIR[1]]],
        {"Tools": TOOLS},
        {"Query analysis": {"Type": "A", "Tools": TOOLS}},
        ITEMS,
        {"role": "assistant", "tool_calls": ITEMS},
        BLOCKS,
        {"output": {"message": {"content": [{"text": "x"}, *BLOCKS]}}},
        {"text": PAIR},
        {"ground_truth": json.dumps(PAIR)},
        {"answer": {"text": json.dumps({"Tools": TOOLS})}},
        f" {json.dumps(PAIR)}\n",
        f"Call these: {json.dumps(PAIR)}",
        TAGS,
        "[f(a=1), g(b='x')]",
        "f(a=1)\ng(b='x')",
        str(PAIR),
    ],
    ids=lambda raw: str(raw)[:50],
)
def test_every_form_of_two_calls_in_order(raw: Any) -> None:
    assert read_reference(raw).groups == ((F,), (G,))


@pytest.mark.parametrize(
    "raw", [PAIR[0], {"text": PAIR[0]}, ITEMS[0], BLOCKS[0], TOOLS[0], "f(a=1)"]
)
def test_one_call_alone(raw: Any) -> None:
    assert read_reference(raw).groups == ((F,),)


def test_a_list_inside_a_list_is_a_group() -> None:
    assert read_reference([PAIR, PAIR[0]]).groups == ((F, G), (F,))
    assert read_reference(json.dumps({"Tools": [TOOLS]})).groups == ((F, G),)


@pytest.mark.parametrize("raw", [[], {"Tools": []}, "[]", {"tool_calls": []}, {"answer": []}])
def test_no_call_expected(raw: Any) -> None:
    assert read_reference(raw).groups == ()


@pytest.mark.parametrize(
    "raw", ["Paris", {"Type": "A"}, '{"Type": "A"}', "5", "x [1] y", {"text": "A"}]
)
def test_a_reference_that_says_nothing_of_calls(raw: Any) -> None:
    assert read_reference(raw).groups is None


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ({"Type": "A", "Tools": TOOLS}, {"Type": "A", "Tools": TOOLS}),
        ({"Query analysis": {"Type": "A"}}, {"Type": "A"}),
        ('{"Type": "A"}', {"Type": "A"}),
        ({"text": {"Type": "A"}}, {"Type": "A"}),
        ({"text": 1, "Type": "A"}, {"text": 1, "Type": "A"}),
        (PAIR, {}),
        ("Paris", {}),
    ],
)
def test_fields_are_those_of_the_object(raw: Any, fields: Any) -> None:
    assert read_reference(raw).fields == fields


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (None, "expected an object, a list or text, not None"),
        (5, "not 5"),
        (True, "not True"),
        ({}, "not {}"),
        ({"text": {}}, "not {}"),
        ("", "the reference is empty"),
        (" \n", "the reference is empty"),
        ('[{"name": "f", "arguments": {"a": 1', "broken call"),
        ([1], "not a call: 1"),
        ([PAIR[0], {"note": 1}], "not a call"),
        ([PAIR[0], []], "not a call"),
        ([{"Tools": TOOLS}], "not a call"),
        ([{"name": "", "arguments": {}}], "without a name"),
        ([[PAIR[0], {"name": "f", "arguments": 5}]], "object of arguments"),
        ([call("f", a={"$accept": 5})], '"\\$accept" takes a list'),
        ([call("f", a={"$accept": [1], "$optional": 1})], '"\\$optional" a boolean'),
        ([call("f", a={"$accept": [1], "$other": 1})], "the keys are \\$accept"),
        ([call("f", a={"$accept": []})], "can never be answered"),
        ([call("f", a={"$accept": [1], "$compare": "fuzzy"})], '"\\$compare": '),
        ([call("f", a={"$accept": [1], "$tolerance": 1})], '"\\$compare": '),
        ([call("f", a={"$accept": [1], "$compare": "text", "$tolerance": 1})], "numeric"),
    ],
)
def test_a_malformed_reference_says_what_is_wrong(raw: Any, words: str) -> None:
    with pytest.raises(MalformedReferenceError, match=words):
        read_reference(raw)


@pytest.mark.parametrize(("levels", "in_a_call"), [(5000, False), (5000, True), (100, True)])
def test_a_reference_nested_too_deep_is_malformed(levels: int, in_a_call: bool) -> None:
    deep: Any = [1]
    for _ in range(levels):
        deep = [deep]
    with pytest.raises(MalformedReferenceError, match="deep"):
        read_reference([call("f", a=deep)] if in_a_call else deep)


def test_alternatives_anywhere_in_the_arguments() -> None:
    near = Comparator(kind="numeric", tolerance=0.5, relative_tolerance=0.1)
    options = {"$compare": "numeric", "$tolerance": 0.5, "$relative_tolerance": 0.1}
    assert accepting({"$accept": [1, "x"]}) == Accepted((1, "x"))
    assert accepting({"$accept": [], "$optional": True}) == Accepted((), optional=True)
    assert accepting({"$accept": [1], **options}) == Accepted((1,), comparator=near)
    assert accepting([{"b": {"$accept": [[1]]}}, 2]) == [{"b": Accepted(([1],))}, 2]
    assert accepting({"$accept": [{"b": {"$accept": [1]}}]}) == Accepted(({"b": Accepted((1,))},))
    assert accepting({"$optional": True}) == {"$optional": True}


@pytest.mark.parametrize(
    ("raw", "arguments"),
    [
        ({"f": {"a": [1, "one"]}}, {"a": Accepted((1, "one"))}),
        ([{"f": {"a": [1, ""]}}], {"a": Accepted((1, ""), optional=True)}),
        ('{"f": {"a": [[1, 2]]}}', {"a": Accepted(([1, 2],))}),
        (
            {"f": {"a": [{"b": [1, 2], "c": 3}]}},
            {"a": Accepted(({"b": Accepted((1, 2)), "c": 3},))},
        ),
        ({"f": {"a": [[{"b": [1]}]]}}, {"a": Accepted(([{"b": Accepted((1,))}],))}),
        ({"f": {}}, {}),
    ],
)
def test_bfcl_lists_what_is_accepted(raw: Any, arguments: Any) -> None:
    assert read_reference(raw).groups == ((made("f", **arguments),),)


def test_bfcl_is_one_group_in_any_order() -> None:
    one, two = made("f", a=Accepted((1,))), made("f", a=Accepted((2,)))
    assert read_reference([{"f": {"a": [1]}}, {"f": {"a": [2]}}]).groups == ((one, two),)
    assert read_reference({"f": {"a": [1]}, "g": {}}).groups == ((one, made("g")),)


@pytest.mark.parametrize(
    "raw", [{"f": {"a": 1}}, {"f": [1]}, {"f": {"a": [1]}, "g": 1}, {"function": {"a": [1]}}]
)
def test_what_is_not_of_bfcls_form(raw: Any) -> None:
    try:
        assert read_reference(raw).groups is None
    except MalformedReferenceError as error:
        assert "without a name" in str(error)  # noqa: PT017  # either answer will do, but not BFCL
