"""Checks before a launch: what would cost hours of instances is found in seconds."""

from __future__ import annotations

from eval_jobs.jobs.preflight.checks import run
from eval_jobs.jobs.preflight.clients import Clients

__all__ = ["Clients", "run"]
