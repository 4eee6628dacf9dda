from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval_jobs.audit.formats import answers, references
from eval_jobs.metrics.diagnosis import KINDS, diagnose
from eval_jobs.metrics.examined import Examined, examine
from eval_jobs.metrics.measure import measure
from graders import GradingConfig, load
from graders.records import read_record
from tests.eval_jobs.metrics.drawn import ANSWERED
from tests.eval_jobs.metrics.runs import (
    CONFIG,
    calls,
    example,
    gold_of,
    offering,
    record,
    run_of,
)
from tests.support.strategies import GOLD

EXACT = load("exact_match")


def kinds(one: Any, config: GradingConfig = CONFIG, exact: float | None = None) -> tuple[str, ...]:
    """Of a run that is graded by the exact match, unless it says something else."""
    sample = read_record(one)
    if exact is None:
        score = load("exact_match", config).grade(sample).score
        exact = math.nan if score is None else score
    return diagnose(examine(sample, {}, config), exact)


OFFERED = offering("a", "b", "c")
REPEATED = calls(("a", {"p": 1}), ("a", {"p": 2}))
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "unscored": [record(calls("a"), 7), {"messages": [], "reference_answer": calls("a")}],
    "unreadable": [record('[{"name": ', []), record("<tool_call>a</tool_call>", [])],
    "damaged": [
        record("[{'name': 'a', 'arguments': {'p': 1},}]", calls(("a", {"p": 1}))),
        record('[{"name": "a", "arguments": {}', calls("a")),
    ],
    "missed": [record("No idea.", calls("a")), record("[]", calls("a", "b"))],
    "needless": [record(calls("a"), []), record(calls("a", "b"), [], tools=OFFERED)],
    "wrong_tool": [record(calls("b"), calls("a")), record(calls("a", "c"), calls("a", "b"))],
    "invented_tool": [
        record(calls("x"), calls("a"), tools=OFFERED),
        record(calls("a", "x"), calls("a"), tools=OFFERED),
    ],
    "missing_call": [record(calls("a"), calls("a", "b")), record(calls("a"), calls("a", "a"))],
    "extra_call": [record(calls("a", "b"), calls("a")), record(calls("a", "a"), calls("a"))],
    "wrong_order": [record(calls("b", "a"), calls("a", "b")), record(REPEATED[::-1], REPEATED)],
    "missing_parameter": [record(calls("a"), calls(("a", {"p": 1})))],
    "extra_parameter": [record(calls(("a", {"p": 1})), calls("a"))],
    "wrong_value": [record(calls(("a", {"p": "1"})), calls(("a", {"p": 1})))],
    "wrong": [],
}


@pytest.mark.parametrize(
    ("kind", "one"), [(kind, one) for kind, found in EXAMPLES.items() for one in found]
)
def test_every_kind_has_an_example_that_shows_exactly_it(kind: str, one: Any) -> None:
    assert kinds(one) == (kind,)


def test_there_is_an_example_of_every_kind() -> None:
    assert [*EXAMPLES] == [*KINDS]


@given(GOLD)
@settings(max_examples=25)
def test_gold_has_no_error(gold: Any) -> None:
    turns = answers(gold)
    for reference in references(gold).values():
        one = read_record(record(calls(*gold), reference))
        assert diagnose(examine(one, {}, CONFIG), EXACT.grade(one).score or 0.0) == ()
        for name in ("openai/structured", "query_analysis/prose"):
            other = one._replace(answer=turns[name])
            assert diagnose(examine(other, {}, CONFIG), EXACT.grade(other).score or 0.0) == ()


@given(ANSWERED)
def test_an_answer_has_an_error_where_it_is_no_exact_match(one: Any) -> None:
    sample = read_record(one)
    found = kinds(one)
    assert bool(found) is (EXACT.grade(sample).score != 1.0)
    assert [*found] == [kind for kind in KINDS if kind in found]


