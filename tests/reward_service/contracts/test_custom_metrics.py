"""The envelope of gen_qa's custom metrics."""

from __future__ import annotations

from typing import Any

import pytest

from reward_service.contracts import CONTRACTS, UnknownEventError
from tests.reward_service.wire import read_metrics

CONTRACT = CONTRACTS["custom_metrics"]


def refuse(records: list[Any]) -> list[dict[str, Any]]:
    raise AssertionError(f"nothing is graded before inference: {records}")


def grade(records: list[Any]) -> list[dict[str, Any]]:
    assert [entry["data"]["gold"] for entry in records] == ["g"]
    metrics = [{"name": "graded", "value": 1.0, "type": "Metric"}]
    return [{"id": None, "aggregate_reward_score": 0.5, "metrics_list": metrics}]


def test_before_inference_the_prompt_is_handed_back_as_it_is() -> None:
    data = {"system": "s", "prompt": "p", "gold": "g"}
    event = {"process_type": "preprocess", "data": {**data, "metadata": "m"}}
    assert CONTRACT.respond(event, refuse) == {"statusCode": 200, "body": data}


def test_a_prompt_without_a_system_text_gets_none() -> None:
    event = {"process_type": "preprocess", "data": {"prompt": "p", "gold": "g"}}
    assert CONTRACT.respond(event, refuse)["body"] == {"prompt": "p", "gold": "g"}


def test_after_inference_the_reward_and_the_metrics_come_back() -> None:
    event = {"process_type": "postprocess", "data": {"inference_output": "x", "gold": "g"}}
    assert read_metrics(CONTRACT.respond(event, grade)) == {"reward": 0.5, "graded": 1.0}


@pytest.mark.parametrize(
    "event",
    [
        None,
        {"messages": []},
        {"process_type": "Postprocess", "data": {}},
        {"process_type": "preprocess"},
        {"process_type": ["preprocess"], "data": {}},
    ],
)
def test_another_event_is_refused_and_told_what_is_known(event: Any) -> None:
    with pytest.raises(UnknownEventError) as caught:
        CONTRACT.respond(event, refuse)
    for word in ("preprocess", "postprocess", "lists of records"):
        assert word in str(caught.value)


def test_a_batch_of_the_recipes_default_is_answered_as_its_caller_wants() -> None:
    items = [{"id": "a", "aggregate_reward_score": 1.0, "metrics_list": []}]
    response = CONTRACT.respond([{"id": "a"}], lambda records: items[: len(records)])
    assert response["statusCode"] == 200
    assert response["body"] == items
