"""Untrusted model output to a `ParsedAnswer`, whatever format it is in. Never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.parsing import strict
from graders.parsing.answer import ParsedAnswer
from graders.parsing.final_text import final_text
from graders.parsing.pieces import BROKEN, of_value, pieces_of

if TYPE_CHECKING:
    from graders.parsing.answer import Piece
    from graders.sample import ToolCall, Turn

__all__ = ["ParsedAnswer", "parse_answer"]


def parse_answer(turn: Turn) -> ParsedAnswer:
    """Take a model's turn apart.

    Structured calls and calls in the text both count; where a server left the text of the calls
    beside the calls it parsed from it, they count once.
    """
    text = final_text(turn.text)
    pieces = pieces_of(text) if text else []
    calls = _calls(pieces)
    if turn.tool_calls:
        structured = [
            BROKEN if strict.too_deep(item) else of_value([item], 1.0, whole=True)
            for item in turn.tool_calls
        ]
        made = _calls(structured)
        pieces = structured if calls == made else structured + pieces
        calls = made if calls == made else made + calls
    return ParsedAnswer(calls, tuple(pieces))


def _calls(pieces: list[Piece]) -> tuple[ToolCall, ...]:
    if len(pieces) == 1:
        return pieces[0].calls or ()
    return tuple(call for piece in pieces for call in piece.calls or ())
