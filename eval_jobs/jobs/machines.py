"""Whether a job may run on the machines, and with the surroundings, that its file asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from eval_jobs.errors import ConfigError
from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.instances import SOURCE, allowed, is_managed, placement
from eval_jobs.jobs.job import Compute
from eval_jobs.jobs.profiles import image

if TYPE_CHECKING:
    from eval_jobs.jobs.job import BackendName, Job

_IGNORED: Final[Mapping[BackendName, tuple[str, ...]]] = {
    "sagemaker": (),
    "serverless": ("volume_gb", "network_isolation"),
    "bedrock": ("max_runtime_hours", "volume_gb", "network_isolation"),
    "hyperpod": (
        "max_runtime_hours",
        "volume_gb",
        "subnets",
        "security_groups",
        "network_isolation",
        "tags",
    ),
    "local": (),
}
"""What the requests of a backend have no place for."""


def machines(job: Job) -> Iterator[Finding]:
    """What is wrong with `compute` and `region`, for the job's backend.

    Nothing on this machine: they may stand there for the job to be sent to SageMaker later.
    """
    if job.backend == "local":
        return iter(())
    return chain(_chosen(job), _ignored(job), _isolation(job))


def _ignored(job: Job) -> Iterator[Finding]:
    plain = Compute()
    fields = [
        f"compute.{name}"
        for name in _IGNORED[job.backend]
        if getattr(job.compute, name) != getattr(plain, name)
    ]
    if job.tensorboard and job.backend != "sagemaker":
        fields.append("tensorboard")
    for field in fields:
        yield Finding(
            Severity.WARNING,
            field,
            f"{field} has no effect on {job.backend}",
            "Nothing of what launches such a job has a place for it.",
            f"Remove {field}, or change backend.",
        )


def _isolation(job: Job) -> Iterator[Finding]:
    calls = job.grader is not None and job.technique in {"rft", "eval"}
    if job.backend == "sagemaker" and calls and job.compute.network_isolation:
        yield _error(
            "compute.network_isolation",
            "network_isolation is true, and the job has a grader",
            "An isolated container makes no calls: it could not call the grader's function "
            "(source: SageMaker API, EnableNetworkIsolation).",
            "Remove compute.network_isolation; subnets and security_groups limit its network.",
        )


def _chosen(job: Job) -> Iterator[Finding]:
    compute = job.compute
    if is_managed(job):
        if compute.instance_type or compute.instance_count:
            what = f"{job.backend} chooses the machines by itself"
            yield _error("compute", what, mend="Remove instance_type and instance_count.")
        return
    if job.backend == "sagemaker":
        try:
            image(job)
        except ConfigError as error:
            yield _error("region", str(error))
    counts = allowed(job)
    chosen = placement(job)
    if chosen.instance_type not in counts:
        yield _error(
            "compute.instance_type",
            f"instance_type is {chosen.instance_type!r}",
            f"Allowed: one of {', '.join(counts)} (source: {SOURCE}).",
            "Change compute.instance_type.",
        )
    elif chosen.count not in counts[chosen.instance_type]:
        some = ", ".join(map(str, counts[chosen.instance_type]))
        yield _error(
            "compute.instance_count",
            f"instance_count is {chosen.count}",
            f"Allowed: one of {some} of {chosen.instance_type} (source: {SOURCE}).",
            "Change compute.instance_count.",
        )


def _error(check: str, what: str, why: str = "", mend: str = "") -> Finding:
    return Finding(Severity.ERROR, check, what, why, mend)
