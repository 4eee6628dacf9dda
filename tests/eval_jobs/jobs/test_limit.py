from __future__ import annotations

import math
from typing import Any

import pytest

from eval_jobs.jobs.limit import Limit

STEPPED = Limit("n", "n", "integer", 2048, "docs", low=1024, high=4096, step=1024)
OPEN = Limit("n", "n", "integer", 1, "docs", low=1)
SHARE = Limit("x", "x", "number", 0.0, "docs", low=0.0, high=1.0)
CHOICE = Limit("e", "e", "string", None, "docs", choices=("low", "high", None))
PAIR = Limit("b", "b", "number", [0.9, 0.999], "docs", low=0.0, high=1.0, length=2)
SWITCH = Limit("s", "s", "boolean", default=True, source="docs")


@pytest.mark.parametrize(
    ("limit", "value", "expected"),
    [
        (STEPPED, 1024, True),
        (STEPPED, 4096, True),
        (STEPPED, 0, False),
        (STEPPED, 5120, False),
        (STEPPED, 1025, False),
        (STEPPED, 1024.0, False),
        (STEPPED, "1024", False),
        (OPEN, 10**9, True),
        (OPEN, True, False),
        (SHARE, 1, True),
        (SHARE, math.nan, False),
        (SHARE, math.inf, False),
        (SHARE, True, False),
        (SHARE, [0.5], False),
        (CHOICE, "low", True),
        (CHOICE, None, True),
        (CHOICE, "medium", False),
        (CHOICE, ["low"], False),
        (PAIR, [0.0, 1.0], True),
        (PAIR, [0.0], False),
        (PAIR, [0.0, 1.1], False),
        (PAIR, 0.5, False),
        (SWITCH, False, True),
        (SWITCH, 0, False),
        (SWITCH, "false", False),
    ],
)
def test_type_and_range_decide(limit: Limit, value: Any, expected: bool) -> None:
    assert limit.is_allowed(value) is expected


def test_a_choice_of_integers_takes_neither_booleans_nor_floats() -> None:
    limit = Limit("n", "n", "integer", 1, "docs", choices=(1, 2))
    assert [limit.is_allowed(value) for value in (1, True, 1.0)] == [True, False, False]


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (STEPPED, "a whole number from 1024 to 4096, in steps of 1024"),
        (OPEN, "a whole number of at least 1"),
        (SHARE, "a number from 0.0 to 1.0"),
        (CHOICE, "one of low, high, null"),
        (PAIR, "a list of 2, each a number from 0.0 to 1.0"),
        (SWITCH, "true or false"),
    ],
)
def test_it_says_what_is_allowed(limit: Limit, words: str) -> None:
    assert limit.allowed() == words


@pytest.mark.parametrize(
    ("limit", "schema"),
    [
        (STEPPED, {"type": "integer", "minimum": 1024, "maximum": 4096, "multipleOf": 1024}),
        (OPEN, {"type": "integer", "minimum": 1}),
        (CHOICE, {"enum": ["low", "high", None]}),
        (
            PAIR,
            {
                "type": "array",
                "items": {"type": "number", "minimum": 0.0, "maximum": 1.0},
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        (SWITCH, {"type": "boolean"}),
    ],
)
def test_its_json_schema_says_the_same(limit: Limit, schema: dict[str, Any]) -> None:
    assert limit.schema() == schema
