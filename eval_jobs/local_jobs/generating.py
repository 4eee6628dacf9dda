"""Answers of a model to prompts, many at a time."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eval_jobs.local_jobs.models import Loaded


class Written(NamedTuple):
    """One answer; `finished` unless it was cut off at the limit."""

    text: str
    tokens: int
    finished: bool


def decoding(limit: int, temperature: float) -> dict[str, Any]:
    """How tokens are chosen: from all that the model holds likely, as GRPO's trainer samples.

    Said outright, since a model may bring its own settings.
    """
    chosen: dict[str, Any] = {
        "max_new_tokens": limit,
        "repetition_penalty": 1.0,
        "no_repeat_ngram_size": 0,
    }
    if not temperature:
        return {**chosen, "do_sample": False}
    return {**chosen, "do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}


class Generator:
    """A model that answers prompts with up to `limit` tokens.

    With temperature 0 it takes the likeliest token each time, and the same prompts get the same
    answers. An answer ends at any token that ends a turn by the tokenizer or by the model's own
    settings.
    """

    def __init__(self, loaded: Loaded, limit: int, temperature: float) -> None:
        import torch
        from transformers import GenerationConfig

        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = loaded.model.to(self._device).eval()
        self._tokenizer = loaded.tokenizer
        self._ends = _ends(loaded)
        self._settings = GenerationConfig(
            **decoding(limit, temperature),
            eos_token_id=sorted(self._ends),
            pad_token_id=self._tokenizer.pad_token_id,
        )

    def answer(self, prompts: Sequence[str]) -> list[Written]:
        """The answers to prompts that are asked together."""
        import torch

        batch = self._tokenizer(
            list(prompts), padding=True, padding_side="left", return_tensors="pt"
        ).to(self._device)
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=batch["input_ids"],
                attention_mask=batch["attention_mask"],
                generation_config=self._settings,
            )
        start = batch["input_ids"].shape[1]
        return [self._read(tokens) for tokens in output[:, start:].tolist()]

    def _read(self, tokens: list[int]) -> Written:
        """New tokens as text, up to the first that ends the turn."""
        kept = list(takewhile(lambda token: token not in self._ends, tokens))
        text = self._tokenizer.decode(kept, skip_special_tokens=True)
        return Written(text, len(kept), len(kept) < len(tokens))


def _ends(loaded: Loaded) -> set[int]:
    own = loaded.model.generation_config.eos_token_id
    several = own if isinstance(own, list) else [own]
    return {end for end in [loaded.tokenizer.eos_token_id, *several] if end is not None}


def in_batches(prompts: Sequence[tuple[Any, int]], size: int) -> Iterator[list[Any]]:
    """What was given with its length, the longest first, so many of like length at a time.

    Little is padded so, and what does not fit into memory shows at once.
    """
    ordered = [one for one, _ in sorted(prompts, key=lambda pair: -pair[1])]
    for first in range(0, len(ordered), size):
        yield ordered[first : first + size]
