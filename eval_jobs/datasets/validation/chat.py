"""Chat messages with roles and plain text, as RFT and OpenAI's chat have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.shape import EMPTY, list_of_objects, objects

ROLE: Final = Rule("role")
SYSTEM_FIRST: Final = Rule("system_first")
NO_USER: Final = Rule("no_user_turn")
CONTENT: Final = Rule("content")

SYSTEM: Final = ("system", "developer")
Path = tuple[Step, ...]


def check_messages(messages: Any, roles: Collection[str], path: Path) -> Iterator[Flaw]:
    """The flaws in a list of chat messages, whose roles are among `roles`."""
    yield from list_of_objects(messages, path)
    found = list(objects(messages))
    for number, message in found:
        place, role = (*path, number), message.get("role")
        if not isinstance(role, str) or role not in roles:
            known = f"a role is one of {', '.join(roles)}"
            yield Flaw(ROLE, f"{known}; this is {role!r:.40}", (*place, "role"))
        elif role in SYSTEM and number > 0:
            yield Flaw(SYSTEM_FIRST, "the system's message comes first, and once", place)
        yield from _content(message, place)
    if found and not any(message.get("role") == "user" for _, message in found):
        yield Flaw(NO_USER, "no turn is the user's", path)


def _content(message: dict[str, Any], path: Path) -> Iterator[Flaw]:
    content, place = message.get("content"), (*path, "content")
    if content is None:
        if not message.get("tool_calls"):
            yield Flaw(EMPTY, "the message has neither content nor tool_calls", path)
    elif isinstance(content, str):
        if not content.strip():
            yield Flaw(EMPTY, "the content is empty", place)
    elif isinstance(content, list) and content:
        for position, block in enumerate(content):
            if not (isinstance(block, dict) and isinstance(block.get("text"), str)):
                message_ = 'only text is taken: {"type": "text", "text": ...}'
                yield Flaw(CONTENT, message_, (*place, position))
    else:
        yield Flaw(CONTENT, "the content is text, or a list of texts", place)
