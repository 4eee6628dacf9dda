from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.job import FromJob, Job
from eval_jobs.jobs.job_file import job_schema, read_job
from eval_jobs.jobs.limits import limits_of
from eval_jobs.jobs.recipes.select import variants

TEXT = """
name: my-job
technique: rft
region: us-east-1
role: arn:aws:iam::111122223333:role/Training
start: {job: earlier}
data:
  train: data/train.jsonl
  validation: s3://my-bucket/validation.jsonl
grader: {function: SageMaker-RewardFunction}
recipe:
  lr: 1e-6
  reasoning_effort: null
output: s3://my-bucket/jobs
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "jobs" / "job.yaml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def problems(file: Path, overrides: dict[str, Any]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_job(file, overrides)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{file}: ") for line in lines)
    return [line.removeprefix(f"{file}: ") for line in lines]


def test_a_job_file_is_a_job(file: Path) -> None:
    job = read_job(file)
    assert job.recipe == {"lr": 1e-6, "reasoning_effort": None}
    assert job.start == FromJob(job="earlier")
    assert (job.backend, job.model, job.rank) == ("sagemaker", "nova-2-lite", "lora")


def test_paths_are_relative_to_the_file_and_addresses_stay(file: Path) -> None:
    data = read_job(file).data
    assert data.train == str(file.parent.resolve() / "data/train.jsonl")
    assert data.validation == "s3://my-bucket/validation.jsonl"


def test_paths_of_overrides_are_relative_to_the_working_directory(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    job = read_job(Path("jobs/job.yaml"), {"data.train": "own.jsonl", "base_recipe": "r.yaml"})
    assert job.data.train == str(tmp_path.resolve() / "own.jsonl")
    assert job.base_recipe == str(tmp_path.resolve() / "r.yaml")
    assert read_job(file).data.train == read_job(Path("jobs/job.yaml")).data.train


def test_overrides_win_and_may_add(file: Path) -> None:
    job = read_job(file, {"recipe.lr": 2e-6, "compute.instance_count": 2, "model": "nova-lite"})
    assert job.recipe["lr"] == 2e-6
    assert job.compute.instance_count == 2
    assert job.model == "nova-lite"
    assert read_job(file).compute.instance_count is None


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"techniqe": "rft"}, "techniqe: unknown field; did you mean technique? known fields: "),
        ({"data.trian": "x"}, "data.trian: unknown field; did you mean train? known fields: train"),
        ({"grader.arn": "x"}, "grader.arn: unknown field; known fields: function, lambda_type"),
        ({"compute.gpus": 8}, "compute.gpus: unknown field; "),
        ({"start.name": "x"}, "start.name: unknown field; known fields: job"),
        ({"model": "nova-3"}, "model: Input should be 'nova-micro', 'nova-lite', 'nova-pro' or "),
        ({"compute.volume_gb": 0}, "compute.volume_gb: Input should be greater than or equal to 1"),
        ({"name": "my_job"}, "name: String should match pattern"),
        ({"recipe": [1]}, "recipe: Input should be a valid dictionary; it is [1]"),
        ({"compute": {"max_runtime_hours": 0}}, "compute.max_runtime_hours: Input should be"),
    ],
)
def test_a_problem_names_file_field_value_and_what_is_allowed(
    file: Path, overrides: dict[str, Any], expected: str
) -> None:
    assert any(line.startswith(expected) for line in problems(file, overrides))


def test_all_problems_are_named_at_once(file: Path) -> None:
    lines = problems(file, {"model": "nova-3", "rank": "half", "colour": "red"})
    assert [line.split(":")[0] for line in lines] == ["model", "rank", "colour"]
    assert "it is 'half'" in lines[1]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "job.yaml"
    empty.write_text("name: a\n")
    fields = ["technique", "region", "role", "data", "output"]
    assert problems(empty, {}) == [f"{field}: is missing" for field in fields]


def test_the_schema_knows_every_field_and_every_recipe_value() -> None:
    schema = job_schema()
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    assert set(schema["properties"]) == set(Job.model_fields)
    assert schema["additionalProperties"] is False
    recipe = schema["properties"]["recipe"]
    assert recipe["additionalProperties"] is False
    names = {name for job in variants() for name in limits_of(job)}
    assert set(recipe["properties"]) == names


def test_the_schema_says_each_range_once_with_its_recipes_and_source() -> None:
    values = job_schema()["properties"]["recipe"]["properties"]["number_generation"]["anyOf"]
    assert all(
        (value["type"], value["minimum"], value["maximum"]) == ("integer", 2, 16)
        for value in values
    )
    bedrock = [value for value in values if "on bedrock" in value["description"]]
    assert len(bedrock) == 1
    assert "rft of nova-2-lite (lora) on bedrock: bedrock API" in bedrock[0]["description"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "Training"),
        ("role", "arn:aws:iam::1:role/x"),
        ("role", "arn:aws-us-gov:iam::111122223333:role/Training"),
        ("role", "arn:aws:iam::111122223333:role/*"),
        ("tensorboard", "runs/foo"),
        ("output", "s3://my-bucket/*"),
        ("output", "runs/foo"),
        ("output", "s3://"),
        ("output", "s3://My_Bucket/x"),
        ("output", "s3://my-bucket/dt=1"),
        ("output", "s3://my-bucket/a b"),
        ("region", "mars"),
        ("region", "us-east"),
        ("data.train", "http://x/y"),
        ("data.train", "s3://"),
        ("compute.kms_key", "foo"),
        ("grader.function", "arn:aws:lambda:us-east-1"),
        ("grader.function", "two words"),
    ],
)
def test_what_no_service_takes_is_a_problem(file: Path, field: str, value: str) -> None:
    (line,) = problems(file, {field: value})
    assert line.startswith(f"{field}: is n")
    assert f"it is {value!r}" in line


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "arn:aws:iam::111122223333:role/path/Training"),
        ("tensorboard", "s3://my-bucket/curves"),
        ("output", "s3://b"),
        ("output", "s3://my.bucket/a/b/"),
        ("region", "ap-northeast-1"),
        ("region", "us-gov-west-1"),
        ("compute.kms_key", "alias/mine"),
        ("compute.kms_key", "12345678-1234-1234-1234-123456789012"),
        ("compute.kms_key", "arn:aws:kms:us-east-1:111122223333:key/mrk-0123"),
        ("grader.function", "function"),
        ("grader.function", "arn:aws:lambda:us-east-1:111122223333:function:SageMaker-F"),
        ("grader.function", "arn:aws:sagemaker:us-east-1:111122223333:hub-content/h/JsonDoc/e/1"),
    ],
)
def test_what_services_take_is_read(file: Path, field: str, value: str) -> None:
    job = read_job(file, {field: value})
    part, _, name = field.partition(".")
    found = getattr(job, part)
    assert (getattr(found, name) if name else found) == value


@pytest.mark.parametrize("given", ["subnets", "security_groups"])
def test_subnets_and_security_groups_go_together(file: Path, given: str) -> None:
    (line,) = problems(file, {f"compute.{given}": ["a-1"]})
    assert "go together" in line
    both = {"compute.subnets": ["subnet-1"], "compute.security_groups": ["sg-1"]}
    assert read_job(file, both).compute.subnets == ("subnet-1",)


def test_an_override_of_extra_is_a_dotted_place(file: Path) -> None:
    places = {"extra.training_config.new": 1, "extra.run.other": 2}
    assert read_job(file, places).extra == {"training_config.new": 1, "run.other": 2}


@pytest.mark.parametrize("tags", [{"": "x"}, {"a" * 129: "x"}, {"a": "x" * 257}])
def test_tags_are_as_long_as_services_take_them(file: Path, tags: dict[str, str]) -> None:
    assert len(problems(file, {"compute.tags": tags})) == 1
    assert read_job(file, {"compute.tags": {"a" * 128: "x" * 256}}).compute.tags


def test_a_job_on_this_machine_names_no_region_role_and_output(tmp_path: Path) -> None:
    path = tmp_path / "job.yaml"
    path.write_text("{name: a, technique: sft, backend: local, data: {train: a.jsonl}}")
    job = read_job(path)
    assert (job.region, job.role, job.output) == ("", "", "")
    assert Job.model_validate(job.model_dump(mode="json")) == job
    missing = [f"{field}: is missing" for field in ("region", "role", "output")]
    assert problems(path, {"backend": "sagemaker"}) == missing
    assert problems(path, {"backend": "sagemaker", "role": "r"})[1].startswith(
        "role: is not a role"
    )


def test_the_block_of_this_machine_is_read_and_its_unknown_fields_are_said(file: Path) -> None:
    assert read_job(file, {"local.max_steps": 3}).local.max_steps == 3
    said = problems(file, {"local.max_stepz": 3, "local.threads": 0})
    threads, steps = sorted(said, reverse=True)
    assert steps.startswith("local.max_stepz: unknown field; did you mean max_steps? ")
    assert threads.startswith("local.threads: ")


def test_folders_are_relative_to_the_file_and_names_stay(file: Path) -> None:
    (file.parent / "model").mkdir()
    job = read_job(file, {"start": "none"})
    assert (job.start, job.local.model) == ("none", "smollm2-135m-instruct")
    assert read_job(file, {"start": "x" * 999}).start == "x" * 999
    file.write_text(
        f"{TEXT.replace('start: {job: earlier}', 'start: model')}local: {{model: model}}\n"
    )
    job = read_job(file)
    folder = str(file.parent.resolve() / "model")
    assert (job.start, job.local.model) == (folder, folder)


def test_the_schema_asks_for_what_aws_needs_of_jobs_there() -> None:
    schema = job_schema()
    assert set(schema["then"]["required"]) == {"region", "role", "output"}
    assert not set(schema["then"]["required"]) & set(schema["required"])
    assert "local" in schema["properties"]["backend"]["enum"]
