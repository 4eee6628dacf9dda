"""Reads what `sam build` left: which functions there are, and how Lambda would run each."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from platform import machine, python_version_tuple
from typing import Any, Final

import yaml

from eval_jobs.local_lambda.errors import BuildError
from eval_jobs.local_lambda.intrinsics import ACCOUNT, Resolver, region

BUILD: Final = Path(".aws-sam/build")
"""What `make build` makes, below the working directory."""
_MAKE_ONE: Final = "run 'make build' (or 'sam build')"
_PROPERTIES: Final = frozenset(
    [
        "CodeUri",
        "FunctionName",
        "Handler",
        "MemorySize",
        "ReservedConcurrentExecutions",
        "Runtime",
        "Timeout",
    ]
)


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the build: its properties as Lambda has them, and its artifact."""

    logical_id: str
    name: str
    handler: str
    runtime: str
    code: Path
    timeout: int = 3
    """Seconds."""
    memory_size: int = 128
    """MB. Reported, not enforced."""
    reserved_concurrency: int | None = None
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The unqualified local ARN."""
        return f"arn:aws:lambda:{region()}:{ACCOUNT}:function:{self.name}"


def read_build(build: Path) -> dict[str, Function]:
    """The functions of the build folder `build`, by logical id.

    Raises `BuildError` if there is no build, or one that this interpreter cannot run.
    """
    try:
        template = yaml.safe_load((build / "template.yaml").read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise BuildError(f"no build at {build}: {_MAKE_ONE}") from None
    except yaml.YAMLError as error:
        raise BuildError(f"{build / 'template.yaml'} is not YAML: {error}") from None
    if not isinstance(template, dict):
        raise BuildError(f"{build / 'template.yaml'} holds no template: {_MAKE_ONE}")
    functions = {
        logical_id: _function(logical_id, resource, template, build)
        for logical_id, resource in template.get("Resources", {}).items()
        if resource.get("Type") == "AWS::Serverless::Function"
    }
    for function in functions.values():
        _check_artifact(function)
    return functions


def _function(
    logical_id: str, resource: dict[str, Any], template: dict[str, Any], build: Path
) -> Function:
    common = template.get("Globals", {}).get("Function", {})
    own = resource.get("Properties", {})
    try:
        resolve = Resolver(template)
        known = {key: value for key, value in (common | own).items() if key in _PROPERTIES}
        properties = resolve(known)
        variables = resolve(_variables(common) | _variables(own))
        reserved = properties.get("ReservedConcurrentExecutions")
        return Function(
            logical_id=logical_id,
            name=str(properties.get("FunctionName", logical_id)),
            handler=properties["Handler"],
            runtime=properties["Runtime"],
            code=(build / properties["CodeUri"]).resolve(),
            timeout=int(properties.get("Timeout", 3)),
            memory_size=int(properties.get("MemorySize", 128)),
            reserved_concurrency=None if reserved is None else int(reserved),
            variables={key: _text(value) for key, value in variables.items()},
        )
    except (ValueError, KeyError) as error:
        raise BuildError(f"{build / 'template.yaml'}: {logical_id}: {error}") from None


def _variables(properties: dict[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = properties.get("Environment", {}).get("Variables", {})
    return variables


def _text(value: Any) -> str:
    # CloudFormation makes strings of all values; its booleans are lower case.
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_artifact(function: Function) -> None:
    # A build for AWS (arm64, another Python) can be read here but its extensions cannot load.
    if not function.code.is_dir():
        raise BuildError(f"the artifact of {function.logical_id} is missing: {_MAKE_ONE}")
    ours = tuple(suffix for suffix in EXTENSION_SUFFIXES if ".cpython-" in suffix)
    for path in function.code.rglob("*.cpython-*.so"):
        if not path.name.endswith(ours):
            python = "python" + ".".join(python_version_tuple()[:2])
            architecture = "arm64" if machine() in {"arm64", "aarch64"} else "x86_64"
            raise BuildError(
                f"the artifact of {function.logical_id} was built for another machine: "
                f"{path.name} does not load in {python} on {architecture}; build for this one: "
                f"make build (or: sam build --parameter-overrides "
                f"Architecture={architecture} Runtime={python})"
            )
