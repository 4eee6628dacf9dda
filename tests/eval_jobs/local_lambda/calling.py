"""Calls of the toy function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval_jobs.local_lambda.environment import Invocation
    from eval_jobs.local_lambda.service import LocalLambda


def call(service: LocalLambda, event: Any) -> Invocation:
    return service.invoke("RewardFunction", json.dumps(event).encode())


def answer(service: LocalLambda, event: Any) -> Any:
    return json.loads(call(service, event).payload)
