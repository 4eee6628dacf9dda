"""Requests that the service's own description refuses are not built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import NAME, data, job


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"compute": {"max_runtime_hours": 1e-4}}, "MaxRuntimeInSeconds"),
        ({"backend": "bedrock", "recipe": {"max_epochs": "two"}}, "epochCount"),
        ({"backend": "bedrock", "recipe": {"max_epochs": 0}}, "epochCount"),
    ],
)
def test_a_parameter_out_of_range_is_a_config_error(changes: dict[str, Any], field: str) -> None:
    made = job(**changes)
    with pytest.raises(ConfigError, match=field):
        build_request(made, NAME, checkpoint=None, data=data(made))


@pytest.mark.parametrize("section", ["processor: null", "processor: 3"])
def test_a_base_recipe_with_a_broken_section_is_a_config_error(
    tmp_path: Path, section: str
) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(f"evaluation: {{task: gen_qa}}\n{section}\n")
    made = job(technique="eval", task="gen_qa", grader=None, base_recipe=str(base))
    with pytest.raises(ConfigError, match="processor holds"):
        build_request(made, NAME, checkpoint=None, data=data(made))


def test_the_replicas_of_a_base_recipe_are_the_instances(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("{run: {replicas: 2}, training_config: {max_length: 8192}}")
    made = job(base_recipe=str(base))
    parameters = build_request(made, NAME, checkpoint=None, data=data(made)).parameters
    assert parameters["ResourceConfig"]["InstanceCount"] == 2
