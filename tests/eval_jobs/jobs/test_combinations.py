from __future__ import annotations

from typing import Any

import pytest

from tests.eval_jobs.jobs.sample_jobs import ARN, DATA, errors, make, warnings


@pytest.mark.parametrize("technique", ["sft", "rft"])
def test_training_needs_train_and_reads_no_test(technique: str) -> None:
    job = make(technique, data={"test": DATA})
    assert errors(job) == ["data.train"]
    assert warnings(job) == ["data.test"]


def test_evaluation_needs_test_and_reads_nothing_else() -> None:
    job = make("eval", data={"train": DATA, "validation": DATA})
    assert errors(job) == ["data.test"]
    assert warnings(job) == ["data.train", "data.validation"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"task": "gen_qa"}, []),
        ({"task": "rft_eval"}, ["grader.lambda_type"]),
        ({"task": "gen_qa", "backend": "hyperpod"}, ["grader.lambda_type"]),
        ({"task": "gen_qa", "backend": "serverless"}, ["grader.lambda_type"]),
    ],
)
def test_custom_metrics_are_for_gen_qa_on_training_jobs(
    fields: dict[str, Any], expected: list[str]
) -> None:
    grader = {"function": ARN, "lambda_type": "custom_metrics"}
    assert errors(make("eval", grader=grader, **fields)) == expected


def test_serverless_evaluation_needs_a_grader() -> None:
    assert errors(make("eval", backend="serverless", task="gen_qa", grader=None)) == ["grader"]


def test_the_rate_falls_from_lr_to_min_lr() -> None:
    for model in ("nova-lite", "nova-2-lite"):
        rates = {"lr": 2e-6, "min_lr": 1e-6}
        assert errors(make("sft", model, recipe=rates)) == []
        assert errors(make("sft", model, recipe=rates | {"lr": 1e-6})) == ["recipe.lr"]


def test_steps_are_reached() -> None:
    job = make("sft", recipe={"max_steps": 15, "save_steps": 15})
    assert errors(job) == []
    job = make("sft", recipe={"max_steps": 14, "save_steps": 15})
    assert errors(job) == ["recipe.save_steps", "recipe.warmup_steps"]


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ({"top_k": 0, "temperature": 1}, []),
        ({"top_k": 2, "temperature": 1}, []),
        ({"top_k": 1, "temperature": 1}, ["recipe.top_k"]),
        ({"top_k": 0, "temperature": 0}, ["recipe.top_k"]),
    ],
)
def test_training_without_exploration_is_a_warning(
    recipe: dict[str, Any], expected: list[str]
) -> None:
    assert warnings(make("rft", recipe=recipe)) == expected
    assert warnings(make("eval", recipe=recipe)) == []


def test_an_answer_as_long_as_the_context_is_a_warning() -> None:
    lengths = {"max_length": 4096, "max_new_tokens": 4095}
    assert warnings(make("rft", recipe=lengths)) == []
    lengths["max_new_tokens"] = 4096
    assert warnings(make("rft", recipe=lengths)) == ["recipe.max_new_tokens"]


def test_a_batch_of_answers_is_whole_prompts_on_hyperpod() -> None:
    job = make("rft", backend="hyperpod", recipe={"number_generation": 6})
    assert warnings(job) == ["recipe.number_generation"]
    assert warnings(make("rft", recipe={"number_generation": 6})) == []
