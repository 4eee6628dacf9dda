"""What of a request can be checked offline: botocore's own validation, and what would leave."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore import UNSIGNED, xform_name
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.validate import validate_parameters

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape

    from eval_jobs.jobs.request import Request


def check(request: Request) -> None:
    """Fail unless botocore takes the parameters, and every text fits its pattern."""
    shape = _operation(request.service, request.operation).input_shape
    validate_parameters(dict(request.parameters), shape)
    _check_texts(request.parameters, shape, request.operation)


def leaving(request: Request) -> dict[str, Any]:
    """The body that would leave the machine."""
    client = _client(request.service, request.region)
    bodies: list[dict[str, Any]] = []

    def answer(params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        bodies.append(json.loads(params["body"]))
        return AWSResponse("", 200, {}, None), {}

    client.meta.events.register("before-call", answer)
    getattr(client, request.operation)(**request.parameters)
    (body,) = bodies
    return body


@cache
def _operation(service: str, operation: str) -> OperationModel:
    model = _client(service, "us-east-1").meta.service_model
    names = {xform_name(name): name for name in model.operation_names}
    return model.operation_model(names[operation])


def _client(service: str, region: str) -> Any:
    return boto3.client(service, region, config=Config(signature_version=UNSIGNED))


def _check_texts(value: Any, shape: Shape, place: str) -> None:
    """botocore checks types and lengths, and leaves the patterns to the service."""
    match shape.type_name:
        case "structure":
            for name, member in value.items():
                _check_texts(member, shape.members[name], f"{place}.{name}")
        case "list":
            for member in value:
                _check_texts(member, shape.member, place)
        case "map":
            for name, member in value.items():
                _check_texts(name, shape.key, f"{place}.{name}")
                _check_texts(member, shape.value, f"{place}.{name}")
        case "string":
            pattern = shape.metadata.get("pattern", ".*")
            pattern = re.sub(r"\\p\{L\}|\\p\{N\}", r"\\w", pattern)  # Java's classes
            pattern = pattern.replace(r"\p{Z}", r"\s")
            assert re.fullmatch(pattern, value, re.DOTALL), f"{place}: {value}"
            assert len(value) <= shape.metadata.get("max", len(value)), place
            assert value in (shape.metadata.get("enum") or (value,)), place
