"""How much memory a job on this machine may take, told from its plan and its model's shape."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.local_jobs.plan import SMOLLM2, TINY, TOKENS

if TYPE_CHECKING:
    from eval_jobs.local_jobs.plan import LocalPlan

NUMBER: Final = 4
"""Bytes of one in single precision."""
LIBRARIES: Final = 600 << 20
"""What the process has before it has a model."""
LOGITS: Final = 4
"""Copies of a token's logits in a training: themselves, as probabilities, and the gradients."""
WIDTHS: Final = 40
"""Activations that a layer keeps of a token for the way back, in widths of the model. With the
logits it makes the 3.5 GB for 1,000 tokens that a training of SmolLM2 took, on a CPU with what
glibc keeps."""
TRAINED: Final = 4
"""Where all weights are trained: the weights, their gradient, and the optimizer's two means."""


class Shape(NamedTuple):
    """What of a model's build its memory follows from, by the names of its config.json."""

    num_hidden_layers: int
    hidden_size: int
    num_attention_heads: int
    num_key_value_heads: int
    intermediate_size: int
    vocab_size: int

    @property
    def kept(self) -> int:
        """Bytes of keys and values that an answer keeps of each token."""
        head = self.hidden_size // self.num_attention_heads
        return self.num_hidden_layers * 2 * self.num_key_value_heads * head * NUMBER

    @property
    def weights(self) -> int:
        """Bytes of the weights, the embedding counted once."""
        width = self.hidden_size
        keys = width * self.num_key_value_heads // self.num_attention_heads
        layer = width * (2 * width + 2 * keys + 3 * self.intermediate_size)
        return (self.num_hidden_layers * layer + self.vocab_size * width) * NUMBER

    @property
    def learnt(self) -> int:
        """Bytes that a training takes for each token that passes through."""
        return learnt(self.num_hidden_layers, self.hidden_size, self.vocab_size)


def learnt(layers: int, width: int, vocabulary: int) -> int:
    """Bytes that a training takes for each token that passes through such a model."""
    return (WIDTHS * layers * width + LOGITS * vocabulary) * NUMBER


SHAPES: Final = {
    SMOLLM2: Shape(30, 576, 9, 3, 1536, 49152),
    TINY: Shape(4, 128, 4, 4, 384, 259),
}


class Need(NamedTuple):
    """Bytes that a job may take at most, what most of it is for, and what makes it less.

    `fields` are those of `local`.
    """

    size: int
    reason: str
    fields: tuple[str, ...]


def need(plan: LocalPlan) -> Need | None:
    """What the plan may take where each prompt and answer is as long as it may be.

    None where the shape of the model is not known here.
    """
    shape = SHAPES.get(plan.model) or _read(Path(plan.model) / "config.json")
    if shape is None:
        return None
    trained = TRAINED if plan.technique != "eval" and plan.lora_rank is None else 1
    base = LIBRARIES + trained * shape.weights
    longest = plan.max_prompt_tokens + plan.max_new_tokens
    lengths = ("max_new_tokens", "max_prompt_tokens")
    counts = ("prompts_per_step", "generations")[: 1 + (plan.technique == "rft")]
    answers = plan.prompts_per_step * (plan.generations if plan.technique == "rft" else 1)
    needs = []
    if plan.technique != "sft":
        reason = f"{answers:,} answers are written at a time, each of {longest:,} tokens at most"
        size = answers * (longest * shape.kept + shape.vocab_size * NUMBER)
        needs.append(Need(base + size, reason, counts + lengths))
    if plan.technique != "eval":
        tokens = max(min(TOKENS // longest, answers), 1) * longest
        reason = f"{tokens:,} tokens of prompts and answers are learnt from at a time"
        fields = lengths if longest > TOKENS else counts
        needs.append(Need(base + tokens * shape.learnt, reason, fields))
    return max(needs)


def _read(config: Path) -> Shape | None:
    try:
        said: dict[str, Any] = json.loads(config.read_bytes())
        said = {"num_key_value_heads": said["num_attention_heads"], **said}
        shape = Shape(*(int(said[name]) for name in Shape._fields))
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return shape if min(shape) > 0 else None
