from __future__ import annotations

import json
import shutil
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.local_lambda.errors import (
    FunctionNotFoundError,
    NotReadyError,
    TooManyRequestsError,
)
from eval_jobs.local_lambda.runtime_api import MAX_RESPONSE_BYTES
from eval_jobs.local_lambda.service import LocalLambda

if TYPE_CHECKING:
    from eval_jobs.local_lambda.environment import Invocation
    from tests.eval_jobs.conftest import MakeBuild, Serve


def call(service: LocalLambda, event: Any) -> Invocation:
    return service.invoke("RewardFunction", json.dumps(event).encode())


def answer(service: LocalLambda, event: Any) -> Any:
    return json.loads(call(service, event).payload)


def test_the_response_comes_back_and_the_environment_is_used_again(serve: Serve) -> None:
    service = serve()
    first, second = call(service, {"process": 1}), call(service, {"process": 1})
    assert not first.failed
    assert json.loads(first.payload)["pid"] == json.loads(second.payload)["pid"]
    assert first.request_id != second.request_id
    assert b"Init Duration" in first.log_tail
    assert b"Init Duration" not in second.log_tail


def test_the_process_has_nothing_of_the_developers_environment(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVELOPERS_OWN", "secret")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    variables = {"Environment": {"Variables": {"SETTING": "on"}}, "MemorySize": 512}
    found = answer(serve(**variables), {"process": 1})
    environ = found["environ"]
    assert "secret" not in environ.values()
    assert {name for name in environ if not name.startswith(("AWS_", "LAMBDA_"))} <= {
        *("SETTING", "_HANDLER", "LANG", "LC_CTYPE", "PATH", "TZ")  # LC_CTYPE is Python's own
    }
    assert environ["SETTING"] == "on"
    assert environ["AWS_REGION"] == environ["AWS_DEFAULT_REGION"] == "eu-north-1"
    assert environ["AWS_LAMBDA_FUNCTION_NAME"] == "SageMaker-local-reward"
    assert environ["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert environ["_HANDLER"] == "app.handler"
    assert environ["TZ"] == ":UTC"
    assert found["cwd"] == environ["LAMBDA_TASK_ROOT"] == found["path"][0]
    assert not [path for path in found["path"] if path.endswith("site-packages")]


def test_a_dependency_that_only_the_developer_has_is_missing(serve: Serve) -> None:
    assert "pydantic" in sys.modules or __import__("pydantic")
    result = call(serve("import boto3, pydantic"), 1)
    assert result.failed
    error = json.loads(result.payload)
    assert error["errorType"] == "Runtime.ImportModuleError"
    assert error["errorMessage"] == "Unable to import module 'app': No module named 'pydantic'"


def test_boto3_is_there_as_on_aws(serve: Serve) -> None:
    source = "import boto3\ndef handler(event, context): return boto3.__name__"
    assert answer(serve(source), 1) == "boto3"


def test_the_artifact_is_not_written_to(serve: Serve, tmp_path: Path) -> None:
    call(serve(), 1)
    assert [path.name for path in (tmp_path / "build" / "RewardFunction").iterdir()] == ["app.py"]


def test_the_context_has_the_deadline_and_the_names(serve: Serve) -> None:
    result = call(serve(Timeout=60), {"context": 1})
    request_id, remaining, arn, name = json.loads(result.payload)
    assert request_id == result.request_id
    assert 0 < remaining <= 60_000
    assert arn == "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-local-reward"
    assert name == "SageMaker-local-reward"


def test_an_exception_is_a_function_error_and_the_environment_lives_on(serve: Serve) -> None:
    service = serve()
    before = answer(service, {"process": 1})["pid"]
    result = call(service, {"raise": "boom"})
    error = json.loads(result.payload)
    assert result.failed
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "boom")
    assert error["requestId"] == result.request_id
    assert b"[ERROR] ValueError: boom\nTraceback" in result.log_tail
    assert answer(service, {"process": 1})["pid"] == before


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"exit": 3}, "exit status 3"),
        ({"signal": int(signal.SIGKILL)}, "signal: killed"),
    ],
)
def test_the_end_of_the_process_is_a_function_error_and_the_next_call_is_cold(
    serve: Serve, event: dict[str, int], text: str
) -> None:
    service = serve()
    call(service, 1)
    result = call(service, event)
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {result.request_id} Error: Runtime exited with error: {text}",
    }
    assert b"Status: error\tError Type: Runtime.ExitError" in result.log_tail
    assert b"Init Duration" in call(service, 1).log_tail


