from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from moto import mock_aws
from typer.testing import CliRunner

from eval_jobs.aws import AwsError
from eval_jobs.cli import app
from eval_jobs.errors import ConfigError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.places import leaves
from eval_jobs.jobs.registry import Registry

ACCOUNT = "us-east-1:123456789012"
CONVERSATION = {
    "schemaVersion": "bedrock-conversation-2024",
    "messages": [
        {"role": "user", "content": [{"text": "Find it."}]},
        {"role": "assistant", "content": [{"text": "Found."}]},
    ],
}


@pytest.fixture(autouse=True)
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        boto3.resource("s3", "us-east-1").Bucket("my-bucket").create()
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
        trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        boto3.client("iam").create_role(RoleName="Training", AssumeRolePolicyDocument=trust)
        yield


def write(folder: Path, **changes: Any) -> str:
    """A job file: supervised fine-tuning on local data, with these changes."""
    (folder / "sft.jsonl").write_text("\n".join([json.dumps(CONVERSATION)] * 200))
    content = {
        "name": "sft",
        "technique": "sft",
        "region": "us-east-1",
        "role": "arn:aws:iam::123456789012:role/Training",
        "data": {"train": "sft.jsonl"},
        "output": "s3://my-bucket/out",
        **changes,
    }
    path = folder / f"{content['name']}.yaml"
    path.write_text(yaml.safe_dump(content))
    return str(path)


def invoke(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["job", *arguments, "--jobs", str(folder / "jobs")])


def launched() -> list[str]:
    sent = boto3.client("sagemaker", "us-east-1").list_training_jobs()["TrainingJobSummaries"]
    return [job["TrainingJobName"] for job in sent]


def lose_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    real = BaseClient._make_api_call  # moto has no faults of its own

    def call(client: Any, operation: str, parameters: Any) -> Any:
        answer = real(client, operation, parameters)
        if operation == "CreateTrainingJob":
            raise ReadTimeoutError(endpoint_url="sagemaker")
        return answer

    monkeypatch.setattr(BaseClient, "_make_api_call", call)


def test_a_launch_whose_answer_is_lost_is_resumed_and_is_one_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(tmp_path / "jobs")
    with monkeypatch.context() as patch:
        lose_the_answer(patch)
        lost = invoke(tmp_path, "launch", write(tmp_path))
    (name,) = registry.names()
    assert isinstance(lost.exception, AwsError)
    assert f"`toolgrade job launch --resume {name}`" in str(lost.exception)
    for command in ("wait", "status", "logs", "stop"):
        watched = invoke(tmp_path, command, name)
        assert isinstance(watched.exception, JobError)
        assert f"`toolgrade job launch --resume {name}`" in str(watched.exception)
    resumed = invoke(tmp_path, "launch", "--resume", name)
    assert resumed.exit_code == 0, resumed.output
    assert registry.load(name).status == "running"
    assert registry.names() == launched() == [name]
    again = invoke(tmp_path, "launch", "--resume", name)
    assert isinstance(again.exception, JobError)
    assert "was launched and is running" in str(again.exception)


def test_a_resumed_launch_goes_on_from_the_same_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry(tmp_path / "jobs")
    assert invoke(tmp_path, "launch", write(tmp_path)).exit_code == 0
    (first,) = registry.names()
    registry.update(first, status="completed", checkpoint="s3://customer-escrow/first")
    more = write(tmp_path, name="more", start={"job": "sft"})
    with monkeypatch.context() as patch:
        lose_the_answer(patch)
        assert isinstance(invoke(tmp_path, "launch", more).exception, AwsError)
    (name,) = set(registry.names()) - {first}
    assert registry.load(name).job["start"] == {"job": first}
    newer = registry.load(first).model_copy(
        update={"name": "sft-2", "launched": "2999", "checkpoint": "s3://customer-escrow/second"}
    )
    registry.save(newer)
    resumed = invoke(tmp_path, "launch", "--resume", name)
    assert resumed.exit_code == 0, resumed.exception
    sent = registry.load(name).request["parameters"]["HyperParameters"]
    assert sent["base_model_location"] == "s3://customer-escrow/first"


@pytest.mark.parametrize("more", [[], ["--resume", "sft-1", "JOB"], ["--resume", "x", "--set=a=1"]])
def test_a_job_file_or_a_launch_to_resume(tmp_path: Path, more: list[str]) -> None:
    result = invoke(tmp_path, "launch", *more)
    assert isinstance(result.exception, ConfigError)
    assert "--resume" in str(result.exception)


@pytest.mark.parametrize("command", [["launch"], ["launch", "--force"], ["launch", "--dry-run"]])
def test_a_value_with_a_typo_is_said_before_the_request_is_made(
    tmp_path: Path, command: list[str]
) -> None:
    path = write(tmp_path, recipe={"max_step": 20})
    result = invoke(tmp_path, *command, path)
    assert result.exit_code == 1, result.exception
    assert "Did you mean max_steps?" in " ".join(result.output.split())
    assert launched() == Registry(tmp_path / "jobs").names() == []
    (as_json,) = [json.loads(invoke(tmp_path, *command, path, "--json").stdout)]
    assert "recipe.max_step" in [found["check"] for found in as_json["findings"]]


