"""AWS's demands on a response, as typed models: contracts of RFT, evaluation and custom metrics."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter


def _usable(name: str) -> str:
    assert re.fullmatch(r"[A-Za-z0-9_]+", name)
    assert not name.startswith("lambda_")
    assert name != "reward_score"
    return name


Name = Annotated[str, AfterValidator(_usable)]
Number = Annotated[float, Field(allow_inf_nan=False, strict=True)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RewardMetric(Strict):
    name: Name
    value: Number
    type: Literal["Metric", "Reward"]


class RewardFunctionOutput(Strict):
    id: Any
    aggregate_reward_score: Annotated[Number, Field(ge=0, le=1)]
    metrics_list: list[RewardMetric]
    error_code: str | None = None

    @property
    def metrics(self) -> dict[str, float]:
        return {metric.name: metric.value for metric in self.metrics_list}


class CustomMetric(Strict):
    metric: Name
    value: Number


class MetricsResponse(Strict):
    statusCode: Literal[200]  # noqa: N815  # AWS's spelling
    body: list[CustomMetric]


class BodyList(Strict):
    statusCode: Literal[200]  # noqa: N815  # AWS's spelling
    headers: dict[str, str]
    body: list[RewardFunctionOutput]


class BodyJson(Strict):
    statusCode: Literal[200]  # noqa: N815  # AWS's spelling
    headers: dict[str, str]
    body: str


BARE = TypeAdapter(list[RewardFunctionOutput])


def over_the_wire(response: Any) -> Any:
    """A response as the caller reads it: strict JSON in UTF-8, as Lambda's runtime encodes it."""
    return json.loads(json.dumps(response, allow_nan=False, ensure_ascii=False).encode())


def read_bare(response: Any) -> list[RewardFunctionOutput]:
    return BARE.validate_python(over_the_wire(response))


def read_body_list(response: Any) -> list[RewardFunctionOutput]:
    return BodyList.model_validate(over_the_wire(response)).body


def read_body_json(response: Any) -> list[RewardFunctionOutput]:
    return BARE.validate_json(BodyJson.model_validate(over_the_wire(response)).body)


def read_metrics(response: Any) -> dict[str, float]:
    body = MetricsResponse.model_validate(over_the_wire(response)).body
    metrics = {metric.metric: metric.value for metric in body}
    assert len(metrics) == len(body)
    return metrics
