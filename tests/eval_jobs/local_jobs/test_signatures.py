"""A tool in one line, whatever its schema lacks."""

from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.local_jobs.signatures import signature
from eval_jobs.models.tools import Tool


def of(properties: dict[str, Any], required: list[str] | None = None) -> str:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    if required is not None:
        schema["required"] = required
    return signature(Tool("f", "does", schema))


def test_what_may_be_left_out_is_marked() -> None:
    assert of({"a": {"type": "string"}, "b": {"type": "integer"}}, ["a"]) == (
        "f(a: string, b?: integer)"
    )


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string", "format": "date"}, "date"),
        ({"type": "string", "enum": ["x", "y"]}, "x|y"),
        ({"enum": [1, None]}, "1|None"),
        ({"type": ["string", "null"]}, "string|null"),
        ({"type": "array", "items": {"type": "number"}}, "[number]"),
        ({"type": "array"}, "[any]"),
        ({"type": "object"}, "object"),
        (
            {"type": "object", "properties": {"p": {"type": "boolean"}}, "required": ["p"]},
            "{p: boolean}",
        ),
        ({}, "any"),
        (True, "any"),
    ],
)
def test_every_kind_of_type_has_a_text(schema: Any, text: str) -> None:
    assert of({"a": schema}, ["a"]) == f"f(a: {text})"


def test_a_tool_without_parameters() -> None:
    assert signature(Tool("f", "", {"type": "object"})) == "f()"
