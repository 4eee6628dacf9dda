"""Settings of a deployed function, from its environment variables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from graders.config import COMPOSITE, GradingConfig
from graders.grader import UnknownGraderError, grader_class

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES: Final = {
    "grader": "TOOLGRADE_GRADER",
    "config": "TOOLGRADE_CONFIG",
    "envelope": "TOOLGRADE_ENVELOPE",
    "log_content": "TOOLGRADE_LOG_CONTENT",
    "deadline_margin_ms": "TOOLGRADE_DEADLINE_MARGIN_MS",
    "function_name": "AWS_LAMBDA_FUNCTION_NAME",
}


class SettingsError(ValueError):
    """An environment variable holds nonsense; the message names it and what is wrong."""


class Settings(BaseModel):
    """How a deployed function grades, answers and logs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    grader: str = COMPOSITE
    config: GradingConfig = Field(default_factory=GradingConfig)
    envelope: Literal["bare", "body_list", "body_json", "custom_metrics"] | None = None
    """The shape of the response; None: that of the entry point."""
    log_content: bool = False
    """Whether samples are logged in full. They may hold personal data, and logs cost."""
    deadline_margin_ms: Annotated[int, Field(ge=0)] = 500
    """Grading stops when so much of the function's time is left, to send what there is."""
    function_name: str = "local"

    @field_validator("grader")
    @classmethod
    def _is_known(cls, name: str) -> str:
        try:
            grader_class(name)
        except UnknownGraderError as error:
            raise ValueError(str(error)) from None
        return name

    @field_validator("config", mode="before")
    @classmethod
    def _from_json(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError(f"not JSON: {error}") from None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables above; an unset or empty one leaves the default.

        Raises `SettingsError` with one line for each thing that is wrong.
        """
        given = {
            name: environment[variable]
            for name, variable in VARIABLES.items()
            if environment.get(variable)
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise SettingsError("\n".join(map(_explain, error.errors()))) from None


def _explain(error: Any) -> str:
    name, *path = error["loc"]
    field = ".".join(map(str, path))
    return ": ".join(filter(None, [VARIABLES[name], field, error["msg"]]))
