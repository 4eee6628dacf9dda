from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.base_recipe import refuse_placeholders, resolved
from eval_jobs.jobs.places import find, put
from eval_jobs.jobs.recipes import render, values_of
from tests.eval_jobs.jobs.sample_jobs import ARN, make

OWN = """
run:
  name: theirs
  model_type: amazon.nova-2-lite-v1:0:256k
  model_name_or_path: nova-lite-2/prod
  replicas: 2
  team: legal
training_config:
  max_length: 16384
  trainer:
    max_steps: 40
    save_steps: ${oc.select:training_config.trainer.max_steps}
    optim_config: {lr: 3e-6}
"""


def own(tmp_path: Path, text: str = OWN, **fields: Any) -> dict[str, Any]:
    base = tmp_path / "own.yaml"
    base.write_text(text)
    return render(make("rft", base_recipe=str(base), **fields), run_name="r", checkpoint=None)


def test_the_job_file_is_written_into_the_base_and_nothing_else_is(tmp_path: Path) -> None:
    assert own(tmp_path, recipe={"max_length": 8192}) == {
        "run": {
            "name": "r",
            "model_type": "amazon.nova-2-lite-v1:0:256k",
            "model_name_or_path": "nova-lite-2/prod",
            "data_s3_path": "",
            "replicas": 2,
            "team": "legal",
            "reward_lambda_arn": ARN,
        },
        "training_config": {
            "max_length": 8192,
            "rollout": {"rewards": {"api_endpoint": {"lambda_arn": ARN}}},
            "trainer": {
                "max_steps": 40,
                "save_steps": 40,
                "optim_config": {"lr": 3e-6},
                "peft": {"peft_scheme": "lora"},
            },
        },
    }


def test_replicas_are_the_bases_unless_the_job_file_gives_a_count(tmp_path: Path) -> None:
    assert own(tmp_path)["run"]["replicas"] == 2
    assert own(tmp_path, compute={"instance_count": 8})["run"]["replicas"] == 8
    for nothing in ("", "  replicas: '{{replicas}}'\n", "  replicas: 0\n"):
        text = OWN.replace("  replicas: 2\n", nothing)
        assert own(tmp_path, text)["run"]["replicas"] == 4


def test_the_fields_of_an_evaluation_are_written_into_the_base(tmp_path: Path) -> None:
    base = tmp_path / "own.yaml"
    base.write_text(
        "{evaluation: {task: rft_eval, strategy: rft_eval, metric: mine},"
        " processor: {lambda_arn: '', lambda_type: rft}}"
    )
    grader = {"function": ARN, "lambda_type": "custom_metrics"}
    job = make("eval", task="gen_qa", grader=grader, base_recipe=str(base))
    recipe = render(job, run_name="r", checkpoint=None)
    assert recipe["evaluation"] == {"task": "gen_qa", "strategy": "gen_qa", "metric": "mine"}
    assert recipe["processor"] == {"lambda_arn": ARN, "lambda_type": "custom_metrics"}


@pytest.mark.parametrize(
    ("technique", "model", "place"),
    [
        ("rft", "nova-2-lite", "training_config.trainer.peft.peft_scheme"),
        ("sft", "nova-lite", "training_config.model.peft.peft_scheme"),
    ],
)
@pytest.mark.parametrize("backend", ["sagemaker", "hyperpod"])
def test_the_rank_and_the_output_are_written_into_the_base(
    tmp_path: Path, technique: str, model: str, place: str, backend: str
) -> None:
    base: dict[str, Any] = {"run": {"output_s3_path": "s3://theirs/"}}
    put(base, place, "lora")
    file = tmp_path / "own.yaml"
    file.write_text(yaml.safe_dump(base))
    job = make(technique, model, rank="full", backend=backend, base_recipe=str(file))
    recipe = render(job, run_name="r", checkpoint=None)
    assert find(recipe, place) is None
    there = job.output if backend == "hyperpod" else "s3://theirs/"
    assert recipe["run"]["output_s3_path"] == there


@pytest.mark.parametrize("section", ["processor: null", "processor: 3", "run: [1]"])
def test_a_section_that_is_no_mapping_is_refused(tmp_path: Path, section: str) -> None:
    with pytest.raises(ConfigError, match="has to be a mapping"):
        own(tmp_path, f"training_config: {{max_length: 8192}}\n{section}\n")


def test_references_follow_what_the_job_file_says(tmp_path: Path) -> None:
    trainer = own(tmp_path, recipe={"max_steps": 7})["training_config"]["trainer"]
    assert trainer["save_steps"] == 7


def test_what_the_base_says_is_the_jobs_value(tmp_path: Path) -> None:
    base = tmp_path / "own.yaml"
    base.write_text(OWN)
    values = values_of(make("rft", base_recipe=str(base), recipe={"lr": 1e-6}))
    assert values == {"max_length": 16384, "max_steps": 40, "save_steps": 40, "lr": 1e-6}


def test_leftovers_are_refused_all_at_once_unless_the_job_fills_them(tmp_path: Path) -> None:
    text = "training_config: {max_length: '{{max_length}}', other: '${oc.select:nowhere}'}\n"
    with pytest.raises(ConfigError) as caught:
        own(tmp_path, text)
    assert "training_config.max_length" in str(caught.value)
    assert "training_config.other" in str(caught.value)
    filled = {"recipe": {"max_length": 8192}, "extra": {"training_config.other": 1}}
    assert find(own(tmp_path, text, **filled), "training_config.other") == 1


def test_references_lead_to_references_and_mappings() -> None:
    tree = {"a": "${b}", "b": "${oc.select:c.d}", "c": {"d": {"e": 1}}, "f": ["${c.d.e}"]}
    assert resolved(tree) == {"a": {"e": 1}, "b": {"e": 1}, "c": {"d": {"e": 1}}, "f": [1]}


@pytest.mark.parametrize("tree", [{"a": "${a}"}, {"a": "${b}", "b": "${a}"}, {"a": {"b": "${a}"}}])
def test_circles_are_leftovers(tree: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="placeholders"):
        refuse_placeholders(resolved(tree))
