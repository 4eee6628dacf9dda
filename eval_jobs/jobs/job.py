"""A job file: what to train or evaluate, on what, with which grader, and where."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticKnownError

from eval_jobs.jobs import addresses
from eval_jobs.jobs.local import Local
from eval_jobs.jobs.part import Part

Technique = Literal["sft", "dpo", "rft", "eval"]
BackendName = Literal["sagemaker", "serverless", "hyperpod", "bedrock", "local"]
ModelName = Literal["nova-micro", "nova-lite", "nova-pro", "nova-2-lite"]

_S3: Final = f"^{addresses.S3}$"
_OUTPUT: Final = f"^({addresses.S3})?$"
_ROLE: Final = f"^({addresses.ROLE})?$"
_REGION: Final = f"^({addresses.REGION})?$"
_KEY: Final = (
    f"^({addresses.KEY}|arn:aws:kms:[a-z0-9-]+:{addresses.ACCOUNT}:{addresses.ALIAS}"
    f"|{addresses.ALIAS}|(mrk-)?[0-9a-f-]{{32,36}})$"
)
_FUNCTION: Final = (
    f"^([A-Za-z0-9_-]{{1,64}}|{addresses.FUNCTION}(:[A-Za-z0-9$_-]+)?|{addresses.EVALUATOR})$"
)
_S3_WORDS: Final = "an address like s3://bucket/prefix, without blanks and any of = : * ? $"
PATTERNS: Final[Mapping[str, str]] = {
    _S3: _S3_WORDS,
    _OUTPUT: _S3_WORDS,
    _ROLE: "a role's ARN, like arn:aws:iam::111122223333:role/Training",
    _REGION: "a region, like us-east-1",
    _KEY: "a KMS key: its ARN, its id, or alias/NAME",
    _FUNCTION: "a function's name or ARN, or (serverless) an evaluator's ARN",
}
"""What must fit each pattern, in words."""


def _readable(address: str) -> str:
    """A local path as it is; of addresses, those in S3 only."""
    if "://" in address and not re.fullmatch(_S3, address):
        raise ValueError(f"is neither a local path nor {_S3_WORDS}")
    return address


def is_folder(text: str) -> bool:
    """Whether there is such a folder; any text may be asked about, a URI or one too long too."""
    return os.path.isdir(text)  # noqa: PTH112  # Path.is_dir raises where a name is too long


Address = Annotated[str, AfterValidator(_readable)]
"""A local path, or `s3://bucket/key`. Local files are uploaded below `output` at launch."""


TagKey = Annotated[str, Field(min_length=1, max_length=128)]
TagValue = Annotated[str, Field(max_length=256)]
"""Source: SageMaker API and Bedrock API, Tag."""

AWS_ONLY: Final = ("region", "role", "output")
"""The fields that every backend but `local` needs."""
LOCAL: Final = ("data.train", "data.validation", "data.test", "base_recipe")
"""The fields of a job that may be paths of this machine."""


class FromJob(Part):
    """The checkpoint that an earlier job of the registry left, by the job's name."""

    job: str


class Data(Part):
    """The datasets: one JSONL file each. An evaluation's is `test`."""

    train: Address | None = None
    validation: Address | None = None
    test: Address | None = None


class Grader(Part):
    """The Lambda function that grades, and what evaluation jobs call it for."""

    function: Annotated[str, Field(pattern=_FUNCTION)]
    """The unqualified ARN; a name is resolved at launch, and fits a local endpoint."""
    lambda_type: Literal["rft", "custom_metrics"] = "rft"


class Compute(Part):
    """Where it runs. `instance_count` is the recipe's `run.replicas` too."""

    instance_type: str | None = None
    instance_count: Annotated[int, Field(ge=1)] | None = None
    max_runtime_hours: Annotated[float, Field(gt=0, le=28 * 24)] | None = None
    volume_gb: Annotated[int, Field(ge=1)] = 30
    kms_key: Annotated[str, Field(pattern=_KEY)] | None = None
    subnets: tuple[str, ...] = ()
    security_groups: tuple[str, ...] = ()
    network_isolation: bool = False
    tags: dict[TagKey, TagValue] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _network(self) -> Self:
        if bool(self.subnets) != bool(self.security_groups):
            raise ValueError("subnets and security_groups go together: give both or none")
        return self


class Job(Part):
    """One job. What is None takes the profile's default for model, technique and backend.

    `start` is the checkpoint to go on from: its URI as a manifest has it, or an earlier job's.
    `recipe` holds values by the names of `limits`; `extra`, values that this version does not
    know, by their dotted place in the recipe, passed on unchecked. `base_recipe` is a recipe file
    of the user's own, into which all that the job file says is written. `local` is read by the
    backend of that name alone, which needs no `region`, `role` and `output`: there "" is none.
    """

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,39}$")]
    technique: Technique
    backend: BackendName = "sagemaker"
    model: ModelName = "nova-2-lite"
    rank: Literal["lora", "full"] = "lora"
    start: str | FromJob | None = None
    region: Annotated[str, Field(pattern=_REGION, validate_default=True)] = ""
    role: Annotated[str, Field(pattern=_ROLE, validate_default=True)] = ""
    data: Data
    grader: Grader | None = None
    task: Literal["rft_eval", "gen_qa"] = "rft_eval"
    recipe: dict[str, Any] = Field(default_factory=dict)
    extra: dict[str, Any] = Field(default_factory=dict)
    base_recipe: str | None = None
    compute: Compute = Compute()
    local: Local = Local()
    output: Annotated[str, Field(pattern=_OUTPUT, validate_default=True)] = ""
    """`s3://bucket/prefix` for everything that the job writes."""
    tensorboard: Annotated[str, Field(pattern=_S3)] | None = None
    """`s3://bucket/prefix` for TensorBoard's files of a SageMaker training job."""

    @field_validator(*AWS_ONLY)
    @classmethod
    def _is_given(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("backend", "local") != "local":
            raise PydanticKnownError("missing")
        return value
