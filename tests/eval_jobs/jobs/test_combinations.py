from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.jobs.limits import check
from tests.eval_jobs.jobs.sample_jobs import ARN, DATA, make

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def errors(job: Job, **known: Any) -> list[str]:
    return [finding.check for finding in check(job, **known).errors]


def warnings(job: Job, **known: Any) -> list[str]:
    return [finding.check for finding in check(job, **known).warnings]


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


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("s3://customer-escrow-111122223333-smtj-a/run", []),
        ("arn:aws:bedrock:us-east-1:111122223333:custom-model/a", []),
        ({"job": "earlier"}, []),
        ("nova-lite/prod", ["start"]),
        ("earlier", ["start"]),
    ],
)
def test_a_job_starts_from_a_checkpoint(start: Any, expected: list[str]) -> None:
    assert errors(make("rft", start=start)) == expected


def test_a_checkpoint_is_of_the_same_model() -> None:
    job = make("eval", start={"job": "earlier"})
    assert errors(job, started=make("sft")) == []
    assert errors(job, started=make("sft", "nova-lite")) == ["start"]


@pytest.mark.parametrize("task", ["rft_eval", "gen_qa"])
@pytest.mark.parametrize(
    ("mark", "backend", "expected"),
    [
        ("hp", "sagemaker", ["start"]),
        ("smtj", "hyperpod", ["start"]),
        ("hp", "hyperpod", []),
        ("smtj", "sagemaker", []),
        ("other", "sagemaker", []),
    ],
)
def test_a_checkpoint_is_evaluated_where_it_was_trained(
    task: str, mark: str, backend: str, expected: list[str]
) -> None:
    start = f"s3://customer-escrow-111122223333-{mark}-1a2b/run"
    assert errors(make("eval", task=task, backend=backend, start=start)) == expected
    assert errors(make("rft", backend=backend, start=start)) == []


def test_only_the_escrow_bucket_tells_where_a_checkpoint_is_from() -> None:
    for start in ("s3://team-hp-data/run", "s3://customer-escrow-111122223333-smtj-a/an-hp-run"):
        assert errors(make("eval", start=start)) == []


def test_a_checkpoint_of_an_earlier_job_is_evaluated_where_that_ran() -> None:
    job = make("eval", start={"job": "earlier"})
    assert errors(job, started=make("rft")) == []
    assert errors(job, started=make("rft", backend="hyperpod")) == ["start"]
    assert errors(make("rft", start={"job": "a"}), started=make("sft", backend="hyperpod")) == []


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


@pytest.mark.parametrize(
    ("backend", "compute", "expected"),
    [
        ("sagemaker", {"max_runtime_hours": 1, "volume_gb": 50, "tags": {"a": "b"}}, []),
        ("bedrock", {"max_runtime_hours": 1}, ["compute.max_runtime_hours"]),
        ("bedrock", {"tags": {"a": "b"}, "kms_key": "alias/a"}, []),
        ("bedrock", {"network_isolation": True}, ["compute.network_isolation"]),
        ("serverless", {"volume_gb": 50, "max_runtime_hours": 1}, ["compute.volume_gb"]),
        (
            "hyperpod",
            {"subnets": ["subnet-1"], "security_groups": ["sg-1"], "tags": {"a": "b"}},
            ["compute.subnets", "compute.security_groups", "compute.tags"],
        ),
    ],
)
def test_what_a_backend_ignores_is_a_warning(
    backend: str, compute: dict[str, Any], expected: list[str]
) -> None:
    job = make("rft", backend=backend, compute=compute)
    assert warnings(job) == expected
    assert errors(job) == []


@pytest.mark.parametrize(
    ("backend", "expected"),
    [("sagemaker", []), ("bedrock", ["tensorboard"]), ("hyperpod", ["tensorboard"])],
)
def test_tensorboard_is_of_training_jobs_only(backend: str, expected: list[str]) -> None:
    assert warnings(make("rft", backend=backend, tensorboard="s3://b/curves")) == expected


