"""Starts the process of an execution environment, with nothing of the developer's in it."""

from __future__ import annotations

import subprocess
import sys
import uuid
from importlib.util import find_spec
from pathlib import Path
from platform import python_version_tuple
from typing import TYPE_CHECKING, Final

from eval_jobs.local_lambda.errors import BuildError
from eval_jobs.local_lambda.intrinsics import region

if TYPE_CHECKING:
    from eval_jobs.local_lambda.template import Function

PROVIDED: Final = (
    *("awslambdaric", "runtime_client", "simplejson", "snapshot_restore_py"),
    *("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"),
)
"""What AWS's Python runtime puts beside an artifact: its client, and boto3 with its needs."""


def link_runtime(folder: Path) -> None:
    """Fill `folder` with links to the packages of the runtime, and to nothing else."""
    for name in PROVIDED:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise BuildError(f"{name} is not installed: install toolgrade with its dependencies")
        origin = Path(spec.origin)
        source = origin.parent if spec.submodule_search_locations else origin
        (folder / source.name).symlink_to(source)


def variables(function: Function, address: str, runtime: Path) -> dict[str, str]:
    """The whole environment of the process: the function's variables and those AWS sets."""
    return {
        **function.variables,
        "AWS_ACCESS_KEY_ID": "local",  # nobody: the developer's profile must not be found either
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": region(),
        "AWS_EXECUTION_ENV": "AWS_Lambda_python" + ".".join(python_version_tuple()[:2]),
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": f"local/[$LATEST]{uuid.uuid4().hex}",
        "AWS_LAMBDA_RUNTIME_API": address,
        "AWS_REGION": region(),
        "LAMBDA_RUNTIME_DIR": str(runtime),
        "LAMBDA_TASK_ROOT": str(function.code),
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }


def start(function: Function, address: str, runtime: Path) -> subprocess.Popen[bytes]:
    """Start `function` against the Runtime API at `address` (host:port).

    Its output and errors come as one pipe. It ends when this process does.
    """
    bootstrap = Path(__file__).with_name("bootstrap.py")
    # No site-packages (-S, -s), no folder of the script (-P): only what bootstrap.py adds.
    command = [sys.executable, "-s", "-S", "-P", str(bootstrap)]
    try:
        return subprocess.Popen(  # noqa: S603  # our interpreter, our script, names from the build
            [*command, str(function.code), str(runtime), function.handler],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=function.code,
            env=variables(function, address, runtime),
            start_new_session=True,  # so that what it starts can be killed with it
        )
    except FileNotFoundError:
        raise BuildError(f"the artifact of {function.logical_id} is gone: build again") from None
