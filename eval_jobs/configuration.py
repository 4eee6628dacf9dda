"""The grading configuration on this machine: from a file, else the environment, else defaults."""

from __future__ import annotations

import json
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
    config = read_config(config_file)
    try:
        return load(name, config)
    except UnknownGraderError as error:
        raise ConfigError(str(error)) from None


def read_config(config_file: Path | None) -> GradingConfig:
    """The configuration in `config_file` (YAML or JSON), else in the environment."""
    if config_file is None:
        return parse_config(os.environ.get(VARIABLE, ""), VARIABLE)
    return parse_config(_text(config_file), str(config_file))


def read_document(path: Path) -> Any:
    """What a YAML or JSON file holds; None where it is empty."""
    return _parse(_text(path), str(path))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"cannot read {path}: {error}") from error


def parse_config(text: str, source: str) -> GradingConfig:
    """The configuration in a JSON or YAML text; an empty one is the default preset's."""
    given = _parse(text, source)
    if given is None:
        return GradingConfig()
    if not isinstance(given, dict):
        raise ConfigError(f"{source}: not a mapping, such as {{preset: nova-workshop}}")
    try:
        return GradingConfig.model_validate(given)
    except ValidationError as error:
        lines = [_explain(source, problem) for problem in error.errors()]
        raise ConfigError("\n".join(lines)) from None


def _parse(text: str, source: str) -> Any:
    try:
        return json.loads(text)  # YAML takes most JSON, but no tabs
    except (ValueError, RecursionError):
        pass
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{source}: neither JSON nor YAML: {error}") from error


def _explain(source: str, problem: Any) -> str:
    field = ".".join(map(str, problem["loc"]))
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden" and len(problem["loc"]) == 1:
        message = f"unknown field; known fields: {', '.join(GradingConfig.model_fields)}"
    return ": ".join(filter(None, (source, field, message)))