def test_check_makes_the_request_too(tmp_path: Path) -> None:
    package = f"arn:aws:sagemaker:{ACCOUNT}:hub-content/h/JsonDoc/e/1"
    path = write(
        tmp_path,
        technique="rft",
        backend="serverless",
        grader={"function": package},
        start="s3://customer-escrow/first",
        extra={"run.model_package_group": f"arn:aws:sagemaker:{ACCOUNT}:model-package-group/g"},
    )
    result = invoke(tmp_path, "check", path, "--json")
    assert result.exit_code == 1
    (found,) = [one for one in json.loads(result.stdout) if one["check"] == "request"]
    assert found["severity"] == "error"
    assert "serverless jobs go on from a model package's ARN" in found["what"]


def test_check_of_a_job_whose_start_has_left_nothing_yet(tmp_path: Path) -> None:
    assert invoke(tmp_path, "launch", write(tmp_path)).exit_code == 0
    result = invoke(tmp_path, "check", write(tmp_path, name="more", start={"job": "sft"}), "--json")
    assert [one for one in json.loads(result.stdout) if one["check"] == "request"] == []


def test_check_tells_of_a_start_that_nobody_launched_among_the_others(tmp_path: Path) -> None:
    path = write(tmp_path, start={"job": "nobody"}, recipe={"max_step": 1})
    result = invoke(tmp_path, "check", path, "--json")
    assert result.exit_code == 1
    found = {one["check"]: one for one in json.loads(result.stdout)}
    assert "no job 'nobody' was launched from here" in found["start"]["what"]
    assert {"recipe.max_step", "bucket.region", "role.exists"} <= found.keys()


def test_a_dry_run_says_what_stands_for_a_checkpoint(tmp_path: Path) -> None:
    path = write(tmp_path, start={"job": "first"})
    command = ("launch", path, "--dry-run")
    assert "# s3://checkpoint-of-first/ is a placeholder" in invoke(tmp_path, *command).stdout
    shown = json.loads(invoke(tmp_path, *command, "--json").stdout)
    assert shown["placeholder"] == "s3://checkpoint-of-first/"
    given = ("launch", write(tmp_path, start="s3://b/run"), "--dry-run")
    assert "is a placeholder" not in invoke(tmp_path, *given).stdout
    assert json.loads(invoke(tmp_path, *given, "--json").stdout)["placeholder"] is None


@pytest.mark.parametrize(
    ("changes", "check"),
    [({"data": {}}, "data.train"), ({"technique": "dpo"}, "recipe")],
)
def test_check_tells_an_error_of_one_subject_once(
    tmp_path: Path, changes: dict[str, Any], check: str
) -> None:
    result = invoke(tmp_path, "check", write(tmp_path, **changes), "--json")
    errors = [one["check"] for one in json.loads(result.stdout) if one["severity"] == "error"]
    assert errors.count(check) == 1


def test_a_file_that_is_not_there_stops_even_a_forced_launch(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "sft.jsonl").unlink()
    assert invoke(tmp_path, "launch", path).exit_code == 1
    forced = invoke(tmp_path, "launch", path, "--force")
    assert isinstance(forced.exception, JobError)
    assert "not there: " in str(forced.exception)
    assert launched() == Registry(tmp_path / "jobs").names() == []


def test_numbers_of_the_command_line_are_read_as_in_the_file(tmp_path: Path) -> None:
    changes = ["--set", "recipe.lr=2e-5", "--dry-run", "--json"]
    result = invoke(tmp_path, "launch", write(tmp_path), *changes)
    shown = json.loads(result.stdout)
    assert result.exit_code == 0, shown["findings"]
    assert 2e-5 in [value for _, value in leaves(shown["recipe"])]
    broken = invoke(tmp_path, "launch", write(tmp_path), "--set", "recipe.lr=[1")
    assert isinstance(broken.exception, ConfigError)
    assert "--set recipe.lr=[1" in str(broken.exception)


def test_a_dry_run_shows_recipe_and_request_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    result = invoke(tmp_path, "launch", write(tmp_path), "--dry-run")
    assert result.exit_code == 0
    for part in ("training_config:", '"TrainingJobName": "sft-', "`toolgrade job check` looks at"):
        assert part in result.stdout
    assert "Nothing was checked but the job file" in result.stdout
    assert "0 error" not in result.stdout
    assert launched() == Registry(tmp_path / "jobs").names() == []
    wrong = invoke(tmp_path, "launch", write(tmp_path, recipe={"max_step": 1}), "--dry-run")
    assert "error   recipe.max_step: " in wrong.stdout


def test_a_record_without_a_job_is_said(tmp_path: Path) -> None:
    assert invoke(tmp_path, "launch", write(tmp_path)).exit_code == 0
    registry = Registry(tmp_path / "jobs")
    (name,) = registry.names()
    registry.update(name, job={}, status="launching")
    assert isinstance(invoke(tmp_path, "launch", "--resume", name).exception, JobError)
    path = write(tmp_path, name="more", start={"job": name})
    assert isinstance(invoke(tmp_path, "check", path).exception, JobError)
