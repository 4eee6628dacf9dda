"""The engine's process: started apart from ours, and ended in time."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here.extra import INSTALL, missing, told
from eval_jobs.local_jobs.plan import LOG, PLAN, LocalPlan
from eval_jobs.local_jobs.state import is_alive, read_state

COMMAND: Final = (sys.executable, "-m", "eval_jobs.local_jobs")
LOOK_SECONDS: Final = 0.1
START_SECONDS: Final = 60.0
GRACE_SECONDS: Final = 30.0
"""A step of a training ends before the signal is heard: SmolLM2's take 20 s on a slow core."""
DEFAULTS: Final = {
    "CUDA_VISIBLE_DEVICES": "0",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 40),
}
"""One GPU: TRL trains on several by a process each. And glibc keeps a step's memory for the next
one: to give 4 GB back and to get them again took a sixth of SmolLM2's steps on a CPU."""

Sleep = Callable[[float], None]


def start(folder: Path, parameters: Mapping[str, Any], *, sleep: Sleep = time.sleep) -> None:
    """Write the plan, start the engine on the folder, and wait for its first word.

    It outlives this process and its terminal. Nothing is done where one is at work already.
    JobError where the extra is not installed, another plan is there, or it does not begin.
    """
    if names := missing():
        raise JobError(f"{told(names)}. {INSTALL}")
    plan = LocalPlan.model_validate(parameters)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_alive(folder):
            return
        _write_plan(folder, plan)
        process = _spawn(folder)
    except OSError as error:
        raise JobError(f"cannot start a job in {folder}: {error}") from error
    waited = 0.0
    while not _has_begun(folder, process):
        if waited > START_SECONDS:
            raise JobError(f"the engine says nothing: {folder / LOG} may tell why")
        sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS


def end(folder: Path, *, sleep: Sleep = time.sleep) -> None:
    """Ask the engine to end, and end it when the grace is over; its grader ends with it."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        state = read_state(folder)
        if state is None or not is_alive(folder):
            return
        with suppress(ProcessLookupError):  # it ended just now
            os.killpg(state.pid, sign)
        waited = 0.0
        while is_alive(folder) and waited < GRACE_SECONDS:
            sleep(LOOK_SECONDS)
            waited += LOOK_SECONDS


def _write_plan(folder: Path, plan: LocalPlan) -> None:
    path = folder / PLAN
    if path.exists():
        if LocalPlan.read(folder) != plan:
            raise JobError(f"{path}: another plan is there: launch the job under a new name")
        return
    partial = path.with_name(f"{PLAN}.partial")
    partial.write_text(plan.model_dump_json(indent=2) + "\n", "utf-8")
    partial.replace(path)


def _spawn(folder: Path) -> int:
    """Its number; it leads a session, so that no terminal's Ctrl-C or end reaches it."""
    log = str(folder / LOG)
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    actions = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, append, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    )
    command = [*COMMAND, str(folder)]
    unbuffered = {"PYTHONUNBUFFERED": "1"}  # the log is read while it is written
    environment = {**DEFAULTS, **os.environ, **unbuffered}
    return os.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True)


def _has_begun(folder: Path, process: int) -> bool:
    """Whether the engine has written its state, or ended already."""
    state = read_state(folder)
    if state is not None and state.pid == process:
        return True
    return os.waitpid(process, os.WNOHANG) != (0, 0)
