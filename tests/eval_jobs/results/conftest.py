from __future__ import annotations

import pytest


@pytest.fixture
def told() -> list[str]:
    return []
