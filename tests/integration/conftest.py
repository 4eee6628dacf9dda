"""The built functions behind a local endpoint; `make build` comes first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from eval_jobs.local_lambda.service import LocalLambda

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def service() -> Iterator[LocalLambda]:
    with LocalLambda(ROOT / ".aws-sam" / "build", lambda *_: None) as service:
        yield service
