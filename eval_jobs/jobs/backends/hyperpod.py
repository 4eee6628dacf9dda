"""HyperPod: the rendered recipe, and the commands that start it on a cluster of one's own.

HyperPod's command line (release_v2 of sagemaker-hyperpod-cli) takes a recipe by its name inside
its own collection of recipes, so the recipe is copied there first.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.jobs.backends.files import place, recipe_upload, rendered
from eval_jobs.jobs.instances import placement
from eval_jobs.jobs.profiles import image
from eval_jobs.jobs.request import Request

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

COLLECTION: Final = (
    "sagemaker-hyperpod-cli/src/hyperpod_cli/sagemaker_hyperpod_recipes/recipes_collection/recipes"
)
"""Where the command line looks, from the folder into which it was cloned (AWS docs: Nova on
HyperPod, essential commands)."""
NAMESPACE: Final = "kubeflow"
"""Where Nova's jobs run (the same page)."""


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """The recipe, the files that it names, and the commands; nothing calls an API."""
    files = place(job, name, data)
    recipe = rendered(job, name, checkpoint, files)
    recipe_file = recipe_upload(job, name, recipe)
    return Request(
        name,
        "hyperpod",
        "",
        job.region,
        {},
        (*files.uploads, recipe_file),
        recipe,
        _commands(job, recipe_file.uri, str(recipe_file.content)),
    )


def _commands(job: Job, uri: str, text: str) -> str:
    """Fetch the recipe into the collection, then start it.

    The launcher looks for words in the recipe's name (`nova`, `rft`, `smtj`): it holds none that
    a user chose.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    recipe = f"fine-tuning/nova/toolgrade_{job.technique}_{digest}"
    fetch = ["aws", "s3", "cp", "--region", job.region, uri, f"{COLLECTION}/{recipe}.yaml"]
    overrides = ["--override-parameters", json.dumps(_overrides(job))]
    start = ["hyperpod", "start-job", "--namespace", NAMESPACE, "--recipe", recipe, *overrides]
    return f"{shlex.join(fetch)}\n{shlex.join(start)}\n"


def _overrides(job: Job) -> dict[str, Any]:
    """The launcher chooses the several images of RFT by itself."""
    overrides = {"instance_type": placement(job).instance_type}
    if job.technique != "rft":
        # named like a training job's (nova_regional_parameters.json: `k8s` beside `sm_jobs`)
        overrides["container"] = image(job).replace(":SM-TJ-", ":SM-HP-")
    return overrides
