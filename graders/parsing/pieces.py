"""Text to pieces: every stretch of it that is data, by the book or mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graders.parsing import prose, python_calls, strict, tool_call_tags
from graders.parsing.answer import Piece
from graders.parsing.calls import calls_in
from graders.parsing.lenient import LenientReader, UnreadableError

if TYPE_CHECKING:
    from graders.sample import JSON

_WRAPPING: Final = re.compile(r"(?:<\|[^|<>]*\|>|```\w*|\s)*")
"""What may stand before a bare call: special tokens, a code fence."""
BROKEN: Final = Piece(0.0, whole=False, value=None, calls=None)


def pieces_of(text: str) -> list[Piece]:
    """All pieces of an answer's text, in order. Never raises."""
    try:
        return [of_value(strict.read(text), 1.0, whole=True)]
    except ValueError:
        pass
    if tool_call_tags.OPENING in text:
        return [piece for content in tool_call_tags.contents(text) for piece in _tagged(content)]
    start = _WRAPPING.match(text).end()  # type: ignore[union-attr]  # matches the empty text
    if python_calls.BARE.match(text, start):
        piece, _ = _python(text, start)
        if piece.calls:
            return [piece]
    return _scattered(text)


def of_value(value: JSON, quality: float, *, whole: bool) -> Piece:
    """The piece that a JSON value is."""
    found = calls_in(value)
    if not found:
        return Piece(quality, whole, value, None if found is None else ())
    calls = tuple(filter(None, found))
    lost = len(found) - len(calls)
    return Piece(quality * len(calls) / len(found), whole and not lost, value, calls)


def _tagged(content: str) -> list[Piece]:
    return pieces_of(content) or [BROKEN]


def _scattered(text: str) -> list[Piece]:
    """The pieces that stand somewhere in prose."""
    pieces: list[Piece] = []
    position = 0
    for start in prose.candidates(text):
        if start < position:
            continue
        try:
            value, position = strict.read_at(text, start)
            pieces.append(of_value(value, 1.0, whole=True))
        except ValueError:
            if prose.promising(text, start):
                piece, position = _mended(text, start)
                pieces.append(piece)
    return pieces


def _mended(text: str, start: int) -> tuple[Piece, int]:
    if python_calls.LISTED.match(text, start):
        return _python(text, start)
    reader = LenientReader(text, start)
    try:
        value = reader.value()
    except UnreadableError:
        return BROKEN, reader.position
    return of_value(value, 0.5 if value else 0.0, whole=reader.clean), reader.position


def _python(text: str, start: int) -> tuple[Piece, int]:
    calls, end, clean = python_calls.read(text, start)
    quality = (1.0 if clean else 0.5) if calls else 0.0
    return Piece(quality, clean, None, tuple(calls)), end