@pytest.mark.parametrize(
    ("technique", "expected"),
    [("rft", ["compute.network_isolation"]), ("eval", ["compute.network_isolation"]), ("sft", [])],
)
def test_an_isolated_container_calls_no_grader(technique: str, expected: list[str]) -> None:
    assert errors(make(technique, compute={"network_isolation": True})) == expected


def test_values_of_the_base_recipe_are_checked_too(tmp_path: Path) -> None:
    base = tmp_path / "base.yaml"
    base.write_text("training_config: {max_length: 1, global_batch_size: 64}\n")
    assert errors(make("rft", base_recipe=str(base))) == ["recipe.max_length"]
    own = {"max_length": 8192}
    assert errors(make("rft", base_recipe=str(base), recipe=own)) == []


def test_services_without_recipes_take_no_base(tmp_path: Path) -> None:
    job = make("rft", backend="bedrock", base_recipe=str(tmp_path / "absent.yaml"))
    assert errors(job) == ["base_recipe"]


@pytest.mark.parametrize("backend", ["bedrock", "serverless"])
def test_services_that_choose_machines_take_no_instances(backend: str) -> None:
    job = make("rft", backend=backend, compute={"instance_count": 4})
    assert errors(job) == ["compute"]


def test_a_region_without_images_is_an_error_for_training_jobs_alone() -> None:
    assert errors(make("rft", region="eu-west-1")) == ["region"]
    assert errors(make("rft", backend="bedrock", region="eu-west-1")) == []


def test_a_job_on_this_machine_starts_from_a_folder(tmp_path: Path) -> None:
    assert errors(here(tmp_path, start=str(tmp_path))) == []
    for start in (
        str(tmp_path / "none"),
        "x" * 999,
        "s3://customer-escrow-111122223333-smtj-a/run",
    ):
        assert errors(here(tmp_path, start=start)) == ["start"]


@pytest.mark.parametrize(
    ("backend", "trained", "expected"),
    [
        ("local", "local", []),
        ("local", "sagemaker", ["start"]),
        ("sagemaker", "local", ["start"]),
        ("bedrock", "local", ["start"]),
    ],
)
def test_checkpoints_of_this_machine_stay_here_and_others_do_not_come(
    tmp_path: Path, backend: str, trained: str, expected: list[str]
) -> None:
    job = here(tmp_path, backend=backend, start={"job": "earlier"})
    assert errors(job, started=here(tmp_path, backend=trained, technique="sft")) == expected


def test_a_job_on_this_machine_reads_files_of_this_machine(tmp_path: Path) -> None:
    data = {"train": DATA, "validation": str(tmp_path)}
    assert errors(here(tmp_path, data=data)) == ["data.train"]


def test_what_only_aws_reads_may_stand_in_a_job_of_this_machine(tmp_path: Path) -> None:
    compute = {"instance_type": "ml.p5.48xlarge", "instance_count": 4, "volume_gb": 99}
    job = here(tmp_path, compute=compute, tensorboard="s3://my-bucket/curves")
    assert check(job) == ((), ())


def test_the_recipe_of_a_job_on_this_machine_is_that_of_the_training_job(tmp_path: Path) -> None:
    wrong = {"max_steps": 1, "no_such": 2}
    expected = errors(make("rft", recipe=wrong))
    assert (
        errors(here(tmp_path, recipe=wrong)) == expected == ["recipe.no_such", "recipe.max_steps"]
    )


def test_a_deployed_grader_is_called_in_a_region(tmp_path: Path) -> None:
    deployed = {"deployed": True}
    assert errors(here(tmp_path, local=deployed)) == []
    assert errors(here(tmp_path, local=deployed, region="")) == ["region"]
    assert errors(here(tmp_path, region="")) == []


def here(folder: Path, **fields: Any) -> Job:
    """RFT on this machine with these fields."""
    technique = fields.pop("technique", "rft")
    data = {"train": str(folder / "train.jsonl")}
    return make(technique, **{"backend": "local", "data": data, **fields})
