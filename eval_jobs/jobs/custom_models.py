"""Custom models of Bedrock and their on-demand deployments: found, made, waited for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from eval_jobs.aws import AwsError
from eval_jobs.jobs.errors import JobError

if TYPE_CHECKING:
    from eval_jobs.jobs.watching.calls import PatientCalls

POLL_SECONDS: Final = 30.0
PATIENCE: Final = 5
"""How many looks may find nothing of what was just made."""
TAG: Final = "toolgrade:checkpoint"
"""On a model that was made here: the digest of its checkpoint's URI, which Bedrock forgets."""


class Intent(NamedTuple):
    """What is to be deployed, and as what.

    `checkpoint` is a URI as a manifest has it, or the ARN of a custom model. `role` lets Bedrock
    read the checkpoint; it takes none where the model is there already. `name` is that of the
    model and of its deployment.
    """

    checkpoint: str
    name: str
    region: str
    role: str | None = None
    rank: Literal["lora", "full"] = "lora"
    kms_key: str | None = None

    @property
    def is_model(self) -> bool:
        """Whether the checkpoint is a custom model already."""
        return self.checkpoint.startswith("arn:")

    def token(self, step: str) -> str:
        """The same for the same intent, so that a repeated request makes nothing twice."""
        return _digest(step, self.checkpoint, self.name)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def ensure_model(intent: Intent, calls: PatientCalls) -> str:
    """The ARN of the active model of this checkpoint; made if there is none.

    JobError for another checkpoint's model of this name, for one that failed, and where one is to
    be made without a role.
    """
    arn = intent.checkpoint if intent.is_model else _find_model(intent, calls)
    if arn is None:
        if intent.role is None:
            raise JobError(
                "give the role that Bedrock reads the checkpoint with (--role ARN): it may not "
                "assume the job's. It is BedrockRoleArn of the stack (docs/deploy.md), or "
                "`toolgrade iam bedrock` prints what it takes"
            )
        calls.tell(f"creating the model {intent.name} from {intent.checkpoint}")
        encrypted = {} if intent.kms_key is None else {"modelKmsKeyArn": intent.kms_key}
        arn = str(
            calls(
                "bedrock",
                "create_custom_model",
                modelName=intent.name,
                modelSourceConfig={"s3DataSource": {"s3Uri": intent.checkpoint}},
                roleArn=intent.role,
                modelTags=[{"key": TAG, "value": _digest(intent.checkpoint)}],
                clientRequestToken=intent.token("model"),
                **encrypted,
            )["modelArn"]
        )
    look = _Look("get_custom_model", "modelIdentifier", "modelStatus", f"the model {intent.name}")
    _wait_active(arn, look, calls)
    return arn


def ensure_deployment(intent: Intent, model: str, calls: PatientCalls) -> str:
    """The ARN of the active on-demand deployment of this model; made if there is none.

    JobError for another model's deployment of this name, and for one that failed.
    """
    arn = _find_deployment(intent.name, model, calls)
    if arn is None:
        calls.tell(f"creating the deployment {intent.name} of {model}")
        arn = str(
            calls(
                "bedrock",
                "create_custom_model_deployment",
                modelDeploymentName=intent.name,
                modelArn=model,
                clientRequestToken=intent.token("deployment"),
            )["customModelDeploymentArn"]
        )
    look = _Look(
        "get_custom_model_deployment",
        "customModelDeploymentIdentifier",
        "status",
        f"the deployment {intent.name}",
    )
    _wait_active(arn, look, calls)
    return arn


def _find_model(intent: Intent, calls: PatientCalls) -> str | None:
    for summary in _pages(calls, "list_custom_models", "modelSummaries", intent.name):
        if summary["modelName"] != intent.name:
            continue
        arn = str(summary["modelArn"])
        tags = calls("bedrock", "list_tags_for_resource", resourceARN=arn).get("tags", ())
        if {"key": TAG, "value": _digest(intent.checkpoint)} not in tags:
            raise JobError(
                f"there is a model {intent.name} already, and it is not known to be of "
                f"{intent.checkpoint}: choose another --name"
            )
        return arn
    return None


def _find_deployment(name: str, model: str, calls: PatientCalls) -> str | None:
    found = _pages(calls, "list_custom_model_deployments", "modelDeploymentSummaries", name)
    for summary in found:
        if summary["customModelDeploymentName"] != name:
            continue
        if summary["modelArn"] != model:
            raise JobError(
                f"there is a deployment {name} already, of {summary['modelArn']}: choose another "
                "--name"
            )
        return str(summary["customModelDeploymentArn"])
    return None


def _pages(calls: PatientCalls, operation: str, key: str, name: str) -> Iterator[Any]:
    """All summaries of a list whose names contain this one."""
    token: dict[str, str] = {}
    while True:
        page = calls("bedrock", operation, nameContains=name, **token)
        yield from page.get(key, ())
        if not page.get("nextToken"):
            return
        token = {"nextToken": page["nextToken"]}


class _Look(NamedTuple):
    """How Bedrock is asked for the state of something, and what that is called."""

    operation: str
    identifier: str
    status: str
    what: str


def _wait_active(arn: str, look: _Look, calls: PatientCalls) -> None:
    missing = 0
    while True:
        try:
            answer = calls("bedrock", look.operation, **{look.identifier: arn})
        except AwsError as error:
            missing += 1
            if error.code != "ResourceNotFoundException":
                raise
            if missing > PATIENCE:
                raise JobError(
                    f"{look.what} was accepted as {arn}, and is not there: Bedrock may remember "
                    "one of this name that was deleted: choose another --name"
                ) from error
        else:
            if answer[look.status] == "Active":
                return
            if answer[look.status] == "Failed":
                reason = answer.get("failureMessage") or "no reason is given"
                raise JobError(
                    f"{look.what} failed: {reason}\nMend that, delete it ({arn}), and choose "
                    "another --name"
                )
        calls.sleep(POLL_SECONDS)
