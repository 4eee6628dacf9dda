from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.eval_jobs.jobs.deploying.scene import Scene

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)
