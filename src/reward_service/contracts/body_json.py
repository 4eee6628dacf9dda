"""`statusCode` and a body that is a JSON string: open-weight RLVR and custom scorer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reward_service.contracts.batch import records_of

if TYPE_CHECKING:
    from graders.sample import JSON
    from reward_service.contracts.batch import GradeRecords


def respond(event: JSON, grade: GradeRecords) -> JSON:
    """Answer with the list of result items under `body`, encoded as a JSON string."""
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(grade(records_of(event))),
    }
