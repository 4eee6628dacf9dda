"""The built artifacts hold what runs and no more. `make build` makes them for this machine."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
CODE: Final = {"graders": ROOT / "graders", "reward_service": ROOT / "src/reward_service"}
DEPENDENCIES: Final = {
    "annotated_types",
    "aws_lambda_powertools",
    "jmespath",
    "pydantic",
    "pydantic_core",
    "typing_extensions.py",
    "typing_inspection",
}
MEGABYTE: Final = 1_000_000
IMPORT: Final = """
import sys
sys.path.insert(0, sys.argv[1])
import pydantic_core, reward_service.handlers
print(pydantic_core.__file__, reward_service.handlers.__file__, sep="\\n")
"""


@pytest.fixture(
    params=[
        "RewardFunction",
        "OpenWeightRewardFunction",
        "NovaScorerFunction",
        "NovaMetricsFunction",
    ]
)
def artifact(request: pytest.FixtureRequest) -> Path:
    path: Path = ROOT / ".aws-sam/build" / request.param
    if not path.is_dir():
        pytest.fail(f"no {request.param} in .aws-sam/build: run `make build`")
    return path


def _modules(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_it_holds_the_code_and_its_dependencies_only(artifact: Path) -> None:
    names = {path.name for path in artifact.iterdir()}
    assert names - {"__pycache__"} == DEPENDENCIES | set(CODE)


@pytest.mark.parametrize("package", CODE)
def test_it_holds_the_code_as_it_is_now(artifact: Path, package: str) -> None:
    built, source = _modules(artifact / package), _modules(CODE[package])
    changed = {name for name in built.keys() | source if built.get(name) != source.get(name)}
    assert not changed, "run `make build`: the code has changed since"


def test_it_is_small(artifact: Path) -> None:
    size = sum(path.stat().st_size for path in artifact.rglob("*") if path.is_file())
    assert size <= 30 * MEGABYTE


def test_it_has_byte_code_of_this_interpreter_only(artifact: Path) -> None:
    sources = set(artifact.rglob("*.py"))
    byte_code = set(artifact.rglob("*.pyc"))
    assert {Path(cache_from_source(str(path))) for path in sources} <= byte_code
    assert {path for path in byte_code if f".{sys.implementation.cache_tag}." not in path.name} == (
        set()
    )


def test_it_names_no_path_of_this_machine(artifact: Path) -> None:
    here = str(ROOT).encode()
    files = (path for path in artifact.rglob("*") if path.is_file())
    assert [path for path in files if here in path.read_bytes()] == []


def test_it_imports_with_nothing_but_itself_on_the_path(artifact: Path) -> None:
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORT, str(artifact)]
    result = subprocess.run(command, env={}, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert all(Path(file).is_relative_to(artifact) for file in result.stdout.splitlines())
