"""From a job to the one request that launches it, whatever the service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends import bedrock, hyperpod, local, sagemaker, serverless

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.request import Request

BACKENDS: Final = {
    "sagemaker": sagemaker.build_request,
    "serverless": serverless.build_request,
    "hyperpod": hyperpod.build_request,
    "bedrock": bedrock.build_request,
    "local": local.build_request,
}


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """What to send to launch the job under this name; it reads no network and no clock.

    `checkpoint` is what the job goes on from (an S3 URI, or the ARN of a model, as the backend
    has it), None for the base model. `data` holds the address of each split: what is no
    `s3://` address is a local file, and is uploaded. ConfigError where the job cannot be launched,
    or the service's own description of the call refuses a parameter.
    """
    request = BACKENDS[job.backend](job, name, checkpoint=checkpoint, data=data)
    if request.operation:
        _refuse_wrong(request)
    return request


def _refuse_wrong(request: Request) -> None:
    from botocore.exceptions import ParamValidationError
    from botocore.validate import validate_parameters

    try:
        validate_parameters(dict(request.parameters), _shape(request.service, request.operation))
    except ParamValidationError as error:
        raise ConfigError(
            f"{request.service} would not take the request for {request.name}: {error}\n"
            "Correct what the job file says of it."
        ) from None


@cache
def _shape(service: str, operation: str) -> Any:
    """What the operation takes, as botocore's files describe it: nothing is sent."""
    from botocore import xform_name
    from botocore.session import get_session

    model = get_session().get_service_model(service)
    names = {xform_name(name): name for name in model.operation_names}
    return model.operation_model(names[operation]).input_shape
