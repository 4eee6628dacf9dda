"""Python call syntax, `[f(a=1), g(b="x")]` or one call a line: read as syntax, never evaluated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graders.parsing.lenient import LenientReader, UnreadableError
from graders.sample import ToolCall

if TYPE_CHECKING:
    from graders.sample import JSON

OPENS: Final = re.compile(r"(?:\[\s*)?[^\W\d][\w.\-]*\(")
"""How a call, or a list of calls, begins."""
MAX_CALLS: Final = 250
"""What follows so many calls is not looked at."""
BARE: Final = re.compile(r"[^\W\d][\w.\-]*\(")
"""How a call begins."""
_KEYWORD: Final = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


def read(text: str, start: int, most: int = MAX_CALLS) -> tuple[list[ToolCall], int, bool]:
    """The calls that begin at `start`, `most` at most; where they end; whether by the book.

    In brackets, calls are separated by commas; without, by white space, commas or semicolons.
    A call that is cut off or not of this syntax is left out, and ends the reading.
    """
    reader = LenientReader(text, start)
    calls: list[ToolCall] = []
    closed = False
    try:
        bracketed = reader.take("[")
        while True:
            if bracketed and reader.take("]"):
                closed = True
                break
            calls.append(_call(reader))
            if len(calls) == MAX_CALLS:
                break
            if len(calls) == most or not _another(reader, bracketed):
                closed = not bracketed
                break
    except UnreadableError:
        pass
    return calls, reader.position, closed and reader.clean


def _another(reader: LenientReader, bracketed: bool) -> bool:
    """Whether a call may follow; passes the separator."""
    if bracketed:
        return reader.take(",") or reader.peek() == "]"
    rest = reader.text[reader.position : reader.position + 80].lstrip(" \t\r\n,;")
    if not BARE.match(rest):
        return False
    while reader.take(",;"):
        pass
    return True


def _call(reader: LenientReader) -> ToolCall:
    name = reader.word()
    arguments: dict[str, JSON] = {}
    if not reader.take("("):
        reader.clean = False
        raise UnreadableError("no call")
    while not reader.take(")"):
        keyword = _KEYWORD.match(reader.text, reader.position)
        if keyword:
            reader.position = keyword.end()
        else:
            reader.clean = False  # which parameter a position means, only the schema knows
        key = keyword[1] if keyword else str(len(arguments))
        reader.clean &= key not in arguments
        arguments[key] = _argument(reader)
        if not reader.take(",") and reader.peek() != ")":
            reader.clean = False
            raise UnreadableError("not a literal")
    return ToolCall(name, arguments)


def _argument(reader: LenientReader) -> JSON:
    """A literal; a call inside a call stays the text it is."""
    reader.peek()
    start = reader.position
    if BARE.match(reader.text, start):
        _skip_call(reader)
        return reader.text[start : reader.position]
    return reader.value()


def _skip_call(reader: LenientReader) -> None:
    depth = 0
    reader.word()
    while True:
        if reader.peek() in "\"'":
            reader.string()
            continue
        depth += (reader.text[reader.position] == "(") - (reader.text[reader.position] == ")")
        reader.position += 1
        if depth == 0:
            return