@given(st.lists(ANSWERED, min_size=1, max_size=6))
def test_kinds_and_shares_agree(records: list[Any]) -> None:
    shares = measure(run_of(records), CONFIG).shares
    found = [kinds(one) for one in records]
    for kind in ("missed", "needless"):
        assert sum(kind in one for one in found) == shares[kind].hits


def test_kinds_add_up() -> None:
    mine = calls(("b", {"p": 2, "q": 1}), "a", "x")
    theirs = calls("a", ("b", {"p": 1, "r": 1}), "c", "d")
    assert kinds(record(f"{mine}", theirs, tools=OFFERED)) == (
        *("damaged", "invented_tool", "missing_call"),
        *("missing_parameter", "extra_parameter", "wrong_value"),
    )


def test_right_tools_in_the_wrong_order_are_so_whatever_their_arguments() -> None:
    mine, theirs = calls(("b", {"p": 2}), "a"), calls("a", ("b", {"p": 1}))
    assert kinds(record(mine, theirs)) == ("wrong_order", "wrong_value")


def test_order_is_what_the_configuration_asks_for() -> None:
    one = record(calls("b", "a"), calls("a", "b"))
    assert kinds(one, GradingConfig(order="any")) == ()
    assert kinds(one, GradingConfig(order="strict")) == ("wrong_order",)


def test_order_shows_in_a_damaged_answer_too() -> None:
    mended = f"{REPEATED[::-1]}"  # in single quotes
    assert kinds(record(mended, REPEATED)) == ("damaged", "wrong_order")


@pytest.mark.parametrize(
    "answer", ['[{"name": ', '{"tool_to_use": "a"}', '[{"what": 1}]', '[{"name": 3}]']
)
def test_an_answer_that_is_no_call_is_unreadable_and_its_call_missed(answer: str) -> None:
    assert kinds(record(answer, calls("a"))) == ("unreadable", "missed")


@pytest.mark.parametrize("answer", ["See [1] and [2].", "[]", "", '"a"'])
def test_an_answer_that_means_no_call_is_not_unreadable(answer: str) -> None:
    assert kinds(record(answer, calls("a"))) == ("missed",)


def test_what_the_run_could_not_score_is_unscored_whatever_it_says() -> None:
    assert kinds(record(calls("a"), calls("a")), exact=math.nan) == ("unscored",)


@given(ANSWERED)
def test_what_the_run_has_as_fully_right_has_no_error_whatever_it_says(one: Any) -> None:
    assert kinds(one, exact=1.0) == ()


@given(ANSWERED)
def test_what_the_run_has_as_wrong_has_an_error_whatever_it_says(one: Any) -> None:
    found = kinds(one, exact=0.0)
    assert found
    assert found == ("wrong",) or "wrong" not in found


@pytest.mark.parametrize("answer", ['{"Type": "x"}', "{'Type': 'x',}", "x", "[{"])
def test_a_reference_without_calls_has_no_kinds(answer: str) -> None:
    assert kinds(record(answer, {"Type": "x"}), exact=0.0) == ("wrong",)
    assert kinds(record(answer, {"Type": "x"}), exact=1.0) == ()


def test_a_run_that_is_not_graded_by_calls_has_no_kinds() -> None:
    found = examine(read_record(record(calls("b"), calls("a"))), {}, CONFIG)
    assert diagnose(found, 0.0) == ("wrong_tool",)
    assert diagnose(found, 0.0, of_calls=False) == ("wrong",)


def test_what_could_not_be_examined_is_wrong_where_the_run_says_so() -> None:
    assert diagnose(Examined(None, {}, code="malformed_record"), 0.0) == ("wrong",)


def test_the_recorded_answers() -> None:
    few = [kinds(one) for one in example("few_shot")]
    assert sum(not one for one in few) == 31
    assert {kind for one in few for kind in one} == set(KINDS) - {"unscored", "wrong"}
    assert {kinds(one) for one in example("zero_shot")} == {(), ("missed",)}
    assert {kinds(one) for one in gold_of(example("few_shot"))} == {()}
