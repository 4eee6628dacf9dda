"""What the checks know of a job: the job file, with the defaults that it leaves open filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.jobs.instances import is_managed, placement
from eval_jobs.jobs.profiles import max_runtime_hours

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


class Plan(NamedTuple):
    """A job and the `recipe` values that it will run with, by the names of the job file."""

    job: Job
    recipe: Mapping[str, Any]

    @property
    def split(self) -> str:
        """The split that the job is about."""
        return "test" if self.job.technique == "eval" else "train"

    @property
    def written(self) -> tuple[str, ...]:
        """The `s3://` prefixes that the job writes below."""
        curves = self.job.tensorboard if self.job.backend == "sagemaker" else None
        return (self.job.output, curves) if curves else (self.job.output,)

    @property
    def instance_type(self) -> str | None:
        """What is rented for the job; None where nothing is, or the cluster is there already."""
        if is_managed(self.job) or self.job.backend in {"hyperpod", "local"}:
            return None
        return placement(self.job).instance_type

    @property
    def instance_count(self) -> int:
        """How many instances the job runs on."""
        return placement(self.job).count

    @property
    def hours(self) -> float:
        """After so many hours the service stops the job."""
        return max_runtime_hours(self.job)

    @property
    def account(self) -> str:
        """The account of the job's role; "" where the role is no ARN."""
        parts = self.job.role.split(":")
        return parts[4] if len(parts) > 4 else ""  # noqa: PLR2004  # arn:aws:iam::ACCOUNT:role/x

    @property
    def function_arn(self) -> str:
        """The grader's ARN, in the account of the role where only its name is given.

        "" where the job has no grader, or an evaluator of a hub in its place (serverless).
        """
        function = self.job.grader.function if self.job.grader else ""
        if not function or function.startswith("arn:"):
            return function if ":lambda:" in function else ""
        return f"arn:aws:lambda:{self.job.region}:{self.account}:function:{function}"
