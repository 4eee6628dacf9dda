"""`bedrock:MODEL` or `openai:NAME`: which wire format a model speaks, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.errors import ConfigError

if TYPE_CHECKING:
    from eval_jobs.models.model import Inference, Model


class Address(NamedTuple):
    """A model to ask; `base_url` is None for the provider's own service."""

    provider: str
    model: str
    base_url: str | None

    @property
    def name(self) -> str:
        """The model's name as that of a folder; of an ARN, its last part."""
        words = re.sub(r"[^A-Za-z0-9._-]+", "-", self.model.rsplit("/", 1)[-1])
        return words.strip("-.") or self.provider

    def configuration(self, inference: Inference) -> dict[str, Any]:
        """What a run notes about the model it asked."""
        return {**self._asdict(), **inference._asdict()}


def parse(text: str, base_url: str | None) -> Address:
    """The model that `--model` names. ConfigError where it names none."""
    provider, colon, model = text.partition(":")
    if provider not in ("bedrock", "openai") or not colon or not model:
        raise ConfigError(
            f"--model {text}: name the service too, as in bedrock:us.amazon.nova-lite-v1:0, "
            "bedrock:ARN of a deployment, or openai:NAME (any server that speaks like OpenAI's)"
        )
    return Address(provider, model, base_url)


def connector(address: Address, inference: Inference, workers: int) -> Callable[[], Model]:
    """Connects to the model, once it is needed."""
    if address.provider == "bedrock" and inference.logprobs:
        raise ConfigError("Bedrock's Converse returns no log-probabilities: leave out --logprobs")

    def connect() -> Model:
        if address.provider == "bedrock":
            from eval_jobs.models.converse import ConverseModel

            return ConverseModel(address.model, inference, workers, address.base_url)
        from eval_jobs.models.openai_compatible import OpenAIModel

        return OpenAIModel(address.model, inference, address.base_url)

    return connect
