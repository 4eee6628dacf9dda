"""Which instances, and how many of them, a job may run on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.base_recipe import base_of, resolved
from eval_jobs.jobs.places import find
from eval_jobs.jobs.profiles import profile

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

Counts = tuple[int, ...]
SOURCE: Final = "recipe comments and nova_metadata.json of aws/sagemaker-hyperpod-recipes"

DEFAULT_TYPE: Final = "ml.p5.48xlarge"
P4D: Final = "ml.p4d.24xlarge"
_P5: Final = (DEFAULT_TYPE, "ml.p5en.48xlarge")
_SMALL: Final = ("ml.g5.12xlarge", "ml.g6.12xlarge")
_MIDDLE: Final = ("ml.g5.48xlarge", "ml.g6.48xlarge")

_NOVA_1: Final[Mapping[str, Counts]] = {
    "nova-micro": (2, 4, 8),
    "nova-lite": (4, 8, 16),
    "nova-pro": (6, 12, 24),
}
_NOVA_2_SFT: Final[Mapping[str, Counts]] = {"lora": (1, 4, 8, 16, 32), "full": (4, 8, 16, 32)}
_EVALUATION: Final[Mapping[str, tuple[str, ...]]] = {
    "nova-micro": (DEFAULT_TYPE, *_SMALL, "ml.g5.24xlarge", "ml.g6.24xlarge"),
    "nova-lite": (DEFAULT_TYPE, *_SMALL, "ml.g5.24xlarge", "ml.g6.24xlarge", "ml.g6.48xlarge"),
    "nova-pro": (DEFAULT_TYPE,),
    "nova-2-lite": (DEFAULT_TYPE, P4D),
}


@dataclass(frozen=True)
class Placement:
    """Where a job runs. `count` is the recipe's `run.replicas` too."""

    instance_type: str
    count: int


def is_managed(job: Job) -> bool:
    """Whether the service finds the machines by itself."""
    return job.backend in {"bedrock", "serverless"}


def allowed(job: Job) -> Mapping[str, Counts]:
    """The counts that each instance type may have; none where the service finds the machines."""
    if is_managed(job):
        return {}
    if job.technique == "eval":
        # AWS's nova-forge-sdk names these counts; on HyperPod the recipe fixes one replica.
        evaluation = (1,) if job.backend == "hyperpod" else (1, 2, 4, 8, 16)
        return dict.fromkeys(_EVALUATION[job.model], evaluation)
    if job.technique == "rft":
        return dict.fromkeys(_P5, (2, 4, 8, 16) if job.backend == "hyperpod" else (2, 4, 6, 8))
    if profile(job).generation == 2:  # noqa: PLR2004  # Nova 2
        return dict.fromkeys((*_P5, P4D), _NOVA_2_SFT[job.rank])
    return _nova_1(job)


def _nova_1(job: Job) -> dict[str, Counts]:
    counts = dict.fromkeys((*_P5, P4D), _NOVA_1[job.model])
    if job.model == "nova-pro" and job.rank == "full":
        if job.technique == "dpo":
            counts[P4D] = (12, 24)
        else:
            del counts[P4D]
    return counts | dict.fromkeys(_single(job), (1,))


def _single(job: Job) -> Iterable[str]:
    match job.technique, job.model, job.rank:
        case ("sft", "nova-micro" | "nova-lite", "lora") | ("dpo", "nova-micro", "lora"):
            return (*_SMALL, *_MIDDLE)
        case ("sft", "nova-micro", "full") | ("dpo", "nova-lite", "lora"):
            return _MIDDLE
    return ()


def is_single(job: Job) -> bool:
    """Whether the job runs on one of the small machines that take only one instance."""
    return job.technique in {"sft", "dpo"} and placement(job).instance_type in _single(job)


def placement(job: Job) -> Placement:
    """What the job file asks for, else the base recipe, with the defaults for what both leave open.

    ConfigError where the base recipe cannot be read.
    """
    compute = job.compute
    kind = compute.instance_type or DEFAULT_TYPE
    counts = allowed(job).get(kind, (1,))
    # Sources of 4: the recipe of RFT training jobs, and AWS's sample notebook of SFT.
    usual = job.technique != "eval" and job.model == "nova-2-lite" and job.backend == "sagemaker"
    default = 4 if usual and 4 in counts else counts[0]  # noqa: PLR2004  # see above
    return Placement(kind, compute.instance_count or _base_count(job) or default)


def _base_count(job: Job) -> int | None:
    """The replicas of the base recipe; None where it says no number."""
    base = {} if is_managed(job) else resolved(base_of(job))
    replicas = find(base, "run.replicas")
    return replicas if type(replicas) is int and replicas > 0 else None
