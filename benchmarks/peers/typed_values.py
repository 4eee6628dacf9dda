"""Right values in another type: what is still right, and what is not quite."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.peers.records import Calls, Record

TYPED: Final[dict[str, tuple[str, Any, Any]]] = {
    "5.0 for 5": ("float", 5, 5.0),
    '"5" for 5': ("integer", 5, "5"),
    "1 for true": ("boolean", True, 1),
    "true for 1": ("integer", 1, True),
}
"""By name: the parameter's type in BFCL's words, the value that is right, the value given."""


def typed(kind: str, right: Any, given: Any) -> tuple[Record, Calls]:
    """A record with one parameter beside another, and an answer with that value."""
    properties = {"query": {"type": "string"}, "option": {"type": kind}}
    parameters = {"type": "dict", "properties": properties, "required": ["query", "option"]}
    tools = [{"name": "search", "description": "Search.", "parameters": parameters}]
    accepted = [{"search": {"query": ["tender offers of 2025"], "option": [right]}}]
    record = Record("typed", "simple_python", "Which tender offers were there?", tools, accepted)
    arguments = {"query": "tender offers of 2025", "option": given}
    return record, [{"name": "search", "arguments": arguments}]
