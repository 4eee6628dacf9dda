"""Many calls at a time, never more than asked for, and a stop that loses nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Stop:
    """Asks the work to end after what is under way."""

    requested = False
    interrupted = False
    """Whether it was Ctrl-C that asked."""


@contextmanager
def stopped_by_ctrl_c(stop: Stop) -> Iterator[None]:
    """Within it, the first Ctrl-C asks to stop; the second ends the process at once."""

    def ask(number: int, _: object) -> None:
        stop.requested = stop.interrupted = True
        signal.signal(number, signal.SIG_DFL)
        # not through sys.stderr, which may be in the middle of a write
        os.write(2, b"\nStopping after the calls under way; Ctrl-C again ends at once.\n")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def concurrently(
    work: Callable[[Item], Result], items: Iterable[Item], workers: int, stop: Stop
) -> Iterator[tuple[Item, Result | Exception]]:
    """Each item with its result, or with what `work` raised, as they are done.

    No more than `workers` calls run at a time, and no item waits in between: after a stop
    nothing new begins, and what had begun still comes.
    """

    def attempt(item: Item) -> Result | Exception:
        try:
            return work(item)
        except Exception as error:  # noqa: BLE001  # it is for the caller to say what it costs
            return error

    rest = iter(items)
    running: dict[Future[Result | Exception], Item] = {}
    with ThreadPoolExecutor(workers) as pool:
        while True:
            if not stop.requested:
                for item in islice(rest, workers - len(running)):
                    running[pool.submit(attempt, item)] = item
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
