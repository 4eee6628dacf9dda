"""`statusCode` and a body that is a list: Nova `gen_qa` with `lambda_type: rft`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reward_service.contracts.batch import records_of

if TYPE_CHECKING:
    from graders.sample import JSON
    from reward_service.contracts.batch import GradeRecords


def respond(event: JSON, grade: GradeRecords) -> JSON:
    """Answer with the list of result items under `body`, as JSON and not as a string."""
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": grade(records_of(event)),
    }
