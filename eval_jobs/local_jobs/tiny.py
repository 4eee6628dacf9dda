"""A model of one million random weights that reads bytes: for tests, and to try a pipeline out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

START: Final = "<|im_start|>"
END: Final = "<|im_end|>"
PAD: Final = "<|pad|>"
TEMPLATE: Final = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
SPECIAL: Final = (PAD, START, END)
LENGTH: Final = 4096
"""The longest text that it takes, in tokens."""


class ByteCounter:
    """As much of its tokenizer as the length of a prompt takes, without any library."""

    chat_template = TEMPLATE
    bos_token = None

    def __init__(self) -> None:
        from jinja2 import Template

        self._template = Template(TEMPLATE)

    def apply_chat_template(self, turns: Sequence[Any], **_: Any) -> str:
        """The turns as a prompt."""
        text: str = self._template.render(messages=turns, add_generation_prompt=True)
        return text

    def length(self, text: str) -> int:
        """The tokens of a text: its bytes, each special token for one."""
        one_each = re.sub("|".join(map(re.escape, SPECIAL)), " ", text)
        return len(one_each.encode("utf-8", "surrogatepass"))


def tiny_tokenizer() -> Any:
    """A token for each byte, and three special ones."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {character: number for number, character in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in SPECIAL])
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token=END, pad_token=PAD, padding_side="left"
    )
    fast.chat_template = TEMPLATE
    return fast


def tiny_model(tokenizer: Any, seed: int) -> Any:
    """A Llama of random weights; the same seed gives the same ones."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=128,
        intermediate_size=384,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=LENGTH,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return LlamaForCausalLM(config)
