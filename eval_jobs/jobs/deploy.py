"""A checkpoint as a model that clients can ask on Bedrock, and its removal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.aws import AwsError
from eval_jobs.jobs import addresses
from eval_jobs.jobs.custom_models import POLL_SECONDS, Intent, ensure_deployment, ensure_model
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.watching.calls import PatientCalls
from eval_jobs.models.model import Inference, RequestError

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord
    from eval_jobs.jobs.registry import Registry

NAME: Final = re.compile(r"(?:[0-9a-zA-Z][_-]?){1,63}")
NAME_LENGTH: Final = 63
"""What Bedrock takes for a model's and a deployment's name; source: its model in botocore."""
PROMPT: Final = "Reply with one short sentence: are you there?"
SMOKE_TESTS: Final = 5
"""How often a new deployment is asked: the first requests may find it not ready."""
SMOKE_TOKENS: Final = 1024
"""Enough to think first."""


class Deployed(NamedTuple):
    """A deployed model.

    `deployment` is None for a full-rank model, which has none on demand. `reply` is what it said
    when it was asked. `advice` is the line that a client changes, or what is left to do.
    """

    model: str
    deployment: str | None
    reply: str
    advice: str


def deploy(  # noqa: PLR0913  # how it asks is given by keyword, for tests
    record: JobRecord,
    registry: Registry,
    name: str | None = None,
    role: str | None = None,
    *,
    calls: PatientCalls | None = None,
    ask: Callable[[str], str] | None = None,
) -> Deployed:
    """Make a job's checkpoint a model on Bedrock, deploy it on demand, and ask it something.

    `name` is the model's and the deployment's, else the job's; `role` is as `intent_of` has it.
    Repeating it goes on where it was interrupted: what there is of the same name and checkpoint is
    used, of another is a JobError. JobError too where Bedrock refuses the model, or it does not
    answer; AwsError for a call that fails. The registry learns of each part as it is there.
    """
    intent = intent_of(record, name, role)
    calls = calls or PatientCalls(intent.region)
    model = ensure_model(intent, calls)
    if not intent.is_model:
        registry.update(record.name, custom_model=model)
    if intent.rank == "full":
        return Deployed(model, None, "", _provisioned(intent, model))
    deployment = ensure_deployment(intent, model, calls)
    registry.update(record.name, deployment=deployment)
    reply = _smoke_test(deployment, ask or ask_model, calls)
    return Deployed(model, deployment, reply, f'modelId="{deployment}"')


def intent_of(record: JobRecord, name: str | None = None, role: str | None = None) -> Intent:
    """What deploying this job's checkpoint means.

    `role` is the ARN of the role that Bedrock reads the checkpoint with; a job on Bedrock has one,
    that of any other service is not Bedrock's to assume. JobError where there is no checkpoint, or
    a name or a role that Bedrock would not take.
    """
    if record.service == "local":
        raise JobError(
            f"{record.name} ran on this machine: Bedrock serves checkpoints of Nova alone. Its own "
            "is a Hugging Face folder, for any server that takes those: launch the job file with "
            "`--set backend=sagemaker` for one to deploy"
        )
    if record.checkpoint is None:
        raise JobError(
            f"{record.name} has no checkpoint here: `toolgrade job collect {record.name}` first"
        )
    name = name or record.name
    if len(name) > NAME_LENGTH or NAME.fullmatch(name) is None:
        raise JobError(
            f"--name {name}: Bedrock takes letters, digits and single hyphens or underscores, "
            f"{NAME_LENGTH} at most"
        )
    if role is not None and re.fullmatch(addresses.ROLE, role) is None:
        raise JobError(f"--role {role}: give the role's ARN, arn:aws:iam::ACCOUNT:role/NAME")
    job = record.job
    if role is None and job.get("backend") == "bedrock":
        role = job.get("role")
    return Intent(
        record.checkpoint,
        name,
        record.region,
        role,
        job.get("rank", "lora"),
        (job.get("compute") or {}).get("kms_key"),
    )


def undeploy(
    record: JobRecord,
    registry: Registry,
    *,
    model: bool = False,
    calls: PatientCalls | None = None,
) -> None:
    """Delete a job's deployment, wait until it is gone, then its model if asked.

    The checkpoint stays, and with it the way back. A model that the job itself made on Bedrock is
    its checkpoint, and is not deleted here: JobError. What is gone already is no error.
    """
    if record.deployment is None and record.custom_model is None:
        raise JobError(f"{record.name} is not deployed")
    if model and record.custom_model is None:
        raise JobError(
            f"{record.name}: its model is all that is left of the training, and is not deleted "
            f"here: `aws bedrock delete-custom-model --model-identifier {record.checkpoint}`"
        )
    calls = calls or PatientCalls(record.region)
    if record.deployment is not None:
        known = {"customModelDeploymentIdentifier": record.deployment}
        _delete("delete_custom_model_deployment", known, calls)
        while _there("get_custom_model_deployment", known, calls):
            calls.sleep(POLL_SECONDS)
        registry.update(record.name, deployment=None)
        calls.tell(f"deleted {record.deployment}")
    if model and record.custom_model is not None:
        _delete("delete_custom_model", {"modelIdentifier": record.custom_model}, calls)
        registry.update(record.name, custom_model=None)
        calls.tell(f"deleted {record.custom_model}")


def _delete(operation: str, known: dict[str, Any], calls: PatientCalls) -> None:
    """Delete it, once whatever uses it has let go."""
    while True:
        try:
            calls("bedrock", operation, **known)
        except AwsError as error:
            if error.code == "ResourceNotFoundException":
                return
            if error.code != "ConflictException":
                raise
            calls.sleep(POLL_SECONDS)
        else:
            return


def _there(operation: str, known: dict[str, Any], calls: PatientCalls) -> bool:
    try:
        calls("bedrock", operation, **known)
    except AwsError as error:
        if error.code == "ResourceNotFoundException":
            return False
        raise
    return True


def ask_model(deployment: str) -> str:
    """What a deployment says to a short question; what it thinks is left out."""
    from eval_jobs.models.converse import ConverseModel

    model = ConverseModel(deployment, Inference(0.0, SMOKE_TOKENS, logprobs=False), 1)
    try:
        answer = model.ask({"messages": [{"role": "user", "content": PROMPT}]})
    finally:
        model.close()
    return str(answer.prediction)


def _smoke_test(deployment: str, ask: Callable[[str], str], calls: PatientCalls) -> str:
    for attempt in range(1, SMOKE_TESTS + 1):
        try:
            reply = ask(deployment)
        except RequestError as error:
            if error.lasting or attempt == SMOKE_TESTS:
                raise JobError(f"{deployment} is active, and does not answer: {error}") from error
            calls.sleep(POLL_SECONDS)
        else:
            break
    if not reply.strip():
        raise JobError(f"{deployment} is active, and answers nothing: look at the checkpoint")
    return reply


def _provisioned(intent: Intent, model: str) -> str:
    return (
        "A full-rank model is not served on demand: it needs provisioned throughput, which is "
        "billed by the hour from its creation until it is deleted:\n"
        f"aws bedrock create-provisioned-model-throughput --region {intent.region} "
        f"--provisioned-model-name {intent.name} --model-id {model} --model-units 1"
    )
