"""What a model is here: something that answers a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Protocol

from eval_jobs.errors import ToolgradeError

ATTEMPT_SECONDS: Final = 600
"""How long a model may take for one answer."""


class Answer(NamedTuple):
    """What a model answered: a text, or an assistant message where it called tools.

    `logprobs` are those of its tokens, None unless they were asked for and came back.
    """

    prediction: Any
    logprobs: Any
    stop_reason: str | None
    usage: Mapping[str, int]


class Inference(NamedTuple):
    """How a model is asked."""

    temperature: float
    max_tokens: int
    logprobs: bool


class RequestError(ToolgradeError):
    """A model did not answer. `code` is the service's name for why.

    `lasting`: it is this request's own fault, and asking again would not help. Otherwise it may
    (a service that is busy or away), or it concerns every request (no access, no such model).
    """

    def __init__(self, message: str, code: str, *, lasting: bool) -> None:
        super().__init__(message)
        self.code = code
        self.lasting = lasting


class Model(Protocol):
    """One model behind one service. It can be asked from several threads at a time."""

    def ask(self, record: Mapping[str, Any]) -> Answer:
        """The model's answer to the prompt in a record. RequestError where there is none."""

    def close(self) -> None:
        """Close the connections."""
