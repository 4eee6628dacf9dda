"""Bare list: SageMaker Nova RFT, Nova `rft_eval`, Bedrock RFT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reward_service.contracts.batch import records_of

if TYPE_CHECKING:
    from graders.sample import JSON
    from reward_service.contracts.batch import GradeRecords


def respond(event: JSON, grade: GradeRecords) -> JSON:
    """Answer with the list of result items itself."""
    return grade(records_of(event))
