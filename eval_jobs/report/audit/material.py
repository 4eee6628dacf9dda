"""What the report of an audit is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.audit.check import Audit


class AuditMaterial(NamedTuple):
    """An audit, when it was made, and with which versions (by package)."""

    audit: Audit
    created: str
    versions: Mapping[str, str]
