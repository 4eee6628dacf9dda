"""The built functions say the same under AWS's own emulator, through the local endpoint, in one
call of the command line, and in this process. `make setup` and `make build` come first.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3  # type: ignore[import-untyped]  # has no stubs
import pytest
from botocore.config import Config  # type: ignore[import-untyped]  # has no stubs

from eval_jobs.local_lambda import process
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eval_jobs.local_lambda.template import Function

ROOT: Final = Path(__file__).parents[2]
EVENTS: Final = {
    "RewardFunction": "sagemaker_rft.json",
    "OpenWeightRewardFunction": "open_weight_text_reference.json",
    "NovaScorerFunction": "gen_qa_rft.json",
    "NovaMetricsFunction": "custom_metrics_postprocess.json",
}
IN_PROCESS: Final = """
import importlib, json, pathlib, sys
module, name = sys.argv[1].rsplit(".", 1)
handler = getattr(importlib.import_module(module), name)
event = json.loads(pathlib.Path(sys.argv[2]).read_bytes())
pathlib.Path(sys.argv[3]).write_text(json.dumps(handler(event, {})))
"""


@pytest.fixture(scope="module")
def service() -> Iterator[LocalLambda]:
    with LocalLambda(ROOT / ".aws-sam" / "build", lambda *_: None) as service:
        yield service


@pytest.fixture(params=EVENTS)
def function(request: pytest.FixtureRequest, service: LocalLambda) -> Function:
    return service.find(request.param)


@pytest.fixture
def event(function: Function) -> bytes:
    return (ROOT / "events" / EVENTS[function.logical_id]).read_bytes()


@pytest.fixture
def response(service: LocalLambda, function: Function, event: bytes) -> bytes:
    """What `toolgrade invoke` prints."""
    result = service.invoke(function.logical_id, event)
    assert not result.failed
    return result.payload


def test_the_emulator_of_aws_agrees(
    function: Function, event: bytes, response: bytes, tmp_path: Path
) -> None:
    with emulator(function, tmp_path) as address:
        assert invoke(address, "function", event) == response


def test_the_local_endpoint_agrees(
    service: LocalLambda, function: Function, event: bytes, response: bytes
) -> None:
    api = InvokeApi(service, "127.0.0.1", 0)
    try:
        assert invoke(api.address, function.arn, event) == response
    finally:
        api.close()


def test_the_handler_in_process_agrees(function: Function, response: bytes, tmp_path: Path) -> None:
    event = ROOT / "events" / EVENTS[function.logical_id]
    output = tmp_path / "output.json"
    subprocess.run(
        [sys.executable, "-c", IN_PROCESS, function.handler, str(event), str(output)],
        env={**function.variables, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        check=True,
        capture_output=True,
    )
    assert output.read_bytes() == response


def invoke(address: str, name: str, payload: bytes) -> bytes:
    client = boto3.client(
        "lambda",
        endpoint_url=f"http://{address}",
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",  # noqa: S106  # no secret
        config=Config(retries={"mode": "standard", "total_max_attempts": 8}),  # until it listens
    )
    with contextlib.closing(client):
        answer: Any = client.invoke(FunctionName=name, Payload=payload)
        body: bytes = answer["Payload"].read()
    return body


@contextlib.contextmanager
def emulator(function: Function, folder: Path) -> Iterator[str]:
    """AWS's Runtime Interface Emulator over the artifact of `function`, at a free port."""
    process.link_runtime(folder)
    address, runtime_api = free_addresses()
    environ = process.variables(function, runtime_api, folder)
    environ["PYTHONPATH"] = f"{function.code}:{folder}"
    command = [
        *(emulator_binary(), "--runtime-interface-emulator-address", address),
        *("--runtime-api-address", runtime_api),
        *(sys.executable, "-s", "-S", "-P", "-m", "awslambdaric", function.handler),
    ]
    with subprocess.Popen(
        command,
        cwd=function.code,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            yield address
        finally:
            os.killpg(running.pid, signal.SIGKILL)


def emulator_binary() -> str:
    machine = "arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64"
    pattern = f"lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-{machine}"
    found = list((ROOT / ".venv-sam").glob(pattern))
    if not found:
        pytest.fail("no aws-lambda-rie in .venv-sam: run `make setup`")
    return str(found[0])


def free_addresses() -> tuple[str, str]:
    with (
        socket.create_server(("127.0.0.1", 0)) as one,
        socket.create_server(("127.0.0.1", 0)) as two,
    ):
        first, second = (f"127.0.0.1:{server.getsockname()[1]}" for server in (one, two))
    return first, second
