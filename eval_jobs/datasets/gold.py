"""The answer that meets a reference, for checks that need a right one."""

from __future__ import annotations

import json
from typing import Any

from graders.sample import Accepted, Reference


def gold_calls(reference: Reference) -> list[dict[str, Any]]:
    """The calls that are expected, in order: each value the first that is accepted."""
    return [
        {"name": call.name, "arguments": _plain(dict(call.arguments))} for call in reference.calls
    ]


def gold_answer(reference: Reference) -> str:
    """The text of a right answer: a JSON list of calls, empty where none is expected."""
    return json.dumps(gold_calls(reference))


def _plain(value: Any) -> Any:
    if isinstance(value, Accepted):
        return _plain(value.values[0]) if value.values else None
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _plain(item)
            for key, item in value.items()
            if not isinstance(item, Accepted) or item.values
        }
    return value
