"""The envelopes that callers demand: one module here is one wire format, event to response.

Their events cannot be told apart with certainty, so the envelope is chosen by setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from reward_service.contracts import bare, body_json, body_list, custom_metrics
from reward_service.contracts.batch import UnknownEventError

if TYPE_CHECKING:
    from graders.sample import JSON
    from reward_service.contracts.batch import GradeRecords

__all__ = ["CONTRACTS", "Contract", "UnknownEventError"]


class Contract(Protocol):
    """What each module here offers."""

    def respond(self, event: JSON, grade: GradeRecords) -> JSON:
        """Answer an event, having its records graded; `UnknownEventError` if it is none."""


CONTRACTS: Final[dict[str, Contract]] = {
    "bare": bare,
    "body_list": body_list,
    "body_json": body_json,
    "custom_metrics": custom_metrics,
}
