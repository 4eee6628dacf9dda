"""What a check before the launch has to say."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Severity(Enum):
    """How bad it is. Only errors stop a launch."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OK = "ok"


class Finding(NamedTuple):
    """One finding: what was seen, why it matters, and how to mend it."""

    severity: Severity
    check: str
    """The check's short name, such as `grader.timeout`."""
    what: str
    why: str = ""
    mend: str = ""
