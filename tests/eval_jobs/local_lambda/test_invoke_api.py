from __future__ import annotations

import base64
import http.client
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3  # type: ignore[import-untyped]  # has no stubs
import pytest
from botocore.config import Config  # type: ignore[import-untyped]  # has no stubs
from botocore.exceptions import ClientError  # type: ignore[import-untyped]  # has no stubs

from eval_jobs.local_lambda.invoke_api import InvokeApi

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.eval_jobs.conftest import MakeBuild, Serve

    Listen = Callable[..., InvokeApi]

ARN = "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-local-reward"


@pytest.fixture
def listen(serve: Serve) -> Iterator[Listen]:
    apis = []

    def start(**properties: Any) -> InvokeApi:
        api = InvokeApi(serve(**properties), "127.0.0.1", 0)
        apis.append(api)
        return api

    yield start
    for api in apis:
        api.close()


@pytest.fixture
def api(listen: Listen) -> InvokeApi:
    return listen()


@pytest.fixture
def client(api: InvokeApi) -> Iterator[Any]:
    client = make_client(api)
    yield client
    client.close()


def make_client(api: InvokeApi) -> Any:
    return boto3.client(
        "lambda",
        endpoint_url=f"http://{api.address}",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",  # noqa: S106  # no secret
        config=Config(retries={"total_max_attempts": 1}),
    )


def invoke(client: Any, function: str = ARN, **arguments: Any) -> dict[str, Any]:
    """The answer, read to its end: a connection left in the middle is a warning later."""
    answer = client.invoke(FunctionName=function, **arguments)
    return {**answer, "Payload": answer["Payload"].read()}


def request(
    api: InvokeApi, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(api.address)
    connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
    response = connection.getresponse()
    result = response.status, dict(response.getheaders()), response.read()
    connection.close()
    return result


@pytest.mark.parametrize(
    "name",
    [ARN, f"{ARN}:$LATEST", "123456789012:function:SageMaker-local-reward", "RewardFunction"],
)
def test_boto3_invokes_by_name_and_arn(client: Any, name: str) -> None:
    response = invoke(client, name, Payload=b'{"a": 1}')
    assert response["StatusCode"] == 200
    assert response["ExecutedVersion"] == "$LATEST"
    assert "FunctionError" not in response
    assert "LogResult" not in response
    assert response["Payload"] == b'{"a": 1}'


def test_a_function_error_is_marked(client: Any) -> None:
    response = invoke(client, Payload=b'{"raise": "boom"}')
    assert (response["StatusCode"], response["FunctionError"]) == (200, "Unhandled")
    assert json.loads(response["Payload"])["errorMessage"] == "boom"


def test_the_log_tail_comes_when_asked_for(client: Any) -> None:
    response = invoke(client, Payload=b'{"print": "hello"}', LogType="Tail")
    lines = base64.b64decode(response["LogResult"]).decode().splitlines()
    assert [line.split()[0] for line in lines] == ["START", "hello", "END", "REPORT"]
    request_id = response["ResponseMetadata"]["RequestId"]
    assert lines[0] == f"START RequestId: {request_id} Version: $LATEST"


def test_an_event_is_accepted_at_once_and_run_before_the_end(
    client: Any, api: InvokeApi, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    response = invoke(
        client,
        InvocationType="Event",
        Payload=json.dumps({"append": str(trace)}),
    )
    assert (response["StatusCode"], response["Payload"]) == (202, b"")
    api.service.__exit__()
    assert trace.read_text() == "x"


def test_a_dry_run_runs_nothing(client: Any, log: list[str]) -> None:
    response = invoke(client, InvocationType="DryRun", Payload=b"1")
    assert (response["StatusCode"], response["ExecutedVersion"]) == (204, "$LATEST")
    assert log == []


def test_an_unknown_function_is_not_found(client: Any) -> None:
    for kind in ("RequestResponse", "Event", "DryRun"):
        with pytest.raises(client.exceptions.ResourceNotFoundException) as caught:
            invoke(client, "Other", InvocationType=kind, Payload=b"1")
        assert "this build has RewardFunction" in caught.value.response["Error"]["Message"]


def test_a_version_or_alias_is_not_found(client: Any) -> None:
    assert invoke(client, "RewardFunction", Qualifier="$LATEST")["StatusCode"] == 200
    both = invoke(client, "RewardFunction:$LATEST", Qualifier="$LATEST")
    assert both["StatusCode"] == 200
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        invoke(client, "RewardFunction", Qualifier="live")


@pytest.mark.parametrize(
    ("kind", "payload", "status", "code"),
    [
        ("RequestResponse", b"{", 400, "InvalidRequestContentException"),
        ("DryRun", b"{", 400, "InvalidRequestContentException"),
        ("Event", b"{", 400, "InvalidRequestContentException"),
        ("RequestResponse", b" " * (6 * 2**20 + 1), 413, "RequestTooLargeException"),
        ("Event", b" " * (2**20 + 1), 413, "RequestTooLargeException"),
    ],
)
def test_a_bad_payload_is_refused_as_lambda_does(
    client: Any, kind: str, payload: bytes, status: int, code: str
) -> None:
    with pytest.raises(ClientError) as caught:
        invoke(client, InvocationType=kind, Payload=payload)
    assert caught.value.response["Error"]["Code"] == code
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert invoke(client, Payload=b"1")["StatusCode"] == 200


def test_the_largest_payload_passes(client: Any) -> None:
    payload = b" " * (6 * 2**20 - 1) + b"1"
    assert invoke(client, Payload=payload)["Payload"] == b"1"


def test_used_up_concurrency_is_told_with_its_reason(listen: Listen, fifo: Path) -> None:
    client = make_client(listen(ReservedConcurrentExecutions=1))
    with ThreadPoolExecutor() as executor:
        busy = json.dumps({"read": str(fifo)})
        first = executor.submit(invoke, client, Payload=busy)
        with fifo.open("w"), pytest.raises(client.exceptions.TooManyRequestsException) as caught:
            invoke(client)
        assert first.result(timeout=30)["StatusCode"] == 200
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    client.close()


def test_the_configuration_is_that_of_the_template(listen: Listen) -> None:
    client = make_client(
        listen(
            Timeout=9,
            MemorySize=512,
            ReservedConcurrentExecutions=4,
            Environment={"Variables": {"A": "b"}},
        )
    )
    configuration = client.get_function_configuration(FunctionName=ARN)
    expected = {
        "FunctionName": "SageMaker-local-reward",
        "FunctionArn": ARN,
        "Handler": "app.handler",
        "Runtime": "python3.11",
        "Timeout": 9,
        "MemorySize": 512,
        "Environment": {"Variables": {"A": "b"}},
        "State": "Active",
    }
    assert configuration.items() >= expected.items()
    function = client.get_function(FunctionName="RewardFunction")
    assert function["Configuration"].items() >= expected.items()
    assert function["Concurrency"] == {"ReservedConcurrentExecutions": 4}
    assert [f["FunctionArn"] for f in client.list_functions()["Functions"]] == [ARN]
    client.close()


def test_another_operation_is_refused_by_name(client: Any) -> None:
    with pytest.raises(ClientError, match="knows Invoke, GetFunction, ") as caught:
        client.delete_function(FunctionName=ARN)
    assert caught.value.response["Error"]["Code"] == "UnknownOperationException"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/2015-03-31/functions/RewardFunction/policy"),
        ("POST", "/2015-03-31/functions/RewardFunction"),
        ("PUT", "/2015-03-31/functions/RewardFunction/invocations"),
        ("POST", "/2018-06-01/runtime/init/error"),
    ],
)
def test_other_paths_are_refused(api: InvokeApi, method: str, path: str) -> None:
    status, headers, _ = request(api, method, path, b"1")
    assert (status, headers["x-amzn-ErrorType"]) == (404, "UnknownOperationException")


