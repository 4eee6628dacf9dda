"""The response that the job's container demands of the grader's function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

Envelope = Literal["bare", "body_list", "custom_metrics"]
SHAPES: Final[dict[Envelope, str]] = {
    "bare": "a list of results",
    "body_list": '{"statusCode": 200, "body": [results]}',
    "custom_metrics": '{"statusCode": 200, "body": [{"metric", "value"}]}',
}
FUNCTIONS: Final[dict[Envelope, str]] = {
    "bare": "RewardFunction",
    "body_list": "NovaScorerFunction",
    "custom_metrics": "NovaMetricsFunction",
}
"""Which function of template.yaml answers so."""


def demanded(job: Job) -> Envelope:
    """What the caller of this job wants. Sources disagree: see docs/deploy.md for who calls what.

    Nova's RFT and `rft_eval` take a bare list, `gen_qa` (also serverless) a body.
    """
    if job.technique != "eval" or job.task == "rft_eval":
        return "bare"
    if job.grader is not None and job.grader.lambda_type == "custom_metrics":
        return "custom_metrics"
    return "body_list"


def decoded(payload: bytes) -> Any:
    """The JSON in the payload; ValueError where it is none."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        some = payload[:200].decode(errors="backslashreplace")
        raise ValueError(f"the function's response is not JSON: {some}") from None


def opened(payload: bytes, envelope: Envelope) -> Any:
    """What the payload holds in its envelope; ValueError says what is wrong with it."""
    response = decoded(payload)
    if envelope == "bare":
        content = response
    elif not isinstance(response, dict) or response.get("statusCode") != 200:  # noqa: PLR2004  # HTTP's OK
        raise ValueError(f"the function answered no {SHAPES[envelope]}")
    else:
        content = response.get("body")
    if not isinstance(content, list):
        raise ValueError(  # noqa: TRY004  # the content of a message is wrong, not a type here
            f"the function answered {type(content).__name__} where {SHAPES[envelope]} is demanded"
        )
    return content
