"""Nova `gen_qa` with `lambda_type: custom_metrics`: one sample, before or after inference.

The recipe's default is `lambda_type: rft`, whose batches are told apart with certainty: they are
answered as that caller wants it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reward_service.contracts import body_list
from reward_service.contracts.batch import UnknownEventError, describe

if TYPE_CHECKING:
    from graders.sample import JSON
    from reward_service.contracts.batch import GradeRecords

PASSED_THROUGH: Final = ("system", "prompt", "gold")


def respond(event: JSON, grade: GradeRecords) -> JSON:
    """Before inference hand the prompt back as it is; after it, answer with its metrics.

    The metrics are `reward` (the aggregate) and those of the result item, as `metric`, `value`.
    """
    if isinstance(event, list):
        return body_list.respond(event, grade)
    step = event.get("process_type") if isinstance(event, dict) else None
    if step == "preprocess" and isinstance(event.get("data"), dict):
        data = event["data"]
        return _envelope({key: data[key] for key in PASSED_THROUGH if key in data})
    if step == "postprocess":
        item = grade([event])[0]
        metrics = [{"metric": "reward", "value": item["aggregate_reward_score"]}]
        metrics += [{"metric": m["name"], "value": m["value"]} for m in item["metrics_list"]]
        return _envelope(metrics)
    raise UnknownEventError(
        "this function answers custom metrics events, {'process_type': 'preprocess' or "
        f"'postprocess', 'data': {{...}}}}, and lists of records; this event is {describe(event)}"
    )


def _envelope(body: JSON) -> JSON:
    return {"statusCode": 200, "body": body}
