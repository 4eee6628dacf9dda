"""What all formats have in common: a prompt, the turn that answers it, and what is right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graders.sample import MISSING

if TYPE_CHECKING:
    from eval_jobs.models.conversation import Conversation, Turn


class ConversionError(ValueError):
    """A record that cannot be converted; the message says why."""


class Example(NamedTuple):
    """A record between two formats.

    `prompt` ends before the gold turn, which is `answer`, None where there is only a reference.
    `reference` is what the record itself says is right, or `MISSING`. `fields` are its other keys.
    """

    id: str | None
    prompt: Conversation
    answer: Turn | None
    reference: Any
    fields: Mapping[str, Any]

    @property
    def dialogue(self) -> Conversation:
        """The prompt and the gold turn. ConversionError where there is none."""
        if self.answer is None:
            raise ConversionError("there is a reference, but no turn of the assistant to train on")
        return self.prompt._replace(turns=[*self.prompt.turns, self.answer])

    @property
    def has_reference(self) -> bool:
        """Whether the record itself says what is right."""
        return self.reference is not MISSING and self.reference not in (None, "", {})
