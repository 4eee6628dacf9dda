"""The formats by name, and which one a record is in."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol

from eval_jobs.datasets.validation import (
    dpo,
    gen_qa,
    llm_judge,
    openai_chat,
    preference,
    prompt_completion,
    rft,
    rft_eval,
    sagemaker_eval,
    sft,
    verl,
)

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Flaw


class FormatModule(Protocol):
    """What each format's module offers."""

    @property
    def SOMETIMES(self) -> tuple[str, ...]:  # noqa: N802  # a constant of the module
        """Optional keys that all records are to have, or none."""

    def matches(self, record: dict[str, Any]) -> bool:
        """Whether the record looks like one of this format."""

    def check(self, record: dict[str, Any], model: str) -> Iterator[Flaw]:
        """The flaws in one record for this model."""


class Format(Enum):
    """The formats of datasets, in the order in which a record is tried against them."""

    DPO = "dpo"
    SFT = "sft"
    VERL = "verl"
    PREFERENCE = "preference"
    PROMPT_COMPLETION = "prompt_completion"
    LLM_JUDGE = "llm_judge"
    GEN_QA = "gen_qa"
    SAGEMAKER_EVAL = "sagemaker_eval"
    RFT = "rft"
    RFT_EVAL = "rft_eval"
    OPENAI = "openai"


MODULES: Final[dict[Format, FormatModule]] = {
    Format.DPO: dpo,
    Format.SFT: sft,
    Format.VERL: verl,
    Format.PREFERENCE: preference,
    Format.PROMPT_COMPLETION: prompt_completion,
    Format.LLM_JUDGE: llm_judge,
    Format.GEN_QA: gen_qa,
    Format.SAGEMAKER_EVAL: sagemaker_eval,
    Format.RFT: rft,
    Format.RFT_EVAL: rft_eval,
    Format.OPENAI: openai_chat,
}


def detect(record: dict[str, Any]) -> Format | None:
    """The format that the record looks like. rft_eval's records look like RFT's: ask for it."""
    return next((form for form in Format if MODULES[form].matches(record)), None)
