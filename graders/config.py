"""The typed configuration of grading: the same model for a file, the environment and a job."""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from graders.grader import UnknownGraderError, grader_class

COMPOSITE: Final = "tool_call"
TOLERANCE: Final = 1e-6
"""How far from 1 the sum of weights may be (they are typed by hand: 0.333 x 3 is nonsense)."""


class Comparator(BaseModel):
    """How the values of one parameter are compared.

    `exact`: equal as typed JSON, or nothing. `numeric`: equal within `tolerance` (absolute) or
    `relative_tolerance` (of the reference), partial credit by closeness. `text`: ordered tokens.
    `set`: a list whose order means nothing. `ignore`: any value will do.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["exact", "numeric", "text", "set", "ignore"]
    tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    relative_tolerance: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _tolerance_is_numeric(self) -> Self:
        if self.kind != "numeric" and (self.tolerance or self.relative_tolerance):
            raise ValueError(f"a tolerance goes with kind 'numeric', not {self.kind!r}")
        return self


class GradingConfig(BaseModel):
    """What graders can be told. Every key has a default; unknown keys are errors.

    Start from a preset and override: `{"preset": "nova-workshop"}`, or
    `{"weights": {"tool_selection": 0.5, "exact_match": 0.5}, "curve": 1}`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    preset: Literal["default", "nova-workshop"] = "default"
    weights: dict[str, Annotated[float, Field(ge=0, allow_inf_nan=False)]] = {}
    """Grader name to its share of `tool_call`'s reward (default: the preset's); 0 only reports."""
    curve: Annotated[float, Field(ge=1, le=4)] = 2.0
    """Each component pays `score ** curve`: above 1, half right earns less than half."""
    order: Literal["gaps", "strict", "any"] = "gaps"
    """What `tool_sequence` asks for: the same order, the same positions, or no order."""
    comparators: dict[str, Comparator] = Field(default_factory=dict)
    """By `tool.parameter`, or by `parameter` for every tool. The reference's own goes first."""
    field: Annotated[str, Field(min_length=1)] = "Type"
    """Which JSON field `field_match` compares with the reference's field of the same name."""

    @model_validator(mode="before")
    @classmethod
    def _start_from_preset(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        preset = value.get("preset", "default")
        known = isinstance(preset, str) and preset in PRESETS
        return {**PRESETS[preset], **value} if known else value

    @field_validator("weights")
    @classmethod
    def _weights_are_shares(cls, weights: dict[str, float]) -> dict[str, float]:
        for name in weights:
            if name == COMPOSITE:
                raise ValueError(f"{COMPOSITE!r} cannot be a component of itself")
            try:
                grader_class(name)
            except UnknownGraderError as error:
                raise ValueError(str(error)) from None
        total = math.fsum(weights.values())
        if abs(total - 1.0) > TOLERANCE:
            raise ValueError(f"weights must sum to 1, these sum to {total:g}: {weights}")
        return weights


PRESETS: Final[dict[str, dict[str, Any]]] = {
    "default": {
        "weights": {
            "json_parsability": 0.05,
            "tool_selection": 0.15,
            "tool_sequence": 0.10,
            "tool_parameters": 0.40,
            "exact_match": 0.30,
        },
        "curve": 2.0,
    },
    "nova-workshop": {"weights": {"nova_workshop": 1.0}, "curve": 1.0},
}
