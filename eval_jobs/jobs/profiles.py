"""What AWS calls each model, and the images that train and evaluate it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from eval_jobs.errors import ConfigError

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job, ModelName


class Profile(NamedTuple):
    """One base model: its `run.model_type`, its name in recipes, and that in SageMaker's hub."""

    generation: Literal[1, 2]
    model_type: str
    base: str
    hub: str


PROFILES: Final[Mapping[ModelName, Profile]] = {
    "nova-micro": Profile(
        1, "amazon.nova-micro-v1:0:128k", "nova-micro/prod", "nova-textgeneration-micro"
    ),
    "nova-lite": Profile(
        1, "amazon.nova-lite-v1:0:300k", "nova-lite/prod", "nova-textgeneration-lite"
    ),
    "nova-pro": Profile(1, "amazon.nova-pro-v1:0:300k", "nova-pro/prod", "nova-textgeneration-pro"),
    "nova-2-lite": Profile(
        2, "amazon.nova-2-lite-v1:0:256k", "nova-lite-2/prod", "nova-textgeneration-lite-v2"
    ),
}
"""Source: recipes of aws/sagemaker-hyperpod-recipes, and their nova_recipe_template_parameters."""

ACCOUNTS: Final[Mapping[str, str]] = {
    "us-east-1": "708977205387",
    "us-west-2": "176779409107",
    "ap-northeast-1": "878185805882",
}
"""Who owns the images, by region. Source: nova_regional_parameters.json, `sm_jobs`."""

_TRAINING_HOURS: Final = 120.0  # AWS sample notebooks: max_run 432000 seconds
_EVALUATION_HOURS: Final = 24.0  # SageMaker Python SDK v2: an estimator's default


def profile(job: Job) -> Profile:
    """The profile of the job's model."""
    return PROFILES[job.model]


def foundation_model(job: Job) -> str:
    """The ARN of the base model on Bedrock."""
    return f"arn:aws:bedrock:{job.region}::foundation-model/{profile(job).model_type}"


def image(job: Job) -> str:
    """The image of a SageMaker training job. ConfigError where the region has none."""
    account = ACCOUNTS.get(job.region)
    if account is None:
        raise ConfigError(
            f"region: {job.region!r} has no images for Nova's training jobs; regions that have: "
            f"{', '.join(ACCOUNTS)} (source: nova_regional_parameters.json)"
        )
    return f"{account}.dkr.ecr.{job.region}.amazonaws.com/{_repository(job)}"


def _repository(job: Job) -> str:
    if job.technique == "eval":
        return "nova-evaluation-repo:SM-TJ-Eval-V2-latest"
    version = "" if profile(job).generation == 1 else "-V2"
    return f"nova-fine-tune-repo:SM-TJ-{job.technique.upper()}{version}-latest"


def max_runtime_hours(job: Job) -> float:
    """After so many hours the service stops the job."""
    default = _EVALUATION_HOURS if job.technique == "eval" else _TRAINING_HOURS
    return job.compute.max_runtime_hours or default
