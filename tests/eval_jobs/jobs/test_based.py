"""What stands in a base recipe, or in `extra`, beside a job's own values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval_jobs.jobs.limits import check
from tests.eval_jobs.jobs.sample_jobs import ARN, errors, make


@pytest.mark.parametrize(
    "place",
    [
        "training_config.max_length",
        "run.reward_lambda_arn",
        "run.model_type",
        "run.replicas",
        "run",
        "training_config.trainer",
        "training_config.trainer.max_steps.more",
        "training_config.trainer.peft.peft_scheme",
    ],
)
def test_extra_is_not_for_known_values(place: str) -> None:
    assert errors(make("rft", extra={place: 1})) == [f"extra.{place}"]


def test_extra_takes_what_is_not_known() -> None:
    assert check(make("rft", extra={"training_config.trainer.new": 1})) == ((), ())


def test_a_base_recipe_is_of_the_same_model_and_technique(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("run: {model_type: amazon.nova-lite-v1:0:300k}\nevaluation: {task: gen_qa}\n")
    assert errors(make("rft", base_recipe=str(base))) == ["base_recipe", "base_recipe"]
    base.write_text("run: {}\ntraining_config: {max_length: 8192}\n")
    assert errors(make("rft", base_recipe=str(base))) == []


@pytest.mark.parametrize(
    ("technique", "model", "text"),
    [
        ("rft", "nova-2-lite", "training_config: {lr_scheduler: {warmup_steps: 1}}"),
        ("rft", "nova-2-lite", "training_config: {optim_config: {lr: 1e-5}}"),
        ("sft", "nova-2-lite", "training_config: {rollout: {}}"),
        ("sft", "nova-lite", "training_config: {model: {dpo_cfg: {beta: 0.1}}}"),
        ("dpo", "nova-lite", "training_config: {model: {optim: {}}}"),
        ("eval", "nova-lite", "training_config: {model: {}}"),
        ("sft", "nova-lite", "{training_config: {model: {}}, evaluation: {}}"),
    ],
)
def test_the_sections_of_a_base_recipe_tell_its_technique(
    tmp_path: Path, technique: str, model: str, text: str
) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(text)
    found = check(make(technique, model, base_recipe=str(base))).errors
    assert [(one.check, one.mend.split(",")[0]) for one in found] == [
        ("base_recipe", "Change technique")
    ]


@pytest.mark.parametrize(
    ("technique", "text", "fields"),
    [
        ("eval", "evaluation: {task: gen_qa, strategy: gen_qa}", {"task": "rft_eval"}),
        ("sft", "training_config: {peft: {peft_scheme: 'null'}}", {"rank": "lora"}),
        (
            "eval",
            "{evaluation: {task: gen_qa}, processor: {lambda_type: custom_metrics}}",
            {"task": "gen_qa", "grader": {"function": ARN, "lambda_type": "rft"}},
        ),
    ],
)
def test_a_mere_default_overwrites_nothing_of_the_base_unsaid(
    tmp_path: Path, technique: str, text: str, fields: dict[str, Any]
) -> None:
    base = tmp_path / "base.yaml"
    base.write_text(text)
    assert errors(make(technique, base_recipe=str(base), **fields)) == []
    unsaid = {"task": "gen_qa", "grader": {"function": ARN}} if "grader" in fields else {}
    assert errors(make(technique, base_recipe=str(base), **unsaid))[:1] == ["base_recipe"]


def test_the_replicas_of_a_base_are_the_instances(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("{run: {replicas: 3}, training_config: {max_length: 8192}}")
    assert errors(make("rft", base_recipe=str(base))) == ["compute.instance_count"]
    compute = {"instance_count": 2}
    assert errors(make("rft", base_recipe=str(base), compute=compute)) == []


def test_values_of_the_base_recipe_are_checked_too(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("training_config: {max_length: 1, global_batch_size: 64}\n")
    assert errors(make("rft", base_recipe=str(base))) == ["recipe.max_length"]
    own = {"max_length": 8192}
    assert errors(make("rft", base_recipe=str(base), recipe=own)) == []


def test_services_without_recipes_take_no_base(tmp_path: Path) -> None:
    job = make("rft", backend="bedrock", base_recipe=str(tmp_path / "absent.yaml"))
    assert errors(job) == ["base_recipe"]
