"""Whole recipes, compared by hand with AWS's own when they were written down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from eval_jobs.jobs.recipes import render
from tests.eval_jobs.jobs.sample_jobs import ARN, make

GOLDEN = Path(__file__).parent / "golden"
METRICS = {"function": ARN, "lambda_type": "custom_metrics"}
CASES: dict[str, dict[str, Any]] = {
    "rft_lora_sagemaker": {"technique": "rft"},
    "rft_full_sagemaker": {"technique": "rft", "rank": "full"},
    "rft_lora_hyperpod": {"technique": "rft", "backend": "hyperpod"},
    "rft_full_hyperpod": {"technique": "rft", "backend": "hyperpod", "rank": "full"},
    "sft_lora_nova2": {"technique": "sft"},
    "sft_full_nova2": {"technique": "sft", "rank": "full"},
    "sft_lora_nova2_hyperpod": {"technique": "sft", "backend": "hyperpod"},
    "sft_lora_micro": {"technique": "sft", "model": "nova-micro"},
    "sft_full_lite": {"technique": "sft", "model": "nova-lite", "rank": "full"},
    "sft_full_pro": {"technique": "sft", "model": "nova-pro", "rank": "full"},
    "dpo_lora_lite": {"technique": "dpo", "model": "nova-lite"},
    "dpo_lora_pro": {"technique": "dpo", "model": "nova-pro"},
    "dpo_full_pro": {"technique": "dpo", "model": "nova-pro", "rank": "full"},
    "rft_eval_nova2": {"technique": "eval"},
    "rft_eval_micro": {"technique": "eval", "model": "nova-micro"},
    "gen_qa_rft_nova2": {"technique": "eval", "task": "gen_qa"},
    "gen_qa_metrics_nova2": {
        "technique": "eval",
        "task": "gen_qa",
        "grader": METRICS,
        "recipe": {"preprocessing": True, "max_new_tokens": 2048, "top_logprobs": 10},
    },
    "gen_qa_ungraded_lite": {
        "technique": "eval",
        "model": "nova-lite",
        "task": "gen_qa",
        "grader": None,
    },
}


@pytest.mark.parametrize("name", CASES)
def test_recipe_is_the_golden_one(name: str) -> None:
    recipe = render(make(**CASES[name]), run_name="my-run", checkpoint=None, data_uri="s3://b/d")
    assert recipe == yaml.safe_load((GOLDEN / f"{name}.yaml").read_text())


def test_every_golden_recipe_is_tested() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(CASES)
