"""A toy build, as `sam build` leaves one, and the local Lambda over it."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from eval_jobs.local_lambda.service import LocalLambda

TOY = """
import os, subprocess, sys, threading

def handler(event, context):
    match event:
        case {"raise": text}:
            raise ValueError(text)
        case {"exit": code}:
            os._exit(code)
        case {"signal": number}:
            os.kill(os.getpid(), number)
        case {"print": text}:
            print(text)
        case {"size": size}:
            return "x" * (size - 2)
        case {"hang": _}:
            threading.Event().wait()
        case {"hold": fifo}:
            file = open(fifo, "w")
            subprocess.Popen(["sleep", "1000"], pass_fds=[file.fileno()])
            threading.Event().wait()
        case {"read": fifo}:
            return open(fifo).read()
        case {"write": fifo}:
            open(fifo, "w").write("met")
        case {"append": path}:
            open(path, "a").write("x")
        case {"context": _}:
            return [context.aws_request_id, context.get_remaining_time_in_millis(),
                    context.invoked_function_arn, context.function_name]
        case {"process": _}:
            return {"pid": os.getpid(), "environ": dict(os.environ), "path": sys.path,
                    "cwd": os.getcwd()}
    return event
"""

CLOCK = itertools.count(time.time_ns(), 10**9)
MakeBuild = Callable[..., Path]
Serve = Callable[..., LocalLambda]


@pytest.fixture(autouse=True)
def no_aws_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def make_build(tmp_path: Path) -> MakeBuild:
    """Write a build of one function, RewardFunction: `source` is its module, `app.py`."""

    def make(source: str = TOY, **properties: Any) -> Path:
        build = tmp_path / "build"
        artifact = build / "RewardFunction"
        artifact.mkdir(parents=True, exist_ok=True)
        (artifact / "app.py").write_text(source, encoding="utf-8")
        resource = {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "CodeUri": "RewardFunction",
                "FunctionName": {"Fn::Sub": "SageMaker-${AWS::StackName}-reward"},
                "Handler": "app.handler",
                "Runtime": "python3.11",
                "Timeout": 60,
                **properties,
            },
        }
        template = build / "template.yaml"
        template.write_text(yaml.safe_dump({"Resources": {"RewardFunction": resource}}))
        now = next(CLOCK)
        os.utime(template, ns=(now, now))  # newer than the last, however coarse the file system's
        return build

    return make


@pytest.fixture
def log() -> list[str]:
    """What the functions of `serve` log."""
    return []


@pytest.fixture
def serve(make_build: MakeBuild, log: list[str]) -> Iterator[Serve]:
    """The local Lambda over a toy build; closed at the end of the test."""
    services = []

    def start(source: str = TOY, **properties: Any) -> LocalLambda:
        build = make_build(source, **properties)
        service = LocalLambda(build, lambda _, text: log.extend(text.split("\n")))
        services.append(service)
        return service

    yield start
    for service in services:
        service.__exit__()


@pytest.fixture
def fifo(tmp_path: Path) -> Path:
    """A named pipe: to open one end waits for the other, which makes a rendezvous."""
    path = tmp_path / "fifo"
    os.mkfifo(path)
    return path