def test_a_timeout_kills_the_process_and_what_it_started(serve: Serve, fifo: Path) -> None:
    service = serve(Timeout=1)
    with ThreadPoolExecutor() as executor:
        read = executor.submit(fifo.read_text)  # ends when the last process that writes is gone
        result = call(service, {"hold": str(fifo)})
        assert read.result(timeout=30) == ""
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {result.request_id} Error: Task timed out after 1.00 seconds",
    }
    assert b"\tStatus: timeout" in result.log_tail
    assert b"Init Duration" in call(service, 1).log_tail


@pytest.mark.parametrize(
    ("source", "error_type"),
    [
        ("raise RuntimeError('no settings')", "RuntimeError"),
        ("def handler(:", "Runtime.UserCodeSyntaxError"),
        ("other = 1", "Runtime.HandlerNotFound"),
        ("import os; os._exit(2)", "Runtime.ExitError"),
    ],
)
def test_a_handler_that_cannot_be_loaded_is_a_function_error(
    serve: Serve, source: str, error_type: str
) -> None:
    service = serve(source)
    for _ in range(2):  # and each further call tries again
        result = call(service, 1)
        assert result.failed
        assert json.loads(result.payload)["errorType"] == error_type
        assert b"Init Duration" in result.log_tail


def test_a_response_of_the_largest_size_passes_and_one_byte_more_does_not(serve: Serve) -> None:
    service = serve()
    assert len(call(service, {"size": MAX_RESPONSE_BYTES}).payload) == MAX_RESPONSE_BYTES
    result = call(service, {"size": MAX_RESPONSE_BYTES + 1})
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size "
        "(6291556 bytes).",
    }
    assert not call(service, 1).failed


def test_the_log_has_what_was_printed_between_the_lines_of_the_platform(
    serve: Serve, log: list[str]
) -> None:
    result = call(serve(), {"print": "grüße"})
    start, printed, end, report = log
    assert start == f"START RequestId: {result.request_id} Version: $LATEST"
    assert printed == "grüße"
    assert end == f"END RequestId: {result.request_id}"
    assert report.startswith(f"REPORT RequestId: {result.request_id}\tDuration: ")
    assert result.log_tail.decode().splitlines() == log


def test_calls_at_the_same_time_have_an_environment_each(serve: Serve, fifo: Path) -> None:
    service = serve()
    with ThreadPoolExecutor() as executor:
        events = [{"read": str(fifo)}, {"write": str(fifo)}]
        read, _ = executor.map(lambda event: answer(service, event), events)
    assert read == "met"


def test_reserved_concurrency_refuses_further_calls_but_not_events(
    serve: Serve, fifo: Path, tmp_path: Path
) -> None:
    service = serve(ReservedConcurrentExecutions=1)
    trace = tmp_path / "trace"
    with ThreadPoolExecutor() as executor:
        busy = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w"):  # opens only when the function reads
            with pytest.raises(TooManyRequestsError, match="Rate Exceeded"):
                call(service, 1)
            for _ in range(2):
                service.submit("RewardFunction", json.dumps({"append": str(trace)}).encode())
        assert busy.result(timeout=30) == ""
    service.__exit__()
    assert trace.read_text() == "xx"


def test_a_function_with_nothing_reserved_runs_not_at_all(serve: Serve, log: list[str]) -> None:
    service = serve(ReservedConcurrentExecutions=0)
    with pytest.raises(TooManyRequestsError):
        call(service, 1)
    service.submit("RewardFunction", b"1")
    service.__exit__()
    assert log == ["an event was lost: Rate Exceeded."]


