from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.results.confidence import confidence

LOGPROBS = st.lists(st.floats(-50, 0), min_size=1, max_size=20)

SHAPES: dict[str, Any] = {
    "numbers": lambda values: values,
    "nested": lambda values: [values],
    "one_of_each": lambda values: [{f"token{i}": value} for i, value in enumerate(values)],
    "alternatives": lambda values: [{"a": value - 1, "b": value, "c": None} for value in values],
    "objects": lambda values: [{"token": "a", "logprob": value} for value in values],
    "openai": lambda values: {
        "content": [
            {"token": "a", "logprob": value, "top_logprobs": [{"token": "b", "logprob": -9.0}]}
            for value in values
        ]
    },
    "by_number": lambda values: [
        {"17": {"logprob": value, "rank": 1}, "4": {"logprob": value - 2}} for value in values
    ],
}


@pytest.mark.parametrize("shape", SHAPES)
@given(LOGPROBS)
def test_every_shape_has_the_geometric_mean(shape: str, values: list[float]) -> None:
    found = confidence(SHAPES[shape](values))
    assert found == pytest.approx(math.exp(sum(values) / len(values)), rel=1e-9)
    assert 0.0 <= found <= 1.0


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"content": None},
        {"content": []},
        "-0.5",
        -0.5,
        [12.5, 3.0],
        [-0.5, 0.25],
        [{"a": 3.5, "b": -1.0}],
        [-0.5, math.nan],
        [-0.5, -math.inf],
        [-0.5, None],
        [-0.5, {}],
        [True, False],
        [{"token": "a", "logprob": None}],
        [{"a": "text", "b": -0.5}],
        [[-0.5], [-0.25]],
        [-(10**400)],
    ],
)
def test_what_is_no_log_probability_has_none(value: Any) -> None:
    assert math.isnan(confidence(value))


def test_no_depth_is_too_deep() -> None:
    deep: Any = -0.5
    for _ in range(100_000):
        deep = {"a": deep}
    assert math.isnan(confidence([deep]))
    while isinstance(deep, dict):  # taken apart level by level: freeing it at once would recurse
        deep = deep.pop("a")
