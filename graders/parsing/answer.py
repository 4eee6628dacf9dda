"""What parsing a model's turn comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall


class Piece(NamedTuple):
    """One stretch of an answer that is, or was meant to be, data.

    `quality` is 1 when it reads by the book, 0.5 when it had to be mended, 0 when nothing could
    be read; calls inside that are none (no name, no object of arguments) lower it by their share.
    `whole` is False when the text is broken, and not merely in another language's quotes. `value`
    is its JSON (None for calls in Python syntax); `calls` is None when it is no form of call.
    """

    quality: float
    whole: bool
    value: JSON
    calls: tuple[ToolCall, ...] | None


class ParsedAnswer(NamedTuple):
    """An answer taken apart. Every call in the turn counts: there is no choice of the better."""

    calls: tuple[ToolCall, ...]
    pieces: tuple[Piece, ...]

    @property
    def attempted(self) -> bool:
        """Whether the model tried to call: it did, or it left a broken call behind."""
        return bool(self.calls) or any(not piece.whole for piece in self.pieces)
