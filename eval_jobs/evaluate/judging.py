"""What grades the runs: the graders of this process, or a function and what it is set to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.configuration import VARIABLE, load_grader, parse_config, read_config
from eval_jobs.errors import ConfigError
from eval_jobs.evaluate.scoring import InProcessScorer, Scorer
from graders import GradingConfig, UnknownGraderError, load
from graders.config import COMPOSITE

if TYPE_CHECKING:
    from eval_jobs.evaluate.lambda_scorer import Deployed, LambdaScorer

GRADER_VARIABLE: Final = "TOOLGRADE_GRADER"


class Judge(NamedTuple):
    """A scorer, and what is known about how it grades."""

    scorer: Scorer
    grader: str
    config: GradingConfig
    metric_names: Sequence[str]
    function: Mapping[str, Any] | None = None


def in_process(grader: str | None, config_file: Path | None) -> Judge:
    """The grader of this name in this process."""
    name = grader or COMPOSITE
    made = load_grader(name, config_file)
    return Judge(InProcessScorer(made), name, read_config(config_file), made.metric_names)


def through_function(
    scorer: LambdaScorer, name: str, grader: str | None, config_file: Path | None
) -> Judge:
    """The function `name`, which grades as it is set.

    `grader` and `config_file` say the same where the function does not let itself be asked.
    ConfigError where they contradict it.
    """
    deployed = scorer.deployed()
    used, config = grader or COMPOSITE, GradingConfig()
    if deployed.environment is not None:
        used, config = _settings(name, deployed.environment)
        _same(name, "grader", used, grader)
    if config_file is not None:
        given = read_config(config_file)
        if deployed.environment is not None:
            _same(name, "configuration", config, given)
        config = given
    return Judge(scorer, used, config, _metric_names(used, config), _described(name, deployed))


def _settings(name: str, environment: Mapping[str, str]) -> tuple[str, GradingConfig]:
    config = parse_config(environment.get(VARIABLE, ""), f"{VARIABLE} of {name}")
    return environment.get(GRADER_VARIABLE) or COMPOSITE, config


def _same(name: str, what: str, deployed: object, given: object) -> None:
    if given is not None and given != deployed:
        raise ConfigError(
            f"{name} is deployed with {what} {deployed!r}, and not with {given!r}: leave out the "
            "option, or deploy the function anew"
        )


def _metric_names(grader: str, config: GradingConfig) -> Sequence[str]:
    """None where the function grades with a grader that is not known here."""
    try:
        return load(grader, config).metric_names
    except UnknownGraderError:
        return ()


def _described(name: str, deployed: Deployed) -> dict[str, Any]:
    environment = deployed.environment
    return {
        "name": name,
        "code_sha256": deployed.code_sha256,
        "environment": None if environment is None else dict(environment),
    }
