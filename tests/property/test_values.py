"""Properties 7 and 8: values are compared by type, and text by words in order."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval_jobs.audit.formats import name_arguments
from graders import Grader, load
from tests.support.grading import call, configured, score, score_calls, text
from tests.support.strategies import PHRASES, VALUES, WORDS

if TYPE_CHECKING:
    from graders.sample import JSON

PARAMETERS = load("tool_parameters")
NOTHING = object()


def value_score(answer: JSON, gold: JSON, grader: Grader = PARAMETERS, **keys: Any) -> float:
    return score_calls([call("f", a=answer)], [call("f", a=gold)], grader, **keys)


WRONG = value_score("unrelated", "gold")
"""What is left for naming the tool and the parameter."""

SAME = [(5, 5.0), (5.0, 5), (0, -0.0), (1e3, 1000), ([1, 2], [1.0, 2]), ({"x": 1}, {"x": 1.0})]
DIFFERENT = [
    *[(True, 1), (1, True), (False, 0), (0, False), (None, 0), (None, False), (None, "")],
    *[([], {}), ("", []), ([True], [1]), ({"x": None}, {}), ("a", "A b"), (0, ""), ([], [None])],
]
NOT_QUITE = [("5", 5), (5, "5"), ("5.0", 5.0), ("true", True), (["x"], "x"), ("x", ["x"])]


@pytest.mark.parametrize(("answer", "gold"), SAME)
def test_equal_numbers_of_either_type(answer: JSON, gold: JSON) -> None:
    assert value_score(answer, gold) == 1.0


@pytest.mark.parametrize(("answer", "gold"), DIFFERENT)
def test_different_types(answer: JSON, gold: JSON) -> None:
    assert value_score(answer, gold) < 1.0


@pytest.mark.parametrize(("answer", "gold"), [(True, 1), (1, True), (False, 0), (None, 0)])
def test_a_boolean_is_no_number_at_all(answer: JSON, gold: JSON) -> None:
    assert value_score(answer, gold) == WRONG


@pytest.mark.parametrize(("answer", "gold"), NOT_QUITE)
def test_the_right_value_in_the_wrong_type(answer: JSON, gold: JSON) -> None:
    assert WRONG < value_score(answer, gold) < 0.75


@given(VALUES, VALUES)
def test_only_equal_values_score_one(answer: JSON, gold: JSON) -> None:
    """Equal as JSON, where a boolean is not a number."""
    assert (value_score(answer, gold) == 1.0) == (typed(answer) == typed(gold))


def typed(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return (isinstance(value, bool), value)


@given(st.permutations(WORDS), st.integers(1, 8), st.integers(1, 8))
def test_unrelated_text_earns_nothing(words: list[str], length: int, expected: int) -> None:
    answer, gold = words[:length], words[-expected:]
    assert value_score(" ".join(answer), " ".join(gold)) == WRONG


@given(st.sampled_from(WORDS), st.randoms(use_true_random=False))
def test_the_same_letters_in_another_order_earn_nothing(word: str, chance: Random) -> None:
    shuffled = "".join(chance.sample(word, len(word)))
    assume(shuffled != word)
    assert value_score(shuffled, word) == WRONG


@given(PHRASES, PHRASES, PHRASES)
def test_the_question_pasted_back_earns_nothing(
    before: list[str], gold: list[str], after: list[str]
) -> None:
    """Though it holds every word of the right value."""
    question = "Please find " + " ".join([*before, *gold, *after])
    for pasted in (question, question.upper(), f"Query: {question}!"):
        assert value_score(pasted, " ".join(gold), question=question) == WRONG


def test_a_question_that_is_the_right_value_is_right() -> None:
    question = "which cases cite Rule 10b-5 as amended"
    assert value_score(question, question, question=question) == 1.0


ACCEPTS = [
    ({"$accept": ["NY", "New York"]}, "NY", True),
    ({"$accept": ["NY", "New York"]}, "Boston", False),
    ({"$accept": [5, "five"]}, 5.0, True),
    ({"$accept": [{"x": 1}, [1]]}, [1], True),
    ({"$accept": ["x"], "$optional": True}, NOTHING, True),
    ({"$accept": ["x"]}, NOTHING, False),
    ({"$accept": [], "$optional": True}, NOTHING, True),
    ({"$accept": [], "$optional": True}, "x", False),
    ({"$accept": ["New York"], "$compare": "exact"}, "new york", False),
    ({"$accept": [100], "$compare": "numeric", "$tolerance": 2}, 101.5, True),
    ({"$accept": [100], "$compare": "numeric", "$tolerance": 2}, 103, False),
    ({"$accept": [100], "$compare": "numeric", "$relative_tolerance": 0.1}, 91, True),
    ({"$accept": [["a", "b"]], "$compare": "set"}, ["b", "a"], True),
    ({"$accept": [["a", "b"]], "$compare": "set"}, ["b", "b"], False),
    ({"$accept": [["a", "b"]]}, ["b", "a"], False),
    ({"$accept": ["x"], "$compare": "ignore"}, {"any": "thing"}, True),
    ({"in": [{"$accept": [1, 2]}]}, {"in": [2]}, True),
    ({"in": [{"$accept": [1, 2]}]}, {"in": [3]}, False),
]


@pytest.mark.parametrize(("gold", "answer", "right"), ACCEPTS)
def test_what_a_reference_accepts(gold: JSON, answer: JSON, right: bool) -> None:
    arguments = {"b": 1} if answer is NOTHING else {"a": answer, "b": 1}
    found = score(text([call("f", **arguments)]), name_arguments([call("f", a=gold, b=1)]))
    assert (found == 1.0) == right


@given(VALUES, st.lists(VALUES, max_size=3))
def test_one_more_alternative_never_costs(answer: JSON, accepted: list[JSON]) -> None:
    scores = [value_score(answer, {"$accept": accepted[:n]}) for n in range(1, len(accepted) + 1)]
    assert scores == sorted(scores)
    assert value_score(answer, {"$accept": [*accepted, answer]}) == 1.0


@pytest.mark.parametrize("key", ["a", "f.a"])
def test_a_configured_comparator(key: str) -> None:
    """By parameter or by tool and parameter; the reference's own goes first."""
    numeric = {"kind": "numeric", "tolerance": 1}
    grader = configured("tool_parameters", comparators={key: numeric})
    assert value_score(5.5, 5, grader) == 1.0
    assert value_score(5.5, {"$accept": [5], "$compare": "exact"}, grader) == WRONG
    elsewhere = configured("tool_parameters", comparators={f"g.{key}": numeric})
    assert value_score(5.5, 5, elsewhere) < 1.0
