from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from eval_jobs.local_lambda.errors import BuildError
from eval_jobs.local_lambda.template import Function, read_build

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild


def test_globals_are_merged_and_the_functions_own_values_win(tmp_path: Path) -> None:
    template = {
        "Parameters": {"Seconds": {"Type": "Number", "Default": "30"}},
        "Globals": {
            "Function": {
                "Runtime": "python3.11",
                "Timeout": {"Ref": "Seconds"},
                "Environment": {"Variables": {"A": "global", "B": 1, "C": True}},
            }
        },
        "Resources": {
            "Fn": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "CodeUri": "Fn",
                    "Handler": "app.handler",
                    "Role": {"Fn::GetAtt": "Role.Arn"},
                    "Environment": {"Variables": {"A": "own"}},
                },
            },
            "Role": {"Type": "AWS::IAM::Role"},
        },
    }
    (tmp_path / "Fn").mkdir()
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(template))
    assert read_build(tmp_path) == {
        "Fn": Function(
            logical_id="Fn",
            name="Fn",
            handler="app.handler",
            runtime="python3.11",
            code=tmp_path / "Fn",
            timeout=30,
            memory_size=128,
            reserved_concurrency=None,
            variables={"A": "own", "B": "1", "C": "true"},
        )
    }


def test_no_build_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"no build at .*: run 'make build' \(or 'sam build'\)"):
        read_build(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", "Ref: !Unknown x"])
def test_a_template_that_is_none_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "template.yaml").write_text(text)
    with pytest.raises(BuildError, match=r"template\.yaml"):
        read_build(tmp_path)


@pytest.mark.parametrize("properties", [{"Timeout": {"Ref": "T"}}, {"Handler": {"Fn::X": 1}}])
def test_a_function_that_cannot_be_read_is_named(
    make_build: MakeBuild, properties: dict[str, object]
) -> None:
    with pytest.raises(BuildError, match=r"template.yaml: RewardFunction: "):
        read_build(make_build(**properties))


def test_a_missing_artifact_is_named(make_build: MakeBuild) -> None:
    with pytest.raises(BuildError, match="RewardFunction is missing: run 'make build'"):
        read_build(make_build(CodeUri="Elsewhere"))


def test_an_artifact_for_another_machine_says_how_to_build_for_this_one(
    make_build: MakeBuild,
) -> None:
    build = make_build()
    package = build / "RewardFunction" / "package"
    package.mkdir()
    (package / "_core.cpython-399-sparc-linux-gnu.so").touch()
    with pytest.raises(BuildError, match=r"Architecture=\w+ Runtime=python3\.\d+"):
        read_build(build)
