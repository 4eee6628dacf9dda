"""Where a job's files are in S3, and which of them have to be uploaded first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.recipes.rendering import render
from eval_jobs.jobs.request import Upload

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

GEN_QA: Final = "gen_qa.jsonl"
"""The only name that the container takes for the data of `gen_qa` (AWS docs: Nova evaluation)."""
RECIPE: Final = "recipe.yaml"


class Files(NamedTuple):
    """The `s3://` address of each split, and what is not there yet."""

    uris: dict[str, str]
    uploads: tuple[Upload, ...]


def output_uri(job: Job) -> str:
    """The prefix that everything the job writes lies below."""
    return f"{job.output.rstrip('/')}/"


def place(job: Job, name: str, data: Mapping[str, str]) -> Files:
    """Find the splits that the job reads; local files will lie below the job's own prefix.

    `data` holds the address of each split. An evaluation reads `test`, all else reads `train`
    and, where there is one, `validation`. ConfigError where one is absent or misnamed.
    """
    required, optional = ("test", ()) if job.technique == "eval" else ("train", ("validation",))
    if required not in data:
        raise ConfigError(f"data.{required}: a job of technique {job.technique!r} needs it")
    uris = {}
    uploads = []
    for split in (required, *(split for split in optional if split in data)):
        address = data[split]
        uris[split] = address
        if not address.startswith("s3://"):
            uris[split] = input_uri(job, name, f"{split}/{_file_name(job, split)}")
            uploads.append(Upload(uris[split], Path(address), job.compute.kms_key))
        elif _is_gen_qa(job) and not address.endswith(f"/{GEN_QA}"):
            raise ConfigError(
                f"data.{split}: {address}: gen_qa reads only a file named {GEN_QA} "
                "(AWS docs: Nova evaluation): copy it there, or give a local file"
            )
    return Files(uris, tuple(uploads))


def rendered(job: Job, name: str, checkpoint: str | None, files: Files) -> dict[str, Any]:
    """The job's recipe, which names its files where the container reads them there.

    ConfigError where the checkpoint is none that a container reads.
    """
    if checkpoint and not checkpoint.startswith("s3://"):
        raise ConfigError(
            f"start: {checkpoint}: backend {job.backend!r} goes on from an s3:// checkpoint, as "
            "a training job's manifest names it"
        )
    first, *others = files.uris.values()
    return render(
        job,
        run_name=name,
        checkpoint=checkpoint,
        data_uri=first,
        validation_uri=others[0] if others else "",
    )


def recipe_upload(job: Job, name: str, recipe: Mapping[str, object]) -> Upload:
    """The recipe as the container reads it."""
    text = yaml.safe_dump(dict(recipe), sort_keys=False, allow_unicode=True)
    return Upload(input_uri(job, name, f"recipe/{RECIPE}"), text, job.compute.kms_key)


def input_uri(job: Job, name: str, path: str) -> str:
    """Where a file that is uploaded for this launch lies; no other launch writes there."""
    return f"{output_uri(job)}{name}/input/{path}"


def _is_gen_qa(job: Job) -> bool:
    return job.technique == "eval" and job.task == "gen_qa"


def _file_name(job: Job, split: str) -> str:
    return GEN_QA if _is_gen_qa(job) else f"{split}.jsonl"
