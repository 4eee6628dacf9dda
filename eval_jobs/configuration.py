"""The grading configuration on this machine: from a file, else the environment, else defaults."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

import yaml
from pydantic import ValidationError

from eval_jobs.errors import ConfigError
from graders import Grader, GradingConfig, UnknownGraderError, load

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE: Final = "TOOLGRADE_CONFIG"
"""Holds a JSON object, as it does for the deployed functions."""


def load_grader(name: str, config_file: Path | None) -> Grader:
    """Grader `name` with the configuration in `config_file` (YAML or JSON), or in the environment.

    ConfigError names the file or variable, the field, and what is wrong with it.
    """
    source, text = VARIABLE, os.environ.get(VARIABLE, "")
    if config_file is not None:
        source = str(config_file)
        try:
            text = config_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read {source}: {error}") from error
    try:
        return load(name, parse_config(text, source))
    except UnknownGraderError as error:
        raise ConfigError(str(error)) from None


def parse_config(text: str, source: str) -> GradingConfig:
    """The configuration in a YAML (or JSON) text; an empty one is the default preset's."""
    try:
        given: Any = yaml.safe_load(text)
        return GradingConfig.model_validate({} if given is None else given)
    except yaml.YAMLError as error:
        raise ConfigError(f"{source}: not YAML: {error}") from error
    except ValidationError as error:
        lines = [_explain(source, problem) for problem in error.errors()]
        raise ConfigError("\n".join(lines)) from None


def _explain(source: str, problem: Any) -> str:
    field = ".".join(map(str, problem["loc"]))
    return ": ".join(filter(None, (source, field, problem["msg"])))
