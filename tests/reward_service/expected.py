"""What each file of `events/` must come to: the function it is for, and each sample's outcome."""

from __future__ import annotations

from typing import Final

RIGHT, HALF, WRONG = "right", "half right", "wrong"

REWARD: Final = {
    "bedrock_rft": {
        "bedrock-right": RIGHT,
        "bedrock-half-right": HALF,
        "bedrock-wrong": WRONG,
    },
    "prompt_only": {"prompt-only": "no_answer", "history-only": "no_answer"},
    "rft_eval_nova_assistant": {
        "eval-right": RIGHT,
        "eval-half-right": HALF,
        "eval-wrong": WRONG,
    },
    "sagemaker_rft": {
        "rft-right": RIGHT,
        "rft-half-right": HALF,
        "rft-wrong": WRONG,
        "rft-no-call-right": RIGHT,
        "rft-no-reference": "no_reference",
        "rft-malformed": "malformed_record",
    },
    "single_record": {"single-right": RIGHT},
    "tool_calls": {"calls-right": RIGHT, "calls-half-right": HALF, "calls-wrong": WRONG},
    "tool_use": {"use-right": RIGHT, "use-half-right": HALF, "use-wrong": WRONG},
    "trajectories": {"trajectory-right": RIGHT, "trajectory-silent": WRONG},
}
OPEN_WEIGHT: Final = {
    "open_weight_text_reference": {
        "open-right": RIGHT,
        "open-half-right": HALF,
        "open-wrong": WRONG,
    },
    "custom_scorer_chat": {"scorer-chat-half-right": HALF},
    "custom_scorer_preference": {"scorer-preference-half-right": HALF},
    "custom_scorer_prompt_completion": {"scorer-completion-right": RIGHT},
    "custom_scorer_sagemaker_eval": {"scorer-eval-right": RIGHT},
    "custom_scorer_verl": {"scorer-verl-wrong": WRONG},
}
NOVA_SCORER: Final = {"gen_qa_rft": {"9f2c1a-right": RIGHT, "77b0de-half-right": HALF}}
NOVA_METRICS: Final = ("custom_metrics_preprocess", "custom_metrics_postprocess")


def holds(outcome: str, score: float) -> bool:
    """Whether a reward fits an outcome. Unscored samples earn 0.0, and carry their code beside."""
    bounds = {RIGHT: (1.0, 1.0), HALF: (0.2, 0.8), WRONG: (0.0, 0.1)}
    low, high = bounds.get(outcome, (0.0, 0.0))
    return low <= score <= high
