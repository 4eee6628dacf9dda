"""The part of the Lambda API that callers of a function use, for boto3 and the aws CLI.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import base64
import errno
import json
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from eval_jobs.local_lambda.errors import InvokeError, ListenError, UnknownOperationError
from eval_jobs.local_lambda.http_server import HttpHandler, HttpServer
from eval_jobs.local_lambda.payload import MAX_BYTES, check_size, checked

if TYPE_CHECKING:
    from eval_jobs.local_lambda.service import LocalLambda
    from eval_jobs.local_lambda.template import Function


class InvokeApi(HttpServer):
    """Serves `service` at `host` and `port` (0: a free one). Raises `ListenError` if it cannot."""

    def __init__(self, service: LocalLambda, host: str, port: int) -> None:
        self.service = service
        try:
            super().__init__(host, port, _Handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise ListenError(f"cannot listen on {host}:{port}: {error}") from None
            raise ListenError(
                f"port {port} on {host} is busy: stop what listens there, or choose another --port"
            ) from None


class _Handler(HttpHandler):
    server: InvokeApi

    def do_POST(self) -> None:  # noqa: N802  # http.server calls it so
        kind = self.headers.get("X-Amz-Invocation-Type", "RequestResponse")
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True  # what follows would be taken for the next request
            self.answer(HTTPStatus.LENGTH_REQUIRED)
            return
        body, size = self.read_body(MAX_BYTES.get(kind, 0))
        self._guard(lambda: self._post(kind, body, size))

    do_PUT = do_POST  # noqa: N815  # http.server calls it so; no such operation is served
    do_DELETE = do_POST  # noqa: N815  # the same

    def do_GET(self) -> None:  # noqa: N802  # http.server calls it so
        self._guard(self._get)

    def _guard(self, operation: Callable[[], None]) -> None:
        try:
            operation()
        except InvokeError as error:
            headers = {"x-amzn-ErrorType": error.code, "x-amzn-RequestId": str(uuid.uuid4())}
            self.answer(error.status, _json(error.body()), headers)

    def _post(self, kind: str, body: bytes, size: int) -> None:
        name, operation = self._resource()
        if self.command != "POST" or operation != "invocations":
            raise self._unknown()
        check_size(size, kind)
        if kind == "RequestResponse":
            self._invoke(name, body)
        elif kind == "Event":
            self.server.service.submit(name, body)
            self.answer(HTTPStatus.ACCEPTED)
        else:
            self.server.service.find(name)
            checked(body, kind)
            self.answer(HTTPStatus.NO_CONTENT, headers={"X-Amz-Executed-Version": "$LATEST"})

    def _invoke(self, name: str, body: bytes) -> None:
        result = self.server.service.invoke(name, body)
        headers = {"X-Amz-Executed-Version": "$LATEST", "x-amzn-RequestId": result.request_id}
        if result.failed:
            headers["X-Amz-Function-Error"] = "Unhandled"
        if self.headers.get("X-Amz-Log-Type") == "Tail":
            headers["X-Amz-Log-Result"] = base64.b64encode(result.log_tail).decode()
        self.answer(HTTPStatus.OK, result.payload, headers)

    def _get(self) -> None:
        name, operation = self._resource()
        service = self.server.service
        if not name:
            body = {"Functions": [_configuration(function) for function in service.functions()]}
        elif operation == "configuration":
            body = _configuration(service.find(name))
        elif not operation:
            body = _function(service.find(name))
        else:
            raise self._unknown()
        self.answer(HTTPStatus.OK, _json(body))

    def _resource(self) -> tuple[str, str]:
        # The function (with its qualifier) and the operation: either may be "".
        url = urlsplit(self.path)
        root, version, functions, name, operation = (*url.path.split("/"), *[""] * 4)[:5]
        if (root, version, functions) != ("", "2015-03-31", "functions"):
            raise self._unknown()
        name = unquote(name)
        for qualifier in parse_qs(url.query).get("Qualifier", []):
            name = f"{name.removesuffix(f':{qualifier}')}:{qualifier}"
        return name, operation

    def _unknown(self) -> UnknownOperationError:
        return UnknownOperationError(
            f"{self.command} {self.path} is not served here: this local endpoint knows Invoke, "
            "GetFunction, GetFunctionConfiguration and ListFunctions"
        )


def _configuration(function: Function) -> dict[str, Any]:
    return {
        "FunctionName": function.name,
        "FunctionArn": function.arn,
        "Handler": function.handler,
        "Runtime": function.runtime,
        "Timeout": function.timeout,
        "MemorySize": function.memory_size,
        "Environment": {"Variables": function.variables},
        "PackageType": "Zip",
        "Version": "$LATEST",
        "State": "Active",
        "LastUpdateStatus": "Successful",
    }


def _function(function: Function) -> dict[str, Any]:
    body: dict[str, Any] = {
        "Configuration": _configuration(function),
        "Code": {"RepositoryType": "local", "Location": function.code.as_uri()},
    }
    if function.reserved_concurrency is not None:
        body["Concurrency"] = {"ReservedConcurrentExecutions": function.reserved_concurrency}
    return body


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
