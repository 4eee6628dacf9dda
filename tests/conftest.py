"""Hypothesis draws the same examples on every run, so that a red test stays red.

How long drawing takes is the machine's affair: no test fails for it.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure coverage by the examples: what is drawn hits the same lines hundreds of times.

    Seeing each hit makes such a test take twice as long. `no_cover` is pytest-cov's own marker.
    """
    for item in items:
        if is_hypothesis_test(getattr(item, "function", None)):
            item.add_marker(pytest.mark.no_cover)
