"""Hypothesis draws the same examples on every run, so that a red test stays red.

How long drawing takes is the machine's affair: no test fails for it.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")
