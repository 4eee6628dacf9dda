"""When and with what a report was made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata


def now() -> str:
    """The time, to the minute."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def versions(packages: Iterable[str]) -> dict[str, str]:
    """The versions of installed packages, by name."""
    return {package: metadata.version(package) for package in packages}
