"""Which format a JSON value is in, and the tool calls it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from graders.parsing import converse, name_arguments, openai, query_analysis, strict
from graders.sample import ToolCall, new

if TYPE_CHECKING:
    from graders.sample import JSON

NO_CALL: Final = ToolCall("", {})
"""Stands for a value that is not even meant to be a call."""
CONTAINERS: Final = (query_analysis, openai, converse)
"""Formats with a container of their own: `entries` opens it, and it has one of `OPENED_BY`."""
FORMATS: Final = (query_analysis, name_arguments, openai, converse)
"""One module a format: `outline` finds a call's two halves."""

_OPENED_BY: Final = frozenset(key for form in CONTAINERS for key in form.OPENED_BY)
_ENTRIES: Final[list[Callable[[dict[str, Any]], list[Any] | None]]] = [
    form.entries for form in CONTAINERS
]
_OUTLINES: Final[list[Callable[[dict[str, Any]], tuple[Any, Any] | None]]] = [
    form.outline for form in FORMATS
]


def entries(value: JSON) -> list[JSON] | None:
    """What `value` lists where a list of calls would stand; None when it is no such thing.

    An empty list says that there is no call to make, which is an answer of its own.
    """
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not _OPENED_BY.isdisjoint(value):
        for entries_of in _ENTRIES:
            found = entries_of(value)
            if found is not None:
                return found
    return None


def calls_in(value: JSON) -> list[ToolCall | None] | None:
    """The tool calls in `value`; None in place of a call that has a name or arguments of no use.

    None when the value is no form of call. Lists inside the list are taken as its own entries.
    """
    found = entries(value)
    if found is None:
        call = call_of(value)
        return None if call is NO_CALL else [call]
    calls: list[ToolCall | None] = []
    some = not found or found is not value  # a container of calls is one whatever it holds
    for entry in found:
        call = call_of(entry)
        if call is not NO_CALL:
            calls.append(call)
            some = True
        else:
            inner = calls_in(entry)
            calls.extend([None] if inner is None else inner)
            some = some or bool(inner)
    return calls if some else None


def call_of(entry: JSON) -> ToolCall | None:
    """The call that an object is; `NO_CALL` when it is of no form of call.

    None when its name or its arguments, an object, its JSON text or null for none, are of no use.
    """
    if type(entry) is not dict:
        return NO_CALL
    for outline_of in _OUTLINES:
        outline = outline_of(entry)
        if outline is not None:
            break
    else:
        return NO_CALL
    name, arguments = outline
    if isinstance(arguments, str):
        try:
            arguments = strict.read(arguments) if arguments.strip() else None
        except ValueError:
            return None
    if arguments is None:
        arguments = {}
    if isinstance(name, str) and isinstance(arguments, dict) and (name := name.strip()):
        return new(ToolCall, (name, arguments))
    return None
