from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.eval_jobs.conftest import MakeBuild

ROOT = Path(__file__).parents[3]
PATH = "/2015-03-31/functions/RewardFunction/invocations"


@contextlib.contextmanager
def serving(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "eval_jobs", "serve", *map(str, arguments)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().removeprefix("Lambda endpoint: http://").strip()


def call(address: str, event: object) -> object:
    connection = HTTPConnection(address)
    connection.request("POST", PATH, json.dumps(event))
    answer = json.load(connection.getresponse())
    connection.close()
    return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_where_it_is_answers_and_finishes_the_calls_under_way(
    make_build: MakeBuild, fifo: Path, number: signal.Signals
) -> None:
    with serving("--port", "0", "--build", make_build()) as process, ThreadPoolExecutor() as pool:
        address = address_of(process)
        assert call(address, {"print": "hello"}) == {"print": "hello"}
        answer = pool.submit(call, address, {"read": str(fifo)})
        with fifo.open("w") as pipe:
            process.send_signal(number)
            pipe.write("done")
        assert answer.result(timeout=30) == "done"
        assert process.stdout is not None
        assert process.stderr is not None
        output, log = process.stdout.read(), process.stderr.read()
        assert process.wait(timeout=30) == 0
    assert f"export AWS_ENDPOINT_URL_LAMBDA=http://{address}" in output
    assert "function:SageMaker-local-reward" in output
    assert "RewardFunction | hello\n" in log
    assert "RewardFunction | REPORT RequestId: " in log


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_it_however_it_ends(
    make_build: MakeBuild, fifo: Path, number: signal.Signals
) -> None:
    with serving("--port", "0", "--build", make_build()) as process, ThreadPoolExecutor() as pool:
        lost = pool.submit(call, address_of(process), {"hold": str(fifo)})
        with fifo.open() as pipe:  # opens only when the function writes
            process.send_signal(number)
            if number != signal.SIGKILL:
                assert process.stdout is not None
                assert any(line.startswith("Finishing") for line in process.stdout)
                process.send_signal(number)
            assert process.wait(timeout=30) == -number
            assert pipe.read() == ""  # ends when nobody can write any more
        assert isinstance(lost.exception(timeout=30), ConnectionError)


def test_a_busy_port_is_told(make_build: MakeBuild) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving("--port", str(port), "--build", make_build()) as process:
            _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert f"Error: port {port} on 127.0.0.1 is busy" in errors


def test_a_host_of_another_machine_is_told(make_build: MakeBuild) -> None:
    with serving("--host", "192.0.2.1", "--port", "0", "--build", make_build()) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Error: cannot listen on 192.0.2.1:0: " in errors


def test_no_build_is_told(tmp_path: Path) -> None:
    with serving("--build", tmp_path / "nowhere") as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "nowhere: run 'make build' (or 'sam build')" in errors
