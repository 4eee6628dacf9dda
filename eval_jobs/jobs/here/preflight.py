"""Whether this machine can do the job: libraries, model, memory, disk, and the built grader."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.datasets.read import read_records
from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.local import build_request
from eval_jobs.jobs.here import prompts
from eval_jobs.jobs.here.extra import INSTALL, missing, told
from eval_jobs.jobs.here.memory import need
from eval_jobs.jobs.preflight.findings import error, note, ok, warning
from eval_jobs.jobs.signs import TREND_STEPS
from eval_jobs.local_jobs.plan import PACKAGE, SMOLLM2, TINY, LocalPlan

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.job import Job

GIB: Final = 1 << 30
MEMORY: Final = 4 * GIB
"""For a model whose shape is not known here: SmolLM2 with LoRA, 16 answers a step, took 4 GB."""
DISK: Final = 3 * GIB
"""Two checkpoints of the trainer with the optimizer's state, 1.6 GB each at full rank, and the
model that is left: for SmolLM2. LoRA takes a tenth."""


def check(job: Job) -> Iterator[Finding]:
    """What a job that writes below the working directory needs of this machine."""
    names = missing()
    if names:
        yield error("local.extra", told(names), "The engine could not begin.", INSTALL)
    else:
        yield ok("local.extra", "the libraries that train and ask a model are installed")
        yield from _model(job.local.model)
    if job.local.model != TINY:
        yield _disk()
    plan = _plan(job)
    if plan is not None:
        yield from _records(plan)
        yield from prompts.check(plan)
        if plan.technique == "rft" and plan.max_steps < TREND_STEPS:
            yield note(
                "local.max_steps",
                f"{plan.max_steps} steps are too few to tell whether the reward rises or is hacked",
                f"From {TREND_STEPS} steps on, `job wait` and `job collect` warn of it.",
                "Compare the checkpoint with the one before it, or raise local.max_steps.",
            )
        if (finding := _memory(plan)) is not None:
            yield finding


def _model(model: str) -> Iterator[Finding]:
    is_id = model.count("/") == 1 and not model.startswith((".", "/", "~"))
    if model == SMOLLM2 and find_spec(PACKAGE) is None:
        yield error("local.model", f"no package {PACKAGE}", "It holds the weights.", INSTALL)
    elif model in {SMOLLM2, TINY} or (Path(model) / "config.json").is_file():
        yield ok("local.model", f"the model {model} is here")
    elif is_id and not Path(model).exists():
        yield note(
            "local.model",
            f"not looked for: {model} is taken for an id of Hugging Face",
            "It is downloaded when the job begins, unless it is in the cache.",
            "Give a folder, where nothing may be downloaded.",
        )
    else:
        yield error(
            "local.model",
            f"there is no model {model}",
            "There is no config.json in such a folder.",
            f"Give {SMOLLM2}, {TINY}, the folder of a Hugging Face model, or its id (OWNER/NAME).",
        )


def _plan(job: Job) -> LocalPlan | None:
    """What the engine is to do; None where it cannot be planned, which is told elsewhere."""
    splits = job.data.model_dump(exclude_none=True)
    try:
        request = build_request(job, job.name, checkpoint=None, data=splits)
    except ConfigError:
        return None
    return LocalPlan.model_validate(request.parameters)


def _records(plan: LocalPlan) -> Iterator[Finding]:
    """Whether there are prompts for a step; each is another one."""
    if plan.technique != "rft" or plan.train is None or not Path(plan.train).is_file():
        return
    records = sum(problem is None for _, _, problem in read_records(Path(plan.train)))
    if records < plan.prompts_per_step:
        yield error(
            "local.prompts_per_step",
            f"train: {records:,} records for {plan.prompts_per_step:,} prompts a step",
            "The job would fail when it begins.",
            "Lower local.prompts_per_step, or give more data.",
        )


def _disk() -> Finding:
    left = shutil.disk_usage(Path.cwd()).free
    what = f"{left / GIB:.1f} GiB of disk are free"
    if left >= DISK:
        return ok("local.disk", what)
    why = f"SmolLM2 takes up to {DISK / GIB:.0f}, a larger model more."
    return warning("local.disk", what, why, "Free some, or set local.lora_rank.")


def _memory(plan: LocalPlan) -> Finding | None:
    """Whether there is memory for the longest prompts and answers that the plan allows."""
    left, whole = memory("MemAvailable"), memory("MemTotal")
    if left is None or whole is None:
        return None
    what = f"{left / GIB:.1f} GiB of memory are free"
    needed = need(plan)
    if needed is None:
        if left >= MEMORY:
            return ok("local.memory", what)
        why = f"SmolLM2 takes up to {MEMORY / GIB:.0f}, a larger model more."
        return warning("local.memory", what, why, "Free some, or lower local.prompts_per_step.")
    what = f"{what}; the job may take {needed.size / GIB:.1f}"
    if needed.size <= left:
        return ok("local.memory", what)
    tell = error if needed.size > whole else warning
    fields = [f"local.{name} ({getattr(plan, name):,})" for name in needed.fields]
    why = f"In it, {needed.reason}."
    return tell("local.memory", what, why, f"Free some, or lower {' or '.join(fields)}.")


def memory(kind: str) -> int | None:
    """Bytes of this machine's memory: `MemTotal`, or `MemAvailable` without swapping.

    None where the system does not say.
    """
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith(f"{kind}:")), None)
    return None if kilobytes is None else int(kilobytes) * 1024
