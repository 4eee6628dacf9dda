from __future__ import annotations

import json
import re
import shlex

import pytest
import yaml

from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import NAME, NOVA_1, RECIPES, data, job
from tests.eval_jobs.jobs.backends.test_sagemaker import REGISTRY

COLLECTION = (
    "sagemaker-hyperpod-cli/src/hyperpod_cli/sagemaker_hyperpod_recipes/recipes_collection/recipes"
)
UPLOADED = f"s3://my-bucket/jobs/{NAME}/input/recipe/recipe.yaml"


def image(case: str) -> str | None:
    task, model = case.split()
    if task == "rft":
        return None
    if task in {"rft_eval", "gen_qa"}:
        return f"{REGISTRY}/nova-evaluation-repo:SM-HP-Eval-V2-latest"
    version = "" if model in NOVA_1 else "-V2"
    return f"{REGISTRY}/nova-fine-tune-repo:SM-HP-{task.upper()}{version}-latest"


@pytest.mark.parametrize("case", RECIPES)
def test_the_commands_fetch_the_recipe_and_start_it(case: str) -> None:
    said = job(**RECIPES[case], backend="hyperpod", name="smtj-agents")
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    fetch, start = map(shlex.split, request.command.splitlines())
    recipe = start[start.index("--recipe") + 1]
    assert re.fullmatch(rf"fine-tuning/nova/toolgrade_{said.technique}_[0-9a-f]{{12}}", recipe)
    assert fetch == [
        *["aws", "s3", "cp", "--region", "us-east-1"],
        *[UPLOADED, f"{COLLECTION}/{recipe}.yaml"],
    ]
    assert start[:-1] == [
        *["hyperpod", "start-job", "--namespace", "kubeflow", "--recipe", recipe],
        "--override-parameters",
    ]
    overrides = {"instance_type": "ml.p5.48xlarge", "container": image(case)}
    assert json.loads(start[-1]) == {name: value for name, value in overrides.items() if value}


@pytest.mark.parametrize("case", RECIPES)
def test_nothing_is_called_and_the_recipe_names_its_data(case: str) -> None:
    said = job(**RECIPES[case], backend="hyperpod")
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    assert (request.service, request.operation, request.parameters) == ("hyperpod", "", {})
    (upload,) = request.uploads
    assert upload.uri == UPLOADED
    assert yaml.safe_load(str(upload.content)) == request.recipe
    assert request.recipe is not None
    uri = next(iter(data(said).values()))
    assert request.recipe["run"]["data_s3_path"] == uri


def test_local_data_are_uploaded_beside_the_recipe() -> None:
    said = job(backend="hyperpod")
    request = build_request(said, NAME, checkpoint=None, data={"train": "my train.jsonl"})
    assert request.recipe is not None
    train, _ = request.uploads
    assert request.recipe["run"]["data_s3_path"] == train.uri


def test_another_recipe_has_another_name() -> None:
    first, second = (
        build_request(
            job(backend="hyperpod", recipe={"max_steps": steps}),
            NAME,
            checkpoint=None,
            data=data(job()),
        ).command
        for steps in (10, 20)
    )
    assert first != second
