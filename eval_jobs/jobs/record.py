"""One launched job in the local registry."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["launching", "running", "stopping", "completed", "failed", "stopped"]
ENDED: Final[frozenset[Status]] = frozenset({"completed", "failed", "stopped"})


class JobRecord(BaseModel):
    """What is known here about a launched job; one JSON file each.

    `identifier` is what the service calls it: a training job's name, a customization job's ARN.
    `output` is where it writes: an `s3://` prefix, or the folder of a job on this machine, which
    has no `region`. `checkpoint` is the URI, model ARN or folder that it left. `run` is the folder
    of its collected evaluation. `custom_model` is the model made of the checkpoint on Bedrock,
    `deployment` that of it; both are ARNs. `phase` is the service's own word for what the job is
    doing. `billable_seconds` are by the clock, so that each instance is billed for them; None until
    the service states them. Times are ISO 8601 in UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    job: dict[str, Any]
    service: Literal["sagemaker", "bedrock", "hyperpod", "local"]
    identifier: str
    region: str
    launched: str
    status: Status = "launching"
    phase: str = ""
    started: str | None = None
    ended: str | None = None
    billable_seconds: int | None = None
    reason: str = ""
    output: str = ""
    checkpoint: str | None = None
    run: str | None = None
    custom_model: str | None = None
    deployment: str | None = None
    request: dict[str, Any] = Field(default_factory=dict)
