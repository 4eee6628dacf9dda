"""Samples that are broken in every way that was ever seen, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.hostile import CRASH_TEXTS

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

LONG: Final = 100_000
"""Characters of a text that a looping model wrote; a batch with it stays far below 6 MB."""
DEPTH: Final = 500
"""Levels of a value nested deep: JSON can still be written, recursion in a grader may not end."""
UNKNOWN: Final = "no_such_tool"


def nested(depth: int) -> Any:
    """A list in a list in a list, `depth` times."""
    value: Any = "bottom"
    for _ in range(depth):
        value = [value]
    return value


LONG_TEXTS: Final[dict[str, str]] = {
    f"long text of {piece!a}": piece * (LONG // len(piece))
    for piece in ("a ", '"', '{"a":', "<think>", "```json\n", "\\u00", "9")
}
STRUCTURED: Final[dict[str, Any]] = {
    "no content": {"content": None},
    "content is a number": {"content": 7},
    "content is an object": {"content": {"a": 1}},
    "content blocks are none": {"content": [None, 7, [], {"text": None}, {"toolUse": None}]},
    "content is nested deep": {"content": nested(DEPTH)},
    "tool_calls is a text": {"content": None, "tool_calls": "call it"},
    "tool_calls is an object": {"content": None, "tool_calls": {"function": {}}},
    "tool_calls are none": {"content": None, "tool_calls": [None, 7, "f", [], {}]},
    "tool_calls without function": {"content": None, "tool_calls": [{"function": None}]},
    "tool_calls without name": {
        "content": None,
        "tool_calls": [{"function": {"name": None, "arguments": None}}],
    },
    "arguments are no JSON": {
        "content": None,
        "tool_calls": [{"function": {"name": UNKNOWN, "arguments": "{not: JSON"}}],
    },
    "arguments are a list": {
        "content": None,
        "tool_calls": [{"function": {"name": UNKNOWN, "arguments": "[1, 2]"}}],
    },
    "arguments are nested deep": {
        "content": None,
        "tool_calls": [{"function": {"name": UNKNOWN, "arguments": {"a": nested(DEPTH)}}}],
    },
}
ANSWERS: Final[Mapping[str, Any]] = {**CRASH_TEXTS, **LONG_TEXTS, **STRUCTURED}
"""By name, answers that are wrong wherever a call is expected."""

REFERENCES: Final[dict[str, Any]] = {
    "reference is null": None,
    "reference is a number": 7,
    "reference is no JSON": "[{not: JSON",
    "reference has no calls": [None, 7, [], {"name": None}],
    "reference is nested deep": nested(DEPTH),
}
CHANGES: Final[dict[str, dict[str, Any]]] = {
    "messages is null": {"messages": None},
    "messages is a text": {"messages": "Who is it?"},
    "messages are texts": {"messages": ["Who is it?", None, 7]},
    "messages is empty": {"messages": []},
    "messages without role": {"messages": [{"content": "Who is it?"}, {}]},
    "tools is a text": {"tools": "all of them"},
    "tools are none": {"tools": [None, 7, "f", {"function": None}]},
    "tools are nested deep": {"tools": nested(DEPTH)},
    "metadata is a text": {"metadata": "none"},
    "metadata is null": {"metadata": None},
}
REFERENCE_KEYS: Final = ("reference_answer", "metadata")
"""Where a chat record keeps its reference."""


class Malformed(NamedTuple):
    """A broken sample of an item: what is broken, and its record as sent.

    `worthless` says that there is nothing in it to be paid for, as long as the item expects calls.
    """

    item: Item
    name: str
    record: dict[str, Any]
    worthless: bool = True


def malformed(item: Item) -> Iterator[Malformed]:
    """Samples made of this item, each broken in one way; those with a broken record say nothing."""
    for name, answer in ANSWERS.items():
        yield Malformed(item, name, item.answered(answer))
    silent = item.answered("")
    bare = {key: value for key, value in silent.items() if key not in REFERENCE_KEYS}
    without = {key: silent[key] for key in silent if key != "messages"}
    yield Malformed(item, "no messages", without)
    yield Malformed(item, "nothing but an id", {})
    yield Malformed(item, "no reference", bare)
    for name, reference in REFERENCES.items():
        yield Malformed(item, name, {**bare, "reference_answer": reference})
    for name, change in CHANGES.items():
        yield Malformed(item, name, {**silent, **change})
