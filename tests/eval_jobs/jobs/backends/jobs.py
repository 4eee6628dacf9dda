"""Jobs as users write them, of every technique, backend and model that there is."""

from __future__ import annotations

from typing import Any, Final

from eval_jobs.jobs.job import Job

ACCOUNT: Final = "111122223333"
REGION: Final = "us-east-1"
ROLE: Final = f"arn:aws:iam::{ACCOUNT}:role/Training"
FUNCTION: Final = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:SageMaker-RewardFunction"
KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/12345678-1234-1234-1234-123456789012"
EVALUATOR: Final = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:hub-content/hub/JsonDoc/grader/0.0.1"
GROUP: Final = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package-group/agents"
PACKAGE: Final = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model-package/agents/1"
CHECKPOINT: Final = f"s3://customer-escrow-{ACCOUNT}-smtj-1a2b/sft-run"
NAME: Final = "agents-20260801-101500-a1b2c3"

TRAINING: Final = {
    "train": "s3://my-bucket/data/train.jsonl",
    "validation": "s3://my-bucket/data/val.jsonl",
}
TEST: Final = {"test": "s3://my-bucket/data/gen_qa.jsonl"}


def data(job: Job) -> dict[str, str]:
    return dict(TEST if job.technique == "eval" else TRAINING)


def job(**changes: Any) -> Job:
    """A job of the given technique, backend, model; RFT of Nova 2 Lite where nothing is said."""
    technique = changes.get("technique", "rft")
    values: dict[str, Any] = {
        "name": "agents",
        "technique": technique,
        "region": REGION,
        "role": ROLE,
        "data": TEST if technique == "eval" else TRAINING,
        "grader": {"function": FUNCTION} if technique in {"rft", "eval"} else None,
        "output": "s3://my-bucket/jobs",
    }
    return Job.model_validate(values | changes)


NOVA_1: Final = ("nova-micro", "nova-lite", "nova-pro")
MODELS: Final = (*NOVA_1, "nova-2-lite")
RECIPES: Final = {
    **{f"sft {model}": {"technique": "sft", "model": model} for model in MODELS},
    **{f"dpo {model}": {"technique": "dpo", "model": model} for model in NOVA_1},
    "rft nova-2-lite": {"technique": "rft", "model": "nova-2-lite"},
    **{f"rft_eval {model}": {"technique": "eval", "model": model} for model in MODELS},
    **{
        f"gen_qa {model}": {"technique": "eval", "model": model, "task": "gen_qa"}
        for model in MODELS
    },
}
"""What training jobs and HyperPod run, by what is said of it in tests."""
