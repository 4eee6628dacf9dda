"""How many of a step's examples pass through the model at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.jobs.here.memory import TRAINED, learnt
from eval_jobs.local_jobs.plan import TOKENS

if TYPE_CHECKING:
    from eval_jobs.local_jobs.plan import LocalPlan


def together(plan: LocalPlan, examples: int, model: Any) -> int:
    """A divisor of a step's `examples`: as many as fit where each is as long as it may be, or 1.

    `model` is transformers', not on its device yet.
    """
    fitting = _tokens(plan, model) // (plan.max_prompt_tokens + plan.max_new_tokens)
    return max(n for n in range(1, examples + 1) if examples % n == 0 and n <= max(fitting, 1))


def _tokens(plan: LocalPlan, model: Any) -> int:
    """As many as serve on a CPU, or as there is memory for on a GPU, beside the weights."""
    import torch

    if not torch.cuda.is_available():
        return TOKENS
    shape = model.config.get_text_config()
    weights = model.get_memory_footprint() * (TRAINED if plan.lora_rank is None else 1)
    free: int = torch.cuda.mem_get_info()[0] - weights
    return free // learnt(shape.num_hidden_layers, shape.hidden_size, shape.vocab_size)
