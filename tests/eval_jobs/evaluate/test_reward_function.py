from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.evaluate import reward_function
from eval_jobs.evaluate.reward_function import FunctionError, fitting, request, rows_of
from eval_jobs.evaluate.scoring import InProcessScorer, run_row
from graders import load
from tests.eval_jobs.services import REWARD

BATCH = [{"id": "a"}, {"id": "b"}]
ITEMS = [
    {
        "id": name,
        "aggregate_reward_score": 1.0,
        "metrics_list": [{"name": "m", "value": 1, "type": "Metric"}],
    }
    for name in "ab"
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
CALL = st.builds(
    lambda name, arguments: {"name": name, "arguments": arguments},
    st.sampled_from(["f", "g"]),
    st.dictionaries(st.sampled_from("ab"), JSON, max_size=2),
)
CONTENT = JSON | CALL.map(json.dumps) | st.lists(CALL, max_size=2).map(json.dumps)
RECORD = st.fixed_dictionaries(
    {"messages": st.builds(lambda c: [{"role": "assistant", "content": c}], CONTENT) | JSON},
    optional={"reference_answer": JSON | CALL, "tools": JSON},
)


@given(st.lists(RECORD, max_size=4))
def test_a_function_and_this_process_give_the_same_rows(records: list[dict[str, Any]]) -> None:
    batch = [{**record, "id": f"id{number}"} for number, record in enumerate(records)]
    sent = request([json.dumps(record).encode() for record in batch])
    response = json.dumps(REWARD.grade(json.loads(sent), {})).encode()
    rows = [run_row(row) for row in rows_of(response, batch)]
    here = InProcessScorer(load("tool_call")).score(batch)
    assert [row.to_line() for row in rows] == [row.to_line() for row in here]


@given(st.lists(st.integers(1, 30), max_size=20))
def test_groups_keep_the_order_and_fit(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reward_function, "MAX_BYTES", 40)
        lines = {number: b"x" * size for number, size in enumerate(sizes)}
        groups = fitting(lines)
        assert [at for group in groups for at in group] == list(lines)
        for group in groups:
            assert 0 < len(request([lines[at] for at in group])) <= 41
        for one, other in pairwise(groups):
            assert sum(sizes[at] + 1 for at in [*one, other[0]]) > 40


@pytest.mark.parametrize(
    "response", [ITEMS, {"statusCode": 200, "body": ITEMS}, {"body": json.dumps(ITEMS)}]
)
def test_every_envelope_is_read(response: Any) -> None:
    rows = rows_of(json.dumps(response).encode(), BATCH)
    assert [(row.id, row.reward, row.metrics) for row in rows] == [
        ("a", 1.0, {"m": 1}),
        ("b", 1.0, {"m": 1}),
    ]


def test_metrics_may_be_left_out() -> None:
    (row,) = rows_of(b'[{"id": "a", "aggregate_reward_score": 0}]', BATCH[:1])
    assert run_row(row) == ("a", 0.0, None, None, {})


@pytest.mark.parametrize(("told", "reward"), [("0.5", 0.5), ("nan", None)])
def test_a_reward_in_a_text_is_read_and_told(told: str, reward: float | None) -> None:
    response = json.dumps([{"id": "a", "aggregate_reward_score": told}]).encode()
    (row,) = rows_of(response, BATCH[:1])
    assert isinstance(row.reward, float)
    assert row.reward == reward or math.isnan(row.reward)
    assert f"its aggregate_reward_score is the text {json.dumps(told)}" in str(row.reason)


def test_a_boolean_is_a_reward_as_it_is_to_aws() -> None:
    (row,) = rows_of(b'[{"id": "a", "aggregate_reward_score": true}]', BATCH[:1])
    assert (row.reward, row.reason) == (1.0, None)


def test_what_was_not_graded_has_no_reward_whatever_it_says() -> None:
    item = {"metrics_list": [{"name": "graded", "value": 0.0}], "aggregate_reward_score": "0.5"}
    (row,) = rows_of(json.dumps([{"id": "a", **item}]).encode(), BATCH[:1])
    assert (row.reward, row.reason) == (None, None)


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        (b"{", "not JSON"),
        (b"5", "no list of results: 5"),
        (b'{"body": "{"}', "no list of results"),
        (b"[]", "0 results to 2 records"),
        (json.dumps(ITEMS[::-1]).encode(), "answered id 'b' where 'a' was asked"),
        (b"[5, 5]", "a result without id"),
        (b'[{"id": "a"}, {"id": "b"}]', "a result without id, aggregate_reward_score"),
        (b'[{"id": "a", "aggregate_reward_score": null}, 1]', "a result without id, agg"),
        (b'[{"id":"a","aggregate_reward_score":1,"metrics_list":[{}]}, 1]', "named metrics"),
        (b"x" * 10_000, "xxx..."),
    ],
)
def test_a_response_that_is_none_is_told(response: bytes, problem: str) -> None:
    with pytest.raises(FunctionError) as caught:
        rows_of(response, BATCH)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 400
