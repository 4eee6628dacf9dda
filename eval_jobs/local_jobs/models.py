"""The models that are trained and evaluated here, by name, and where their files are."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.errors import ToolgradeError
from eval_jobs.local_jobs.plan import PACKAGE, SMOLLM2, TINY
from eval_jobs.local_jobs.tiny import tiny_model, tiny_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

WEIGHTS: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"


class Loaded(NamedTuple):
    """A causal language model of transformers in single precision, and its tokenizer."""

    model: Any
    tokenizer: Any


def load(model: str, seed: int) -> Loaded:
    """The model of this name, or in this folder, or of this id at Hugging Face.

    `seed` makes the weights of the tiny one. ToolgradeError where it cannot be loaded.
    """
    if model == TINY:
        tokenizer = tiny_tokenizer()
        return Loaded(tiny_model(tokenizer, seed), tokenizer)
    return _smollm2() if model == SMOLLM2 else _pretrained(model)


def save(loaded: Loaded, folder: Path) -> None:
    """Write model and tokenizer so that `load`, and any tool of Hugging Face's, reads them."""
    loaded.model.save_pretrained(folder)
    loaded.tokenizer.save_pretrained(folder)


def _smollm2() -> Loaded:
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaForCausalLM

    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ToolgradeError(f"no package {PACKAGE}: `make local` installs it")
    source = {
        "pretrained_model_name_or_path": spec.submodule_search_locations[0],
        "gguf_file": WEIGHTS,
    }
    tokenizer = AutoTokenizer.from_pretrained(**source, padding_side="left")
    packed = AutoModelForCausalLM.from_pretrained(**source, dtype="float32")
    # What comes out of a GGUF file counts as quantized, and cannot be trained: copy the weights.
    config = packed.config
    if hasattr(config, "quantization_config"):
        del config.quantization_config
    model = LlamaForCausalLM(config)
    model.load_state_dict(packed.state_dict())
    model.generation_config = packed.generation_config
    return Loaded(model, tokenizer)


def _pretrained(model: str) -> Loaded:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(
            model, padding_side="left", trust_remote_code=False
        )
        loaded = AutoModelForCausalLM.from_pretrained(
            model, dtype="float32", use_safetensors=True, trust_remote_code=False
        )
    except (OSError, ValueError) as error:
        raise ToolgradeError(
            f"{model}: not a model that can be loaded: give a folder or an id of Hugging Face's, "
            f"{SMOLLM2} or {TINY} ({error})"
        ) from error
    if tokenizer.chat_template is None:
        raise ToolgradeError(f"{model}: its tokenizer has no chat template: take a chat model")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return Loaded(loaded, tokenizer)
