"""`toolgrade job deploy`: what the command hands on; jobs.deploying tests what is done with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer
from typer.testing import CliRunner

from eval_jobs.commands.job.bringing import deploy
from eval_jobs.jobs.deploy import Deployed
from eval_jobs.jobs.registry import Registry
from tests.eval_jobs.jobs.scripted import record

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ROLE = "arn:aws:iam::111122223333:role/Bedrock"
APP = typer.Typer()
APP.command()(deploy)


def test_the_role_and_the_name_are_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    def deployed(record: Any, _: Registry, *rest: Any) -> Deployed:
        given.extend([record.name, *rest])
        return Deployed("model", None, "", "advice")

    monkeypatch.setattr("eval_jobs.commands.job.bringing.deploy_job", deployed)
    Registry(tmp_path).save(record())
    options = ["--name", "mine", "--role", ROLE, "--jobs", str(tmp_path), "--json"]
    result = CliRunner().invoke(APP, ["legal-rft", *options])
    assert given == ["legal-rft", "mine", ROLE]
    assert json.loads(result.stdout)["model"] == "model"
