"""One job from its plan to its artifacts, whole or to be resumed."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.errors import ToolgradeError
from eval_jobs.local_jobs.checkpoints import tidy
from eval_jobs.local_jobs.plan import SMOLLM2, TINY, WORK, LocalPlan
from eval_jobs.local_jobs.state import Progress, Status, alone
from eval_jobs.report.plain import complain
from eval_jobs.results.layout import MANIFEST
from eval_jobs.results.write import is_complete

if TYPE_CHECKING:
    from types import FrameType

FAILED: Final = 1
SIGNALLED: Final = 128
"""Exit codes of processes that a signal stopped are this and its number."""


class Stopped(BaseException):
    """A signal asked to stop; `code` is the exit code. No handler of errors is to catch it."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def main(folder: Path) -> int:
    """Do or resume the job in this folder; its exit code: 0 done, 1 failed, 130 or 143 stopped.

    The reason of a failure is in the state. What is in the folder's `work` is kept until the
    job is done, and a signal costs what came after the last checkpoint.
    """
    try:
        plan = LocalPlan.read(folder)
        with alone(folder), _stopped_by_signals():
            return _do(plan, folder)
    except ToolgradeError as error:
        complain(error)
        return FAILED


def _do(plan: LocalPlan, folder: Path) -> int:
    progress = Progress(folder)
    try:
        _prepare(plan, folder)
        run(plan, folder, progress)
    except Stopped as stopped:
        _end(progress, "stopped")
        return stopped.code
    except ToolgradeError as error:
        complain(error)
        _end(progress, "failed", str(error))
        return FAILED
    except Exception as error:  # noqa: BLE001  # whatever it was, the state says so
        traceback.print_exc()
        _end(progress, "failed", f"{type(error).__name__}: {error}")
        return FAILED
    _end(progress, "done")
    return 0


def _end(progress: Progress, status: Status, reason: str | None = None) -> None:
    """The last word; what failed since the disk is full cannot write one."""
    try:
        progress.end(status, reason)
    except OSError as error:
        complain(f"{status}, but the job's state cannot say so: {error}")


def run(plan: LocalPlan, folder: Path, progress: Progress) -> None:
    """What is left to do of a job; of one that is done, at most to tidy up."""
    if not ((folder / MANIFEST).exists() or is_complete(folder)):
        progress.begin("loading")
        _work(plan, folder, progress)
    tidy(folder)


def _work(plan: LocalPlan, folder: Path, progress: Progress) -> None:
    if plan.technique == "eval":
        from eval_jobs.local_jobs.evaluating import evaluate

        evaluate(plan, folder, progress)
    elif plan.technique == "sft":
        from eval_jobs.local_jobs.sft import supervised

        supervised(plan, folder, progress)
    else:
        from eval_jobs.local_jobs.rft import reinforced

        reinforced(plan, folder, progress)


def _prepare(plan: LocalPlan, folder: Path) -> None:
    """Settings that libraries read as they are imported."""
    (folder / WORK).mkdir(exist_ok=True)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TQDM_DISABLE"] = "1"  # the log is a file, and no place for bars
    model = plan.checkpoint or plan.model
    if model in (SMOLLM2, TINY) or Path(model).is_dir():
        os.environ["HF_HUB_OFFLINE"] = "1"  # all that is needed is here
    os.environ["OMP_NUM_THREADS"] = str(plan.threads)
    warnings.simplefilter("ignore", FutureWarning)  # of libraries to each other


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Within it, SIGTERM and SIGINT end the work where it is."""

    def stop(number: int, _: FrameType | None) -> None:
        sys.stderr.write(f"stopped by {signal.Signals(number).name}\n")
        raise Stopped(SIGNALLED + number)

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(number, stop) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