def test_without_reserved_concurrency_calls_beyond_the_limit_wait(
    serve: Serve, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval_jobs.local_lambda.pool.MAX_ENVIRONMENTS", 1)
    service = serve()
    with ThreadPoolExecutor() as executor:
        busy = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w"):
            waiting = executor.submit(answer, service, "after")
        assert busy.result(timeout=30) == ""
        assert waiting.result(timeout=30) == "after"


def test_a_new_build_is_used_by_the_next_call_and_the_old_one_finishes_its_own(
    serve: Serve, make_build: MakeBuild, fifo: Path
) -> None:
    service = serve()
    with ThreadPoolExecutor() as executor:
        old = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w") as pipe:
            make_build("def handler(event, context): return 'new'", Timeout=7)
            assert answer(service, 1) == "new"
            assert service.find("RewardFunction").timeout == 7
            pipe.write("old")
        assert old.result(timeout=30) == "old"


def test_a_new_build_ends_the_idle_environments_of_the_old(
    serve: Serve, make_build: MakeBuild, fifo: Path
) -> None:
    source = f"file = open({str(fifo)!r}, 'w')\ndef handler(event, context): return event"
    with ThreadPoolExecutor() as executor:
        held = executor.submit(fifo.read_text)  # ends when the process is gone
        service = serve(source)
        call(service, 1)
        make_build()
        call(service, 1)
        assert held.result(timeout=30) == ""


def test_while_a_build_is_under_way_the_old_environment_answers(
    serve: Serve, tmp_path: Path, make_build: MakeBuild
) -> None:
    service = serve()
    pid = answer(service, {"process": 1})["pid"]
    (tmp_path / "build" / "template.yaml").unlink()
    assert answer(service, {"process": 1})["pid"] == pid
    make_build()
    assert answer(service, {"process": 1})["pid"] != pid


def test_a_cold_start_while_a_build_is_under_way_is_refused(serve: Serve, tmp_path: Path) -> None:
    service = serve()
    shutil.rmtree(tmp_path / "build")
    with pytest.raises(NotReadyError, match="RewardFunction is gone: build again"):
        call(service, 1)


def test_a_broken_build_is_told_until_it_is_built_again(
    serve: Serve, make_build: MakeBuild
) -> None:
    service = serve()
    make_build(CodeUri="Missing")
    for _ in range(2):
        with pytest.raises(NotReadyError, match="RewardFunction is missing"):
            call(service, 1)
    make_build()
    assert answer(service, 1) == 1


@pytest.mark.parametrize(
    "name",
    [
        "RewardFunction",
        "SageMaker-local-reward",
        "SageMaker-local-reward:$LATEST",
        "function:SageMaker-local-reward",
        "123456789012:function:SageMaker-local-reward",
        "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-local-reward",
        "arn:aws-us-gov:lambda:us-gov-west-1:210987654321:function:RewardFunction:$LATEST",
    ],
)
def test_a_function_has_many_names(serve: Serve, name: str) -> None:
    assert serve().find(name).logical_id == "RewardFunction"


@pytest.mark.parametrize("name", ["Reward", "RewardFunction:live", "RewardFunction:1", "", "a b"])
def test_an_unknown_function_lists_the_known_ones(serve: Serve, name: str) -> None:
    known = r"this build has RewardFunction \(SageMaker-local-reward\)"
    with pytest.raises(FunctionNotFoundError, match=known):
        serve().find(name)


def test_nothing_is_left_when_it_ends(
    make_build: MakeBuild, fifo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = f"file = open({str(fifo)!r}, 'w')\ndef handler(event, context): return event"
    with ThreadPoolExecutor() as executor:
        read = executor.submit(fifo.read_text)
        with LocalLambda(make_build(source), lambda *_: None) as service:
            assert answer(service, 1) == 1
        assert read.result(timeout=30) == ""
    assert {path.name for path in tmp_path.iterdir()} == {"build", "fifo"}
