"""Other answers that a reference accepts, one choice at a time."""

from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.audit.false_zeros.alternatives import alternatives
from tests.eval_jobs.audit.made import call, items_of, record


def arguments(reference: Any, **more: Any) -> list[Any]:
    (item,) = items_of([record("a", "One", reference, **more)])
    return [calls[0].arguments for calls in alternatives(item)]


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (5, []),
        ({"$accept": [5]}, []),
        ({"$accept": [5, 6, 7]}, [{"v": 6}, {"v": 7}]),
        ({"$accept": [5], "$optional": True}, [{}]),
        ([1, {"$accept": [2, 3]}], [{"v": [1, 3]}]),
        ({"in": {"$accept": ["a", "b"]}, "by": 1}, [{"v": {"in": "b", "by": 1}}]),
        ({"$accept": [{"in": {"$accept": ["a", "b"]}}, "c"]}, [{"v": "c"}, {"v": {"in": "b"}}]),
    ],
)
def test_each_choice(value: Any, others: list[Any]) -> None:
    assert arguments([call("f", v=value)]) == others


def test_bfcl_writes_absence_as_an_empty_text() -> None:
    assert arguments({"f": {"v": [5, ""]}}) == [{}]


def test_what_the_schema_demands_is_not_left_out() -> None:
    reference = [call("f", v={"$accept": [5, "five"], "$optional": True})]
    schema = {"type": "object", "properties": {"v": {"type": "integer"}}}
    assert arguments(reference, tools=[{"name": "f", "parameters": schema}]) == [{}]
    schema["required"] = ["v"]  # type: ignore[assignment]  # a schema is any JSON
    assert arguments(reference, tools=[{"name": "f", "parameters": schema}]) == []
