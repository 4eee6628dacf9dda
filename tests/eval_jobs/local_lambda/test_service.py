from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.local_lambda.errors import FunctionNotFoundError
from eval_jobs.local_lambda.service import LocalLambda
from tests.eval_jobs.local_lambda.calling import answer, call

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild, Serve


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
