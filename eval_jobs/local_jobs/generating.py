"""Answers of a model to prompts, many at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eval_jobs.local_jobs.models import Loaded


class Written(NamedTuple):
    """One answer; `finished` unless it was cut off at the limit."""

    text: str
    tokens: int
    finished: bool


class Generator:
    """A model that answers prompts with up to `limit` tokens.

    With temperature 0 it takes the likeliest token each time, and the same prompts get the same
    answers.
    """

    def __init__(self, loaded: Loaded, limit: int, temperature: float) -> None:
        import torch

        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model = loaded.model.to(self._device).eval()
        self._tokenizer = loaded.tokenizer
        self._settings: dict[str, Any] = {"max_new_tokens": limit, "do_sample": temperature > 0}
        if temperature > 0:
            self._settings["temperature"] = temperature

    def length(self, prompt: str) -> int:
        """The prompt's length in tokens."""
        return len(self._tokenizer(prompt)["input_ids"])

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
                pad_token_id=self._tokenizer.pad_token_id,
                **self._settings,
            )
        start = batch["input_ids"].shape[1]
        return [self._read(tokens) for tokens in output[:, start:].tolist()]

    def _read(self, tokens: list[int]) -> Written:
        """New tokens as text, up to the first that ends the turn."""
        end = self._tokenizer.eos_token_id  # it also pads what ended before its neighbours
        finished = end in tokens
        kept = tokens[: tokens.index(end)] if finished else tokens
        text = self._tokenizer.decode(kept, skip_special_tokens=True)
        return Written(text, len(kept), finished)


def in_batches(prompts: Sequence[tuple[Any, int]], size: int) -> Iterator[list[Any]]:
    """What was given with its length, the longest first, so many of like length at a time.

    Little is padded so, and what does not fit into memory shows at once.
    """
    ordered = [one for one, _ in sorted(prompts, key=lambda pair: -pair[1])]
    for first in range(0, len(ordered), size):
        yield ordered[first : first + size]
