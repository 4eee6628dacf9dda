"""What a training job leaves behind on each service: its metrics, and a manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.support.artifacts import JOB, pack

MANIFEST: Final = {"checkpoint_s3_bucket": "s3://customer-escrow-111122223333-smtj-abc/run"}


SFT_CSV: Final = "step_number,epoch_number,training_loss\n1,0,2.5\n2,0,2.25\n3,1,2.0\n"
RFT_CSV: Final = (
    "step_number,epoch_number,train_reward_mean,train_episode_length_mean,policy_entropy,"
    "gradient_norm,mean_advantage,min_advantage,max_advantage\n"
    "0,0,0.3242,100.5,0.5,1.5,0.0,-1.0,1.0\n1,0,0.5299,90.5,0.25,1.25,0.0,-1.0,1.0\n"
)
BEDROCK_CSV: Final = (
    "step_number,epoch_number,training_loss,perplexity\n1,0,2.5,12.0\n2,0,2.0,7.5\n"
)
BEDROCK_VALIDATION_CSV: Final = (
    "step_number,epoch_number,validation_loss,validation_perplexity\n2,0,2.125,8.5\n"
)


def training_archive(folder: Path, text: str = RFT_CSV) -> Path:
    """`<job>/output/output.tar.gz` of a SageMaker training job."""
    packed = folder / "packed"
    packed.mkdir(parents=True)
    (packed / "manifest.json").write_text(json.dumps(MANIFEST))
    (packed / "step_wise_training_metrics.csv").write_text(text)
    return pack(packed, folder / JOB / "output" / "output.tar.gz")


def hyperpod_manifest(folder: Path) -> Path:
    """`<job>/manifest.json` on HyperPod."""
    return _manifest(folder / JOB)


def serverless_manifest(folder: Path) -> Path:
    """`<job>/output/output/manifest.json` of a serverless job; returns the job."""
    return _manifest(folder / JOB / "output" / "output").parents[1]


def _manifest(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    return folder


def bedrock_training(folder: Path) -> Path:
    """`model-customization-job-<id>/{training,validation}_artifacts` of Bedrock."""
    job = folder / "model-customization-job-abc"
    for part, name, text in (
        ("training", "step_wise_training_metrics.csv", BEDROCK_CSV),
        ("validation", "post_fine_tuning_validation_metrics.csv", BEDROCK_VALIDATION_CSV),
    ):
        (job / f"{part}_artifacts").mkdir(parents=True)
        (job / f"{part}_artifacts" / name).write_text(text)
    return job
