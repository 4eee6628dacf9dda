"""Sends a request: the uploads first, then the one call. Sending it twice launches one job."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.aws import AwsError, client, explained
from eval_jobs.errors import ToolgradeError
from eval_jobs.jobs.backends.uploading import upload

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

READ_SECONDS: Final = 60
CONNECTIONS: Final = 2

_RESUME: Final = "`toolgrade job launch --resume {name}`"
_AGAIN: Final = f"Send the same again, which launches no second job: {_RESUME}."
_BUSY: Final = f"The service is busy: wait a minute, and send the same again: {_RESUME}."
_ADVICE: Final = {
    "ThrottlingException": _BUSY,
    "Throttling": _BUSY,
    "ResourceLimitExceeded": "Ask Service Quotas for more of these instances for training jobs.",
    "ServiceQuotaExceededException": "Wait for a job to end, or ask Service Quotas for more.",
    "ConflictException": "The name is taken: launch under another one.",
    "ConnectionClosedError": _AGAIN,
    "ConnectTimeoutError": _AGAIN,
    "ReadTimeoutError": _AGAIN,
}
_DENIED: Final = ("AccessDenied", "AccessDeniedException")
_PERMISSIONS: Final = {
    "s3": "s3:PutObject (and kms:GenerateDataKey where a key is named)",
    "sagemaker": "sagemaker:CreateTrainingJob, sagemaker:AddTags, and iam:PassRole on the role",
    "bedrock": "bedrock:CreateModelCustomizationJob, and iam:PassRole on the role",
}


def submit(request: Request) -> str:
    """Launch the job, and return what the service calls it: a name, or an ARN.

    A request without an operation (HyperPod) only uploads. AwsError says what to do: log in, ask
    for a permission or a quota, wait, or choose another name.
    """
    if request.uploads:
        _upload(request)
    if not request.operation:
        return request.name
    try:
        with closing(_client(request.service, request.region)) as service:
            return _call(service, request)
    except ToolgradeError:
        raise
    except Exception as error:
        action = f"cannot launch {request.name}"
        raise _failure(error, request.service, request.name, action) from error


def _client(service: str, region: str) -> Any:
    return client(
        service, read_seconds=READ_SECONDS, connections=CONNECTIONS, region=region, endpoint=None
    )


def _upload(request: Request) -> None:
    with closing(_client("s3", request.region)) as s3:
        for item in request.uploads:
            try:
                upload(s3, item)
            except ToolgradeError:
                raise
            except Exception as error:
                raise _failure(error, "s3", request.name, f"cannot upload {item.uri}") from error


def _call(service: Any, request: Request) -> str:
    try:
        answer = getattr(service, request.operation)(**request.parameters)
    except service.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "ResourceInUse":
            raise
        _check_is_same(service, request, error)
        return request.name
    return str(answer["jobArn"]) if request.service == "bedrock" else request.name


def _check_is_same(sagemaker: Any, request: Request, error: Exception) -> None:
    """A training job's name is its token: the job that has it must be the one that was asked for.

    Tags are not among what the service describes.
    """
    found = sagemaker.describe_training_job(TrainingJobName=request.name)
    different = [
        key
        for key, value in request.parameters.items()
        if key != "Tags" and not _holds(found.get(key), value)
    ]
    if different:
        raise AwsError(
            f"{request.name}: another training job has this name, and differs in "
            f"{', '.join(different)}: launch under another name",
            "ResourceInUse",
        ) from error


def _holds(found: Any, sent: Any) -> bool:
    """Whether what the service describes is what was sent; it may add values of its own."""
    if isinstance(sent, Mapping):
        return isinstance(found, Mapping) and all(
            _holds(found.get(key), value) for key, value in sent.items()
        )
    if isinstance(sent, list):
        return isinstance(found, list) and len(found) == len(sent) and all(map(_holds, found, sent))
    return bool(found == sent)


def _failure(error: Exception, service: str, name: str, action: str) -> AwsError:
    failure = explained(error, action)
    if failure.code in _DENIED:
        needs = f"It takes {_PERMISSIONS[service]}: see `toolgrade iam launcher`."
        return AwsError(f"{action}: {error}\n{needs}", failure.code)
    advice = _ADVICE.get(failure.code)
    return AwsError(f"{failure}\n{advice.format(name=name)}", failure.code) if advice else failure
