"""Untrusted model output to a `ParsedAnswer`, whatever format it is in. Never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.parsing import strict
from graders.parsing.answer import ParsedAnswer
from graders.parsing.final_text import final_text, without_thoughts
from graders.parsing.pieces import calls_of, of_call, of_value, pieces_of
from graders.sample import new

if TYPE_CHECKING:
    from graders.parsing.answer import Piece
    from graders.sample import Turn

__all__ = ["ParsedAnswer", "parse_answer"]


def parse_answer(turn: Turn) -> ParsedAnswer:
    """Take a model's turn apart.

    A text that is JSON as it stands is the answer: tags in its strings are text. Otherwise
    thoughts go, and the solution's tags. Structured calls and calls in the text both count;
    where a server left the text of the calls beside the calls it parsed from it, they count once.
    """
    text = turn.text
    piece = _as_it_stands(text)
    if piece is None and "<" in text:
        piece = _as_it_stands(without_thoughts(text))
    if piece is not None:
        pieces: tuple[Piece, ...] = (piece,)
        calls = piece.calls or ()
    else:
        pieces = tuple(pieces_of(final_text(text)))
        calls = calls_of(pieces)
    if turn.tool_calls:
        structured = tuple([of_call(item) for item in turn.tool_calls])
        made = calls_of(structured)
        pieces = structured if calls == made else structured + pieces
        calls = made if calls == made else made + calls
    return new(ParsedAnswer, (calls, pieces))


def _as_it_stands(text: str) -> Piece | None:
    """The piece that a text of nothing but one JSON object or array is."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    try:
        return of_value(strict.read(text), whole=True)
    except ValueError:
        return None
