"""Nova `gen_qa` with `lambda_type: custom_metrics`: one sample a call, before and after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eval_jobs.jobs.preflight.envelope import decoded, opened

REWARD: Final = "reward"
Call = Callable[[bytes], bytes]


def score_each(batch: Sequence[Mapping[str, Any]], call: Call) -> list[float | None]:
    """The metric `reward` of each answered record, or its first metric where there is none.

    ValueError where an answer holds no metrics, or the first prompt does not come back.
    """
    _preprocess(batch[0], call)
    return [_metric(record, call) for record in batch]


def _preprocess(record: Mapping[str, Any], call: Call) -> None:
    data = _data(record)
    response = decoded(call(_event("preprocess", data)))
    body = response.get("body") if isinstance(response, dict) else None
    if not isinstance(body, dict) or "prompt" not in body:
        raise ValueError('the function answers no {"body": {"prompt"}} to process_type preprocess')


def _metric(record: Mapping[str, Any], call: Call) -> float | None:
    data = {**_data(record), "inference_output": record.get("model_response", "")}
    metrics = opened(call(_event("postprocess", data)), "custom_metrics")
    try:
        values = {metric["metric"]: float(metric["value"]) for metric in metrics}
    except (TypeError, KeyError, ValueError):
        raise ValueError("the function answers metrics without a name or a number") from None
    return values.get(REWARD, next(iter(values.values()), None))


def _data(record: Mapping[str, Any]) -> dict[str, Any]:
    """A `gen_qa` record as the service hands it on: query and response have other names."""
    data = {"prompt": record.get("query", ""), "gold": record.get("response", "")}
    return {**data, "system": record["system"]} if "system" in record else data


def _event(step: str, data: Mapping[str, Any]) -> bytes:
    return json.dumps({"process_type": step, "data": data}).encode()
