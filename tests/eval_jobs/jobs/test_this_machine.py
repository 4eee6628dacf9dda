"""Job files of `backend: local`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.jobs.limits import check
from tests.eval_jobs.jobs.sample_jobs import DATA, errors, make

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def here(folder: Path, **fields: Any) -> Job:
    """RFT on this machine with these fields."""
    technique = fields.pop("technique", "rft")
    data = {"train": str(folder / "train.jsonl")}
    return make(technique, **{"backend": "local", "data": data, **fields})


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
