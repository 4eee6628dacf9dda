from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.backends.local import COUNTERPARTS, DEFAULTS
from eval_jobs.jobs.launch import plan as planned
from eval_jobs.jobs.limits import check, limits_of
from eval_jobs.local_jobs.plan import LocalPlan
from tests.eval_jobs.jobs.backends.jobs import FUNCTION, NAME, job

TRAIN, VALIDATION, TEST = "/data/train.jsonl", "/data/validation.jsonl", "/data/test.jsonl"
DATA = {"train": TRAIN, "validation": VALIDATION}


def here(checkpoint: str | None = None, **changes: Any) -> LocalPlan:
    """The plan of a job on this machine with these fields."""
    data = {"test": TEST} if changes.get("technique") == "eval" else DATA
    said = job(**{"backend": "local", "data": data, **changes})
    request = build_request(said, NAME, checkpoint=checkpoint, data=data)
    assert (request.service, request.operation, request.uploads) == ("local", "", ())
    assert json.loads(json.dumps(request.parameters)) == request.parameters
    return LocalPlan.model_validate(request.parameters)


def test_without_a_word_it_is_made_for_a_small_model() -> None:
    plan = here()
    assert (plan.name, plan.technique, plan.model) == (NAME, "rft", "smollm2-135m-instruct")
    assert (plan.train, plan.validation, plan.test) == (TRAIN, VALIDATION, None)
    assert plan.max_steps == DEFAULTS["rft"]["max_steps"]
    assert plan.max_new_tokens == LocalPlan.model_fields["max_new_tokens"].default
    assert plan.lora_rank == 16


def test_what_the_recipe_says_holds() -> None:
    recipe = {
        "max_steps": 12,
        "save_steps": 4,
        "global_batch_size": 16,
        "number_generation": 6,
        "max_new_tokens": 100,
        "lr": 1e-5,
        "temperature": 0.7,
        "kl_loss_coef": 0.5,
        "lambda_concurrency_limit": 3,
        "lambda_batch_size": 9,
        "max_length": 4096,
    }
    assert recipe.keys() - {"max_length"} == set(COUNTERPARTS.values())
    assert not check(job(backend="local", data=DATA, recipe=recipe)).errors
    plan = here(recipe=recipe)
    for field, name in COUNTERPARTS.items():
        assert getattr(plan, field) == recipe[name], field
    assert plan.max_prompt_tokens == 4096 - 100


def test_each_counterpart_is_a_value_of_a_recipe_and_a_field_of_the_plan() -> None:
    rft = limits_of(job(backend="local", data=DATA))
    assert rft.keys() >= set(COUNTERPARTS.values())
    assert LocalPlan.model_fields.keys() >= COUNTERPARTS.keys()


def test_what_local_says_holds_over_the_recipe() -> None:
    recipe = {"max_steps": 12, "lr": 1e-6, "max_length": 8192, "number_generation": 2}
    said = {
        "model": "tiny",
        "max_steps": 3,
        "learning_rate": 0.01,
        "max_prompt_tokens": 64,
        "generations": 8,
        "lora_rank": 4,
        "records": 9,
        "seed": 11,
        "threads": 2,
    }
    plan = here(recipe=recipe, local=said)
    assert {name: getattr(plan, name) for name in said} == said
    assert plan.save_steps == 3  # never after the last one


def test_an_evaluation_is_greedy_and_reads_the_test_split_alone() -> None:
    plan = here("/jobs/sft/checkpoint", technique="eval")
    assert (plan.test, plan.train, plan.validation) == (TEST, None, None)
    assert plan.checkpoint == "/jobs/sft/checkpoint"
    assert plan.temperature == 0


def test_full_rank_is_full_rank() -> None:
    assert here(rank="full", local={"lora_rank": 4}).lora_rank is None


@pytest.mark.parametrize(
    ("local", "function", "deployed"),
    [
        ({}, "RewardFunction", False),
        ({"function": "Mine"}, "Mine", False),
        ({"deployed": True}, FUNCTION, True),
        ({"endpoint_url": "http://127.0.0.1:3001"}, FUNCTION, False),
        ({"endpoint_url": "http://127.0.0.1:3001", "function": "Mine"}, "Mine", False),
    ],
)
def test_the_grader_is_the_built_one_unless_another_place_is_named(
    local: dict[str, Any], function: str, deployed: bool
) -> None:
    plan = here(local=local)
    assert (plan.function, plan.deployed) == (function, deployed)
    assert plan.endpoint_url == local.get("endpoint_url")


def test_a_supervised_training_calls_nobody() -> None:
    assert here(technique="sft", grader=None).function is None


def test_aws_need_not_be_named() -> None:
    said = job(backend="local", data=DATA, region="", role="", output="")
    assert LocalPlan.model_validate(planned(said, NAME, None).parameters).region is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"technique": "dpo", "model": "nova-lite"}, "This machine does sft, rft, and eval"),
        ({"technique": "eval", "task": "gen_qa"}, "This machine does sft, rft, and eval"),
        ({"model": "nova-lite"}, "Only nova-2-lite can be trained by rft"),
        ({"grader": None}, "grader: a job of technique 'rft' needs one"),
        ({"recipe": {"max_steps": "many"}}, "local: max_steps: .*'many'"),
    ],
)
def test_what_cannot_be_planned_is_said(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        here(**changes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"local": {"temperature": 0}}, "local.temperature: at 0 all answers to a prompt are the"),
        ({"recipe": {"temperature": 0}}, "local.temperature: at 0"),
        (
            {"local": {"records": 7, "prompts_per_step": 8}},
            "local.records: 7 are fewer than the 8 prompts of a step",
        ),
        ({"local": {"records": 7}, "recipe": {"global_batch_size": 16}}, "than the 16 prompts"),
        ({"recipe": {"number_generation": 1}}, "local: generations: .*it is 1"),
        ({"recipe": {"max_length": 100, "max_new_tokens": 100}}, "local: max_prompt_tokens: "),
    ],
)
def test_what_the_engine_could_not_do_is_refused_before(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        here(**changes)


def test_only_reinforcement_needs_them() -> None:
    assert here(technique="sft", local={"records": 1}, grader=None).records == 1
    assert here(technique="eval", local={"records": 1, "temperature": 0}).temperature == 0
    assert here(local={"records": 8, "prompts_per_step": 8}).records == 8


@pytest.mark.parametrize(
    "local",
    [
        *({name: 0} for name in ("max_steps", "save_steps", "prompts_per_step", "lora_rank")),
        *({name: 0} for name in ("max_prompt_tokens", "max_new_tokens", "records", "threads")),
        {"generations": 1},
        {"learning_rate": 0},
        {"temperature": -1},
        {"kl": float("inf")},
        {"kl": -1},
        {"seed": 2**32},
        {"seed": -1},
        {"model": ""},
        {"function": ""},
        {"endpoint_url": "127.0.0.1:3001"},
    ],
)
def test_each_field_has_bounds(local: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        job(backend="local", local=local)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "data.train: a job of technique 'rft' needs it"),
        ({"train": "s3://my-bucket/a.jsonl"}, "data.train: s3://.* is not on this machine"),
    ],
)
def test_data_have_to_be_here(data: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        build_request(job(backend="local", data=data), NAME, checkpoint=None, data=data)
