"""A job file: what to train or evaluate, on what, with which grader, and where."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Technique = Literal["sft", "dpo", "rft", "eval"]
BackendName = Literal["sagemaker", "serverless", "hyperpod", "bedrock"]
ModelName = Literal["nova-micro", "nova-lite", "nova-pro", "nova-2-lite"]
Address = str
"""A local path, or `s3://bucket/key`. Local files are uploaded below `output` at launch."""


class _Part(BaseModel):
    """Unknown keys are errors; what was read is not changed any more."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class FromJob(_Part):
    """The checkpoint that an earlier job of the registry left, by the job's name."""

    job: str


class Data(_Part):
    """The datasets: one JSONL file each. An evaluation's is `test`."""

    train: Address | None = None
    validation: Address | None = None
    test: Address | None = None


class Grader(_Part):
    """The Lambda function that grades, and what evaluation jobs call it for."""

    function: str
    """The unqualified ARN; a name is resolved at launch, and fits a local endpoint."""
    lambda_type: Literal["rft", "custom_metrics"] = "rft"


class Compute(_Part):
    """Where it runs. `instance_count` is the recipe's `run.replicas` too."""

    instance_type: str | None = None
    instance_count: Annotated[int, Field(ge=1)] | None = None
    max_runtime_hours: Annotated[float, Field(gt=0, le=28 * 24)] | None = None
    volume_gb: Annotated[int, Field(ge=1)] = 30
    kms_key: str | None = None
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    network_isolation: bool = False
    tags: dict[str, str] = Field(default_factory=dict)


class Job(_Part):
    """One job. What is None takes the profile's default for model, technique and backend.

    `start` is the checkpoint to go on from: its URI as a manifest has it, or an earlier job's.
    `recipe` holds values by the names of `limits`; `extra`, values that this version does not
    know, by their dotted place in the recipe, passed on unchecked. `base_recipe` is a recipe file
    of the user's own, into which all that the job file says is written.
    """

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,39}$")]
    technique: Technique
    backend: BackendName = "sagemaker"
    model: ModelName = "nova-2-lite"
    rank: Literal["lora", "full"] = "lora"
    start: str | FromJob | None = None
    region: str
    role: str
    data: Data
    grader: Grader | None = None
    task: Literal["rft_eval", "gen_qa"] = "rft_eval"
    recipe: dict[str, Any] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)
    base_recipe: str | None = None
    compute: Compute = Compute()
    output: str
    """`s3://bucket/prefix` for everything that the job writes."""
