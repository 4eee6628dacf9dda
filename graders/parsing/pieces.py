"""Text to pieces: every stretch of it that is data, by the book or mended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from graders.parsing import prose, python_calls, strict, tool_call_tags
from graders.parsing.answer import Piece
from graders.parsing.calls import calls_in
from graders.parsing.lenient import LenientReader, UnreadableError
from graders.sample import new

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall

_WRAPPING: Final = re.compile(r"(?:<\|[^|<>]*\|>|```\w*|\s)*")
"""What may stand around bare calls: special tokens, a code fence."""
_LINE: Final = re.compile(r"^[ \t]*(?=[^\W\d][\w.\-]*\()", re.MULTILINE)
_LINE_END: Final = re.compile(r"[ \t,;]*+(?:\n|#|```|<\||\Z)")
_STRAY: Final = re.compile(r"\s*+(?:,\s*+)?[\]}]")
"""A closing bracket right after a value: its opening was lost."""
MAX_PIECES: Final = 250
"""What follows so many is not looked at."""
MENDED: Final = 0.5
BROKEN: Final = Piece(0.0, whole=False, value=None, calls=None)


def pieces_of(text: str) -> list[Piece]:
    """All pieces of an answer's text, in order. Never raises."""
    try:
        return [of_value(strict.read(text), whole=True)]
    except ValueError:
        pass
    if tool_call_tags.OPENING in text:
        return [_meant(pieces_of(content)) for content in tool_call_tags.contents(text)]
    start = _skip_wrapping(text, 0)
    if python_calls.BARE.match(text, start):
        piece, end = _python(text, start)
        if _skip_wrapping(text, end) == len(text):
            return [piece]
    return _scattered(text)


def calls_of(pieces: Sequence[Piece]) -> tuple[ToolCall, ...]:
    """All calls of some pieces, in order."""
    if len(pieces) == 1:
        return pieces[0].calls or ()
    return tuple([call for piece in pieces for call in piece.calls or ()])


def of_value(value: JSON, *, whole: bool, mended: bool = False) -> Piece:
    """The piece that a JSON value is. Calls in it that are none lower its quality by their share.

    They do not in a text that is broken anyway, where the last entry is merely cut off.
    """
    quality = MENDED if mended else 1.0
    found = calls_in(value)
    if not found:
        return Piece(quality, whole, value, None if found is None else ())
    if None not in found:
        return new(Piece, (quality, whole, value, tuple(found)))
    calls = tuple(filter(None, found))
    if whole or not calls:
        quality *= len(calls) / len(found)
    return Piece(quality, whole=False, value=value, calls=calls)


def of_call(value: JSON) -> Piece:
    """The piece of a value that stands where only a call can stand."""
    return BROKEN if strict.too_deep(value) else _meant([of_value([value], whole=True)])


def _meant(pieces: list[Piece]) -> Piece:
    """The one piece that a place for one call comes to; broken when there is no call in it.

    An empty list says that there is none to make, here as everywhere.
    """
    calls = calls_of(pieces)
    if not calls:
        empty = len(pieces) == 1 and pieces[0].value == [] and pieces[0].whole
        return pieces[0] if empty else BROKEN
    quality = sum(piece.quality for piece in pieces) / len(pieces)
    return Piece(quality, all(piece.whole for piece in pieces), pieces[0].value, calls)


def _scattered(text: str) -> list[Piece]:
    """The pieces that stand somewhere in prose."""
    pieces: list[Piece] = []
    position = 0
    for start, end in _starts(text):
        if start < position:
            continue
        piece, position = _piece_at(text, start, end)
        if piece is not None:
            pieces.append(piece)
        if len(pieces) == MAX_PIECES:
            break
    return pieces


def _starts(text: str) -> list[tuple[int, int]]:
    """Where values may begin and end: brackets, and lines that begin with a call."""
    lines = islice(_LINE.finditer(text), python_calls.MAX_CALLS)
    return sorted([*prose.candidates(text), *((line.end(), len(text)) for line in lines)])


def _piece_at(text: str, start: int, end: int) -> tuple[Piece | None, int]:
    if text[start] not in "[{":
        piece, end = _python(text, start, most=1)
        alone = piece.quality == 1.0 and _LINE_END.match(text, end)
        return piece if alone else None, end
    try:
        value = strict.read(text[start:end])
    except ValueError:
        if python_calls.OPENS.match(text, start):
            return _python(text, start)
        return _mended(text, start) if prose.promising(text, start) else (None, start)
    if _STRAY.match(text, end):
        return of_value(value, whole=False, mended=True), end
    return of_value(value, whole=True), end


def _mended(text: str, start: int) -> tuple[Piece, int]:
    reader = LenientReader(text, start)
    try:
        value = reader.value()
    except UnreadableError:
        value = None
    if not value:
        return BROKEN, reader.position
    return of_value(value, whole=reader.clean, mended=True), reader.position


def _python(text: str, start: int, most: int = python_calls.MAX_CALLS) -> tuple[Piece, int]:
    calls, end, clean = python_calls.read(text, start, most)
    if not calls:
        return BROKEN, end
    return Piece(1.0 if clean else MENDED, clean, None, tuple(calls)), end


def _skip_wrapping(text: str, position: int) -> int:
    return _WRAPPING.match(text, position).end()  # type: ignore[union-attr]  # matches the empty text
