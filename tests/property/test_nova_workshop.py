"""The preset `nova-workshop` against values worked out by hand, its known holes included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.formats import name_arguments, query_analysis
from tests.support.grading import call, configured, grade, score, text

if TYPE_CHECKING:
    from graders.sample import ToolCall

WORKSHOP = configured(preset="nova-workshop")
A, B, C = call("a", x="alpha beta", y=1), call("b", z="q"), call("c")
GOLD = name_arguments([A, B])

BY_HAND = {
    # 0.3 F1 + 0.3 parameters + 0.4 sequence
    "right": ([A, B], 1.0),
    "one_missing": ([A], 0.3 * 2 / 3 + 0.3 * 1 + 0.4 * 1 / 2),
    "one_invented": ([A, B, C], 0.3 * 4 / 5 + 0.3 * 1 + 0.4 * 1),
    "hole_repeats_at_the_end_are_free": ([A, B] * 10, 1.0),
    "repeat_in_between": ([A, A, B], 0.3 * 1 + 0.3 * 1 + 0.4 * 1 / 2),
    "hole_order_costs_only_sequence": ([B, A], 0.3 + 0.3),
    "wrong_tools": ([C], 0.0),
    "missing_parameter": ([call("a", x="alpha beta"), B], 0.3 + 0.3 * (0.85 + 1) / 2 + 0.4),
    "invented_parameter": ([A, call("b", z="q", w=1)], 0.3 + 0.3 * (1 + 0.85) / 2 + 0.4),
    "wrong_number": ([call("a", x="alpha beta", y=2), B], 0.3 + 0.3 * (0.65 + 1) / 2 + 0.4),
    "hole_words_in_any_order": ([call("a", x="beta alpha", y=1), B], 1.0),
    "hole_case": ([call("a", x="ALPHA beta", y=1), B], 1.0),
}


@pytest.mark.parametrize(("calls", "expected"), BY_HAND.values(), ids=BY_HAND)
def test_by_hand(calls: list[ToolCall], expected: float) -> None:
    assert score(text(calls), GOLD, WORKSHOP) == pytest.approx(expected)


def test_hole_half_of_text_similarity_is_shared_letters() -> None:
    found = score(text([call("f", x="silent")]), name_arguments([call("f", x="listen")]), WORKSHOP)
    assert found == pytest.approx(0.3 + 0.3 * (0.3 + 0.7 * 0.4) + 0.4)


@pytest.mark.parametrize("missing", ["Information needed", "Type"])
def test_an_invalid_schema_scores_nothing(missing: int) -> None:
    answer = query_analysis([A, B])
    assert score(json.dumps(answer), GOLD, WORKSHOP) == 1.0
    del answer["Query analysis"][missing]
    found = grade(json.dumps(answer), GOLD, WORKSHOP)
    assert (found.score, found.metrics["schema_valid"]) == (0.0, 0.0)
    assert found.metrics["tool_set_f1"] == 1.0


def test_a_mended_answer_is_invalid() -> None:
    assert score(text([A, B])[:-1], GOLD, WORKSHOP) == 0.0


def test_no_call_expected() -> None:
    assert score("", [], WORKSHOP) == 1.0
    assert score(text([A]), [], WORKSHOP) == 0.0
