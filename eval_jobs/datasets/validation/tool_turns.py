"""Calls of tools in a Converse conversation, and the results that answer them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.reserved import unreserved
from eval_jobs.datasets.validation.shape import known_keys, objects
from eval_jobs.finding import Severity

USE_ROLE: Final = Rule("tool_use.role")
USE_SHAPE: Final = Rule("tool_use.shape")
USE_REPEATED: Final = Rule("tool_use.repeated_id")
UNKNOWN_TOOL: Final = Rule("tool_use.unknown_tool")
NO_TOOLS: Final = Rule("tool_use.no_tools", Severity.WARNING)
UNANSWERED: Final = Rule("tool_use.unanswered", Severity.WARNING)
RESULT_ROLE: Final = Rule("tool_result.role")
RESULT_SHAPE: Final = Rule("tool_result.shape")
UNMATCHED: Final = Rule("tool_result.unmatched")
RESULT_REPEATED: Final = Rule("tool_result.repeated_id")

Path = tuple[Step, ...]


def check_tool_turns(messages: Sequence[Any], offered: set[str] | None) -> Iterator[Flaw]:
    """The flaws of all calls and results of a conversation; `offered`, the names of its tools.

    Ids are the conversation's: each call has one of its own, each result that of an earlier call.
    """
    waiting: dict[str, Path] = {}
    called: set[str] = set()
    answered: set[str] = set()
    for role, block, path in _blocks(messages):
        if "toolUse" in block:
            use, place = block["toolUse"], (*path, "toolUse")
            yield from _use(use, role, offered, place)
            if (key := _id(use)) is not None:
                if key in called:
                    words = f"the id {key!r} is another call's already"
                    yield Flaw(USE_REPEATED, words, (*place, "toolUseId"))
                called.add(key)
                if role == "assistant":
                    waiting[key] = place
        if "toolResult" in block:
            result, place = block["toolResult"], (*path, "toolResult")
            yield from _result(result, role, place)
            if (key := _id(result)) is not None:
                yield from _answers(key, called, answered, (*place, "toolUseId"))
                answered.add(key)
                waiting.pop(key, None)
    last = len(messages) - 1
    for key, place in waiting.items():
        if place[1] != last:
            yield Flaw(UNANSWERED, f"nothing answers the call {key!r}", place)


def _blocks(messages: Sequence[Any]) -> Iterator[tuple[Any, dict[str, Any], Path]]:
    """The blocks of all messages, each with its role and its place."""
    for number, message in objects(messages):
        for position, block in objects(message.get("content")):
            yield message.get("role"), block, ("messages", number, "content", position)


def _answers(key: str, called: set[str], answered: set[str], path: Path) -> Iterator[Flaw]:
    if key not in called:
        yield Flaw(UNMATCHED, f"no call before it has the id {key!r}", path)
    if key in answered:
        yield Flaw(RESULT_REPEATED, f"the call {key!r} has a result already", path)


def _use(use: Any, role: Any, offered: set[str] | None, path: Path) -> Iterator[Flaw]:
    if role != "assistant":
        yield Flaw(USE_ROLE, "only an assistant's turn calls tools", path)
    name = use.get("name") if isinstance(use, dict) else None
    named = isinstance(name, str) and bool(name.strip())
    if not named or _id(use) is None or not isinstance(use.get("input"), dict):
        yield Flaw(USE_SHAPE, 'a call is {"toolUseId", "name", "input": {...}}', path)
    else:
        yield from known_keys(use, ("toolUseId", "name", "input"), path)
    if offered is None:
        yield Flaw(NO_TOOLS, "a call, and no toolConfig that offers tools", path)
    elif named and name not in offered:
        message = f"{name!r} is not among the tools: {', '.join(sorted(offered))}"
        yield Flaw(UNKNOWN_TOOL, message, (*path, "name"))


def _result(result: Any, role: Any, path: Path) -> Iterator[Flaw]:
    if role != "user":
        yield Flaw(RESULT_ROLE, "only a user's turn holds results of tools", path)
    content = result.get("content") if isinstance(result, dict) else None
    blocks = [block for _, block in objects(content)]
    fine = [isinstance(b.get("text"), str) + isinstance(b.get("json"), dict) == 1 for b in blocks]
    if _id(result) is None or not fine or not all(fine) or len(fine) != len(content or ()):
        message = 'a result is {"toolUseId", "content": [{"text"} or {"json": {...}}, ...]}'
        yield Flaw(RESULT_SHAPE, message, path)
    else:
        yield from known_keys(result, ("toolUseId", "content", "status"), path)
    for position, block in enumerate(blocks):
        yield from known_keys(block, ("text", "json"), (*path, "content", position))
        yield from unreserved(block.get("text"), (*path, "content", position, "text"))


def _id(part: Any) -> str | None:
    key = part.get("toolUseId") if isinstance(part, dict) else None
    return key if isinstance(key, str) and key.strip() else None
