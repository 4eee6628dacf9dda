"""The Grader protocol, and how graders are found: one file in this package is one grader."""

from __future__ import annotations

import importlib
import math
import pkgutil
from typing import TYPE_CHECKING, Protocol

from graders.grade import GRADER_ERROR, Grade

if TYPE_CHECKING:
    from graders.config import GradingConfig
    from graders.sample import Sample


class UnknownGraderError(LookupError):
    """No file in `graders/` is a grader of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown grader {name!r}; known graders: {', '.join(available())}")


class Grader(Protocol):
    """What a grader is.

    `graders/tool_selection.py` holds class `ToolSelectionGrader`: the file's name gives the
    class's. It is made from a `GradingConfig`, and is pure: the same sample always gets the same
    grade, whatever its id.
    """

    name: str
    metric_names: tuple[str, ...]
    """Every metric, in order, that each of its grades carries."""
    reward_names: frozenset[str]
    """Those of `metric_names` that the score is made of; the rest only inform."""

    def grade(self, sample: Sample) -> Grade:
        """Grade one sample. Never raises on what a model wrote."""


def grader_class(name: str) -> type[Grader]:
    """The class of grader `name`; `UnknownGraderError` if there is none."""
    if not name.isidentifier():
        raise UnknownGraderError(name)
    try:
        module = importlib.import_module(f"graders.{name}")
        found: type[Grader] = getattr(module, _class_name(name))
    except (ImportError, AttributeError) as error:
        if isinstance(error, ImportError) and error.name != f"graders.{name}":
            raise  # the grader is there; something that it imports is not
        raise UnknownGraderError(name) from None
    return found


def load(name: str, config: GradingConfig | None = None) -> Grader:
    """Grader `name`, imported alone and made from `config` (None: the default preset)."""
    from graders.config import GradingConfig

    make = grader_class(name)
    return make(config or GradingConfig())  # type: ignore[call-arg]  # protocols have no __init__


def available() -> list[str]:
    """The names of all graders, sorted. Imports each, so it is for people and tests."""
    import graders

    names = [module.name for module in pkgutil.iter_modules(graders.__path__)]
    modules = {name: importlib.import_module(f"graders.{name}") for name in names}
    return sorted(name for name in names if hasattr(modules[name], _class_name(name)))


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_")) + "Grader"


def grade_safely(grader: Grader, sample: Sample) -> Grade:
    """Grade one sample so that a defect of the grader costs that sample only.

    An exception, a score outside [0, 1], metrics that are not those declared or not finite become
    `unscored(grader_error)`: a bug is reported as a bug, and never as a bad answer.
    """
    try:
        grade = grader.grade(sample)
        score, metrics = grade.score, grade.metrics
        if tuple(metrics) != grader.metric_names or not math.isfinite(sum(metrics.values())):
            problem = f"metrics are not those declared, or not finite: {dict(metrics)}"
        elif score is None or 0.0 <= score <= 1.0:
            return grade
        else:
            problem = f"score {score!r} is outside [0, 1]"
    except Exception as error:  # noqa: BLE001  # the boundary that keeps neighbours safe
        problem = f"{type(error).__name__}: {error}"
    return Grade.unscored(GRADER_ERROR, f"{grader.name}: {problem}", grader.metric_names)
