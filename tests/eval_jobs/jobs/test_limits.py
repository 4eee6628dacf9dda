from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.jobs.job import Job
from eval_jobs.jobs.limit import LEFT_OUT, Like, Limit
from eval_jobs.jobs.limits import check, limits_of
from eval_jobs.jobs.recipes.select import recipe_of, variants
from tests.eval_jobs.jobs.sample_jobs import ARN, make

VARIANTS = list(variants())
LIMITS = [(job, limit) for job in VARIANTS for limit in recipe_of(job).limits]


def named(case: Any) -> str:
    if isinstance(case, Job):
        return f"{case.backend}-{case.technique}-{case.model}-{case.rank}-{case.task}"
    return case.name if isinstance(case, Limit) else str(case)


def inside(limit: Limit) -> Iterator[Any]:
    if limit.kind == "boolean":
        yield from (True, False)
    elif limit.choices:
        yield from limit.choices
    else:
        assert limit.low is not None
        ends = (limit.low, limit.low + 1_000_000 if limit.high is None else limit.high)
        yield from ([end] * limit.length if limit.length else end for end in ends)


def outside(limit: Limit) -> Iterator[Any]:
    yield "nonsense"
    if limit.kind == "boolean":
        yield 1
    elif limit.choices:
        numbers = [choice for choice in limit.choices if isinstance(choice, int)]
        yield from (min(numbers) - 1, max(numbers) + 1, max(numbers) * 2) if numbers else ()
    else:
        for end, way in ((limit.low, -1), (limit.high, 1)):
            if end is not None:
                step = limit.step if limit.kind == "integer" else 0
                beyond = end + way * step if step else math.nextafter(end, way * math.inf)
                yield [beyond] * limit.length if limit.length else beyond
        if limit.step > 1:
            assert limit.low is not None
            yield limit.low + 1


@pytest.mark.parametrize(("job", "limit"), LIMITS, ids=named)
def test_a_value_just_inside_is_taken_and_one_just_outside_is_an_error(
    job: Job, limit: Limit
) -> None:
    field = f"recipe.{limit.name}"
    for value, wrong in [(v, False) for v in inside(limit)] + [(v, True) for v in outside(limit)]:
        checked = check(job.model_copy(update={"recipe": {limit.name: value}}))
        found = [
            finding
            for finding in checked.errors
            # a combination of values says more than this
            if finding.check == field and finding.what == f"{limit.name} is {value!r}"
        ]
        assert bool(found) is wrong, value
        for finding in found:
            assert limit.allowed() in finding.why
            assert limit.source in finding.why


@pytest.mark.parametrize("job", VARIANTS, ids=named)
def test_every_default_passes_without_a_warning(job: Job) -> None:
    assert check(job) == ((), ())


@pytest.mark.parametrize(("job", "limit"), LIMITS, ids=named)
def test_every_limit_names_its_source_and_has_a_default_that_is_allowed(
    job: Job, limit: Limit
) -> None:
    assert limit.source
    if isinstance(limit.default, Like):
        assert limit.default.name in limits_of(job)
    elif limit.default is not LEFT_OUT:
        assert limit.is_allowed(limit.default)


@pytest.mark.parametrize("job", VARIANTS, ids=named)
def test_no_two_values_share_a_name_or_a_place(job: Job) -> None:
    limits = recipe_of(job).limits
    assert len({limit.name for limit in limits}) == len(limits)
    assert len({limit.place for limit in limits}) == len(limits)


@pytest.mark.parametrize(
    ("name", "job", "meant"),
    [
        ("max_lenght", make("rft"), "max_length"),
        ("learning_rate", make("rft"), "lr"),
        ("loraplus_lr_ratio", make("rft"), "lora_plus_lr_ratio"),
        ("lora_plus_lr_ration", make("sft", "nova-lite"), "lora_plus_lr_ratio"),
        ("epochCount", make("sft", "nova-lite"), "max_epochs"),
        ("trainingSamplePerPrompt", make("rft"), "number_generation"),
    ],
)
def test_an_unknown_name_is_an_error_that_tells_the_nearest(
    name: str, job: Job, meant: str
) -> None:
    (error,) = check(job.model_copy(update={"recipe": {name: 1}})).errors
    assert error.check == f"recipe.{name}"
    assert f"Did you mean {meant}?" in error.why


def test_an_unknown_name_like_no_other_is_answered_by_all_names() -> None:
    (error,) = check(make("rft", recipe={"zzz": 1})).errors
    assert "Did you mean" not in error.why
    assert all(name in error.why for name in limits_of(make("rft")))


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (make("rft", "nova-lite"), "Only nova-2-lite can be trained by rft"),
        (make("rft", "nova-micro", backend="bedrock"), "Only nova-2-lite can be trained by rft"),
        (make("dpo"), "dpo is for nova-micro, nova-lite and nova-pro"),
        (make("dpo", "nova-lite", backend="bedrock"), "dpo is for"),
        (make("sft", backend="serverless"), "Use backend: sagemaker"),
        (make("eval", backend="bedrock"), "toolgrade evaluate --model bedrock:"),
        (make("eval", backend="serverless"), "task: gen_qa"),
        (make("rft", backend="bedrock", rank="full"), "bedrock trains LoRA only"),
        (make("rft", backend="serverless", rank="full"), "serverless trains LoRA only"),
    ],
)
def test_a_job_that_does_not_exist_is_an_error_that_tells_another(job: Job, words: str) -> None:
    (error,) = check(job).errors
    assert words in error.what


def test_reasoning_effort_medium_is_for_bedrock_alone() -> None:
    medium = {"reasoning_effort": "medium"}
    assert check(make("rft", backend="bedrock", recipe=medium)).errors == ()
    for backend in ("sagemaker", "hyperpod"):
        (error,) = check(make("rft", backend=backend, recipe=medium)).errors
        assert "one of low, high, null" in error.why


@pytest.mark.parametrize(("model", "technique"), [("nova-micro", "sft"), ("nova-2-lite", "sft")])
def test_an_unusual_learning_rate_is_a_warning(model: str, technique: str) -> None:
    checked = check(make(technique, model, recipe={"lr": 0.5}))
    assert [finding.check for finding in checked.warnings] == ["recipe.lr"]
    assert checked.errors == ()


def test_more_than_five_epochs_are_a_warning() -> None:
    assert check(make("sft", "nova-pro", recipe={"max_epochs": 5})).warnings == ()
    (warning,) = check(make("sft", "nova-pro", recipe={"max_epochs": 6})).warnings
    assert warning.check == "recipe.max_epochs"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    job = make(
        "rft",
        data={},
        grader=None,
        recipe={"lr": 2, "nothing": 1},
        compute={"instance_count": 3},
        start="nova-lite/prod",
    )
    assert {finding.check for finding in check(job).errors} == {
        "data.train",
        "grader",
        "recipe.lr",
        "recipe.nothing",
        "compute.instance_count",
        "start",
    }
    absent = make("rft", base_recipe=str(tmp_path / "absent.yaml"))
    (error,) = check(absent).errors
    assert "cannot read" in error.what


def test_the_graders_absence_matters_only_where_it_is_called() -> None:
    for job in (make("rft", grader=None), make("eval", grader=None)):
        assert [finding.check for finding in check(job).errors] == ["grader"]
    assert check(make("eval", task="gen_qa", grader=None)).errors == ()
    (warning,) = check(make("sft", grader={"function": ARN})).warnings
    assert warning.check == "grader"
