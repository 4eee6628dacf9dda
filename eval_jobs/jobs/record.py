"""One launched job in the local registry."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["launching", "running", "stopping", "completed", "failed", "stopped"]


class JobRecord(BaseModel):
    """What is known here about a launched job; one JSON file each.

    `identifier` is what the service calls it: a training job's name, a customization job's ARN.
    `checkpoint` is the URI or model ARN that it left. `run` is the folder of its collected
    evaluation. Times are ISO 8601 in UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    job: dict[str, Any]
    service: Literal["sagemaker", "bedrock", "hyperpod"]
    identifier: str
    region: str
    launched: str
    status: Status = "launching"
    reason: str = ""
    output: str = ""
    checkpoint: str | None = None
    run: str | None = None
    deployment: str | None = None
    request: dict[str, Any] = Field(default_factory=dict)