def test_a_body_of_unknown_length_is_refused(api: InvokeApi) -> None:
    connection = http.client.HTTPConnection(api.address)
    connection.putrequest("POST", "/2015-03-31/functions/RewardFunction/invocations")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    response = connection.getresponse()
    assert (response.status, response.read()) == (411, b"")
    connection.close()


def test_an_unknown_invocation_type_is_refused(api: InvokeApi) -> None:
    path = "/2015-03-31/functions/RewardFunction/invocations"
    status, headers, body = request(api, "POST", path, b"1", X_Amz_Invocation_Type="Later")
    assert (status, headers["x-amzn-ErrorType"]) == (400, "InvalidParameterValueException")
    assert b"'Later' is none of" in body


def test_a_build_that_went_away_is_a_conflict(client: Any, make_build: MakeBuild) -> None:
    make_build(CodeUri="Missing")
    with pytest.raises(client.exceptions.ResourceConflictException, match="make build"):
        invoke(client)


def test_a_client_that_goes_away_harms_nobody(api: InvokeApi, client: Any) -> None:
    connection = http.client.HTTPConnection(api.address)
    connection.putrequest("POST", "/2015-03-31/functions/RewardFunction/invocations")
    connection.putheader("Content-Length", "100")
    connection.endheaders(b"half of it")
    connection.close()
    assert invoke(client)["StatusCode"] == 200


def test_a_call_under_way_is_answered_when_the_server_closes(api: InvokeApi, fifo: Path) -> None:
    client = make_client(api)
    with ThreadPoolExecutor() as executor:
        payload = json.dumps({"read": str(fifo)})
        response = executor.submit(invoke, client, Payload=payload)
        with fifo.open("w") as pipe:
            closed = executor.submit(api.close)
            pipe.write("done")
        assert response.result(timeout=30)["Payload"] == b'"done"'
        closed.result(timeout=30)
    client.close()


def test_the_aws_cli_invokes(api: InvokeApi, tmp_path: Path) -> None:
    output = tmp_path / "output.json"
    command = [
        *(str(Path(sys.executable).with_name("aws")), "lambda", "invoke"),
        *("--endpoint-url", f"http://{api.address}", "--region", "us-east-1"),
        *("--function-name", ARN, "--payload", '{"a": 1}', str(output)),
    ]
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "any",
        "AWS_SECRET_ACCESS_KEY": "any",
    }
    done = subprocess.run(command, env=environ, capture_output=True, check=True, text=True)
    assert json.loads(done.stdout) == {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
    assert output.read_bytes() == b'{"a": 1}'
