"""The built functions behind a local endpoint (`make build` comes first), and a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from eval_jobs.local_lambda.service import LocalLambda
from tests.support.browser import started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver import Chrome

ROOT: Final = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def service() -> Iterator[LocalLambda]:
    with LocalLambda(ROOT / ".aws-sam" / "build", lambda *_: None) as service:
        yield service


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with started(tmp_path_factory.mktemp("chromium")) as browser:
        yield browser
