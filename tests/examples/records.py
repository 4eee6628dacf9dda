"""The records of the example, and a reader of the JSON schemas that they carry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from examples.legal_assistant.references import flat

FOLDER: Final = Path(__file__).parents[2] / "examples" / "legal_assistant"
SPLITS: Final = ("train", "validation", "test")
TYPES: Final[dict[str, Any]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def read(name: str) -> list[dict[str, Any]]:
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def question_of(record: dict[str, Any]) -> str:
    return str(record["messages"][-1]["content"])


def expected_calls(reference: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and arguments of each call, `$accept` objects as they stand."""
    if "Query analysis" in reference:
        for call in reference["Query analysis"]["Tools"]:
            yield call["Tool"], call["Parameters"]
    else:
        for call in flat(reference.get("tool_calls", [reference])):
            function = call.get("function", call)
            yield function["name"], function["arguments"]


def alternatives(value: Any) -> list[Any]:
    """The values that a piece of a reference accepts."""
    return value["$accept"] if isinstance(value, dict) and "$accept" in value else [value]


def violations(value: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    """Where a value breaks its schema."""
    wanted = TYPES[schema["type"]]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted != (bool,)):
        yield f"{place}: {value!r} is no {schema['type']}"
    elif schema["type"] == "array":
        for item in value:
            yield from violations(item, schema["items"], f"{place}[]")
    elif schema["type"] == "object":
        yield from object_violations(value, schema, place)
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is not in the enum"
    elif schema.get("format") == "date" and date.fromisoformat(value).isoformat() != value:
        yield f"{place}: {value!r} is no date"


def object_violations(value: Any, schema: dict[str, Any], place: str) -> Iterator[str]:
    """The same for an object: missing keys, unknown keys, and each value that is accepted."""
    missing = set(schema["required"]) - set(value)
    unknown = set(value) - set(schema["properties"])
    yield from (f"{place}: {name} is missing or unknown" for name in missing | unknown)
    for name in set(value) - unknown:
        for each in alternatives(value[name]):
            yield from violations(each, schema["properties"][name], f"{place}.{name}")
