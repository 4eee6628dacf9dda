"""Does jobs one after another, each in a process of its own that begins with torch imported.

Importing it takes longer than a tiny training. Run by `.venv-local/bin/python`: a line of standard
input is a job's folder; the job's log comes out, with `pid N` before it and `ended CODE` after.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import torch
import trl  # type: ignore[import-not-found]  # only in .venv-local

from eval_jobs.local_jobs import evaluating, rft, sft  # noqa: F401  # imported before a job is
from eval_jobs.local_jobs.job import main

torch.set_num_threads(1)
trl.GRPOTrainer, trl.SFTTrainer  # noqa: B018  # they are imported when they are first used
gc.freeze()  # what is imported is never garbage, and no job has to look through it
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        folder = Path(line.rstrip("\n"))
        os.chdir(folder.parent)
        os.dup2(1, 2)
        print(f"pid {os.getpid()}", flush=True)  # noqa: T201  # the protocol
        os._exit(main(folder))
    _, status = os.waitpid(pid, 0)
    print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)  # noqa: T201  # the same
