"""The job files in examples/jobs: placeholders to replace, and nothing wrong besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.jobs.backends.local import COUNTERPARTS
from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.job_file import read_job
from eval_jobs.jobs.limits import check
from eval_jobs.jobs.local import Local
from eval_jobs.jobs.recipes import render
from eval_jobs.local_jobs.plan import LocalPlan

FOLDER = Path(__file__).parents[3] / "examples" / "jobs"
FILES = sorted(FOLDER.glob("[0-9]_*.yaml"))
JOBS = {job.name: job for job in map(read_job, FILES)}


def test_they_are_the_reference_workflow() -> None:
    assert [(job.technique, job.start) for job in JOBS.values()] == [
        ("eval", None),
        ("sft", None),
        ("eval", FromJob(job="legal-sft")),
        ("rft", FromJob(job="legal-sft")),
        ("eval", FromJob(job="legal-rft")),
    ]


@pytest.mark.parametrize("name", JOBS)
def test_each_passes_its_checks_and_renders(name: str) -> None:
    job = JOBS[name]
    started = JOBS[job.start.job] if isinstance(job.start, FromJob) else None
    assert check(job, started=started) == ((), ())
    assert render(job, run_name=name, checkpoint=None)["run"]["name"] == name


@pytest.mark.parametrize("name", JOBS)
def test_account_and_bucket_are_placeholders(name: str) -> None:
    job = JOBS[name]
    assert job.role.startswith("arn:aws:iam::111122223333:role/")
    assert job.output.startswith("s3://my-bucket/")
    assert job.grader is None or ":111122223333:function:SageMaker-" in job.grader.function


@pytest.mark.parametrize("name", JOBS)
def test_local_data_are_there(name: str) -> None:
    addresses = [address for _, address in JOBS[name].data if address is not None]
    assert addresses
    for address in addresses:
        assert address.startswith("s3://my-bucket/") or Path(address).is_file()


def test_the_evaluations_differ_in_their_checkpoints_alone() -> None:
    evaluations = [job for job in JOBS.values() if job.technique == "eval"]
    bare = [job.model_copy(update={"name": "", "start": None}) for job in evaluations]
    assert bare == [bare[0]] * 3


def test_the_page_names_all_that_this_machine_reads() -> None:
    page = (FOLDER.parents[1] / "docs" / "jobs.md").read_text("utf-8")
    rows = "\n".join(line for line in page.splitlines() if line.startswith("|"))
    for name in Local.model_fields:
        assert f"`{name}`" in rows or f"`{name}: true`" in rows
    for name in COUNTERPARTS.values():
        assert f"`{name}`" in rows or name.startswith("lambda_")
    assert f"{LocalPlan.model_fields['max_prompt_tokens'].default:,}" in rows
