from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.instances import is_managed, placement
from eval_jobs.jobs.limits import limits_of
from eval_jobs.jobs.places import MISSING, find, leaves
from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes import render, values_of
from eval_jobs.jobs.recipes.select import variants
from tests.eval_jobs.jobs.sample_jobs import ARN, make

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

RENDERED = [job for job in variants() if not is_managed(job)]
GRADER_PLACES = {
    "rft": ["run.reward_lambda_arn", "training_config.rollout.rewards.api_endpoint.lambda_arn"],
    "rft_eval": ["rl_env.reward_lambda_arn"],
    "gen_qa": ["processor.lambda_arn"],
}


def rendered(job: Job, **known: Any) -> dict[str, Any]:
    return render(job, **({"run_name": "my-run", "checkpoint": None} | known))


@pytest.mark.parametrize("job", RENDERED)
def test_the_graders_arn_is_wherever_the_container_reads_it(job: Job) -> None:
    recipe = rendered(job)
    kind = job.task if job.technique == "eval" else job.technique
    found = [place for place, value in leaves(recipe) if value == ARN]
    assert sorted(found) == sorted(GRADER_PLACES.get(kind, []))


@pytest.mark.parametrize("job", RENDERED)
def test_no_placeholder_is_left_and_all_of_it_is_json(job: Job) -> None:
    text = json.dumps(rendered(job), allow_nan=False)
    assert not any(mark in text for mark in ("${", "{{", "<"))


@pytest.mark.parametrize("job", RENDERED)
def test_replicas_are_the_instances_and_the_model_is_the_jobs(job: Job) -> None:
    for count in (None, 8):
        compute = job.compute.model_copy(update={"instance_count": count})
        placed = job.model_copy(update={"compute": compute})
        run = rendered(placed)["run"]
        assert run["replicas"] == placement(placed).count == (count or run["replicas"])
        assert run["model_type"] == profile(job).model_type
        assert run["model_name_or_path"] == profile(job).base
        assert run["name"] == "my-run"
        assert "data_s3_path" in run


@pytest.mark.parametrize("job", RENDERED)
def test_every_value_is_within_its_limits_and_at_its_place(job: Job) -> None:
    recipe = rendered(job)
    values = values_of(job)
    for name, limit in limits_of(job).items():
        value = find(recipe, limit.place)
        assert value is MISSING or limit.is_allowed(value), name
        assert value == values.get(name, MISSING)


@pytest.mark.parametrize("job", RENDERED)
def test_every_value_of_the_job_file_lands_in_the_recipe(job: Job) -> None:
    for name, limit in limits_of(job).items():
        recipe = rendered(job.model_copy(update={"recipe": {name: "own"}}))
        assert find(recipe, limit.place) == "own"


@pytest.mark.parametrize("job", RENDERED)
def test_a_checkpoint_takes_the_base_models_place(job: Job) -> None:
    recipe = rendered(job, checkpoint="s3://escrow/run")
    assert recipe["run"]["model_name_or_path"] == "s3://escrow/run"
    assert recipe["run"]["model_type"] == profile(job).model_type


def test_data_are_named_only_where_they_are_read_from_the_recipe() -> None:
    uris = {"data_uri": "s3://b/train.jsonl", "validation_uri": "s3://b/validation.jsonl"}
    run = rendered(make("sft", backend="hyperpod"), **uris)["run"]
    assert run["data_s3_path"] == uris["data_uri"]
    assert run["validation_data_s3_path"] == uris["validation_uri"]
    for job in (make("sft"), make("eval")):
        run = rendered(job, **uris)["run"]
        assert run["data_s3_path"] == ""
        assert run.get("validation_data_s3_path", "") == ""


def test_the_spelling_of_the_ratio_follows_the_backend() -> None:
    place = "training_config.trainer.peft.lora_tuning"
    own = {"lora_plus_lr_ratio": 5.0}
    assert find(rendered(make("rft", recipe=own)), f"{place}.lora_plus_lr_ratio") == 5.0
    hyperpod = rendered(make("rft", backend="hyperpod", recipe=own))
    assert find(hyperpod, f"{place}.loraplus_lr_ratio") == 5.0
    assert find(hyperpod, f"{place}.lora_plus_lr_ratio") is MISSING


def test_what_is_new_is_written_only_when_it_is_given() -> None:
    place = "training_config.rollout.rewards.api_endpoint.lambda_batch_size"
    assert find(rendered(make("rft")), place) is MISSING
    assert find(rendered(make("rft", recipe={"lambda_batch_size": 64})), place) == 64


def test_saving_follows_the_steps() -> None:
    trainer = rendered(make("rft", recipe={"max_steps": 30}))["training_config"]["trainer"]
    assert trainer["save_steps"] == 30


def test_extra_lands_at_its_place() -> None:
    recipe = rendered(make("rft", extra={"training_config.trainer.new": {"a": [1]}}))
    assert recipe["training_config"]["trainer"]["new"] == {"a": [1]}


@pytest.mark.parametrize("value", ["${oc.env:HOME}", "{{lr}}", "a ${run.name}"])
def test_a_placeholder_is_refused_by_its_place(value: str) -> None:
    with pytest.raises(ConfigError, match=r"training_config\.trainer\.new"):
        rendered(make("rft", extra={"training_config.trainer.new": value}))


def test_an_unknown_name_is_refused_rather_than_lost() -> None:
    with pytest.raises(ConfigError, match="unknown: max_step"):
        rendered(make("rft", recipe={"max_step": 5}))


@pytest.mark.parametrize(
    "place",
    [
        "run",
        "training_config",
        "training_config.trainer",
        "training_config.max_length",
        "training_config.max_length.new",
        "training_config.trainer.peft.peft_scheme",
        "run.reward_lambda_arn",
        "run.validation_data_s3_path",
    ],
)
def test_extra_wipes_nothing_out(place: str) -> None:
    with pytest.raises(ConfigError, match=f"extra.{place}: sets "):
        rendered(make("rft", extra={place: {"new": 1}}))


def test_extra_has_a_name_of_its_own() -> None:
    recipe = rendered(make("rft", extra={"training_config.max_length_new": 1}))
    assert recipe["training_config"]["max_length_new"] == 1
    assert recipe["training_config"]["max_length"] == 8192


@pytest.mark.parametrize("backend", ["bedrock", "serverless"])
def test_services_without_recipes_get_none(backend: str) -> None:
    with pytest.raises(ConfigError, match="takes hyperparameters"):
        rendered(make("rft", backend=backend))


def test_rendering_changes_nothing_of_the_job(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("training_config: {trainer: {new: {a: 1}}}\n")
    job = make("rft", base_recipe=str(base), extra={"training_config.trainer.other": {"b": [1]}})
    before = job.model_dump()
    first = rendered(job)
    first["training_config"]["trainer"]["other"]["b"].append(2)
    assert job.model_dump() == before
    assert rendered(job)["training_config"]["trainer"]["other"] == {"b": [1]}
