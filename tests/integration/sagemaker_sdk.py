"""AWS's own SDK, in an environment of its own that `make test` makes: .venv-sagemaker."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-sagemaker" / "bin" / "python"


def answers(script: str, cases: Sequence[Any]) -> list[dict[str, Any]]:
    """What a script beside this file makes of the cases, in one process: imports take seconds."""
    nobody = {"AWS_ACCESS_KEY_ID": "none", "AWS_SECRET_ACCESS_KEY": "none"}
    run = subprocess.run(
        [PYTHON, Path(__file__).parent / script],
        input=json.dumps(cases),
        env={**os.environ, **nobody, "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    found: list[dict[str, Any]] = json.loads(run.stdout)
    return found
