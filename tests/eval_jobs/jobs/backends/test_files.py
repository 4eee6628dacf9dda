from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.backends.files import place, recipe_upload
from eval_jobs.jobs.request import Upload
from tests.eval_jobs.jobs.backends.jobs import KEY, NAME, PACKAGE, TRAINING, job

BELOW = f"s3://my-bucket/jobs/{NAME}/input"


def test_what_is_in_s3_stays_where_it_is() -> None:
    files = place(job(), NAME, {"train": "s3://b/a.jsonl", "validation": "s3://b/b.jsonl"})
    assert files.uris == {"train": "s3://b/a.jsonl", "validation": "s3://b/b.jsonl"}
    assert files.uploads == ()


@pytest.mark.parametrize("output", ["s3://my-bucket/jobs", "s3://my-bucket/jobs/"])
def test_local_files_lie_below_the_job(output: str) -> None:
    local = {"train": "data/my train.jsonl", "validation": "val.jsonl"}
    files = place(job(output=output, compute={"kms_key": KEY}), NAME, local)
    assert files.uris == {
        "train": f"{BELOW}/train/train.jsonl",
        "validation": f"{BELOW}/validation/validation.jsonl",
    }
    assert files.uploads == (
        Upload(f"{BELOW}/train/train.jsonl", Path("data/my train.jsonl"), KEY),
        Upload(f"{BELOW}/validation/validation.jsonl", Path("val.jsonl"), KEY),
    )


def test_only_the_splits_that_the_technique_reads_are_placed() -> None:
    everything = {"train": "s3://b/a", "validation": "s3://b/b", "test": "s3://b/c"}
    assert list(place(job(), NAME, everything).uris) == ["train", "validation"]
    assert list(place(job(technique="eval"), NAME, everything).uris) == ["test"]


def test_local_data_of_gen_qa_get_the_name_that_the_container_reads() -> None:
    files = place(job(technique="eval", task="gen_qa"), NAME, {"test": "my.jsonl"})
    assert files.uris == {"test": f"{BELOW}/test/gen_qa.jsonl"}


@pytest.mark.parametrize("address", ["s3://b/test.jsonl", "s3://b/my_gen_qa.jsonl", "s3://b/"])
def test_data_of_gen_qa_under_another_name_are_refused(address: str) -> None:
    with pytest.raises(ConfigError, match=r"reads only a file named gen_qa\.jsonl"):
        place(job(technique="eval", task="gen_qa"), NAME, {"test": address})
    assert place(job(technique="eval"), NAME, {"test": address}).uris == {"test": address}


@pytest.mark.parametrize(("technique", "split"), [("rft", "train"), ("eval", "test")])
def test_an_absent_split_is_named(technique: str, split: str) -> None:
    with pytest.raises(ConfigError, match=rf"data\.{split}: a job of technique '{technique}'"):
        place(job(technique=technique), NAME, {"validation": "s3://b/b.jsonl"})


def test_the_recipe_reads_back_as_it_was() -> None:
    recipe = {"run": {"name": NAME, "data_s3_path": "", "replicas": 4}, "lr": 1e-7, "x": None}
    upload = recipe_upload(job(), NAME, recipe)
    assert upload.uri == f"{BELOW}/recipe/recipe.yaml"
    assert yaml.safe_load(str(upload.content)) == recipe
    assert list(yaml.safe_load(str(upload.content))) == list(recipe)


@pytest.mark.parametrize("backend", ["sagemaker", "hyperpod"])
def test_a_checkpoint_that_no_container_reads_is_refused(backend: str) -> None:
    with pytest.raises(ConfigError, match=f"'{backend}' goes on from an s3:// checkpoint"):
        build_request(job(backend=backend), NAME, checkpoint=PACKAGE, data=TRAINING)
