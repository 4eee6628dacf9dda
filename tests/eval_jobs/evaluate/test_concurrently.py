from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from eval_jobs.evaluate.concurrently import Stop, concurrently, stopped_by_ctrl_c


@pytest.mark.parametrize("workers", [1, 3, 20])
def test_every_item_comes_once_with_its_result(workers: int) -> None:
    outcomes = list(concurrently(lambda n: n * n, range(10), workers, Stop()))
    assert sorted(outcomes, key=str) == [(n, n * n) for n in range(10)]


def test_so_many_run_at_a_time() -> None:
    barrier = threading.Barrier(3)
    for _, outcome in concurrently(lambda _: barrier.wait(30), range(6), 3, Stop()):
        assert not isinstance(outcome, Exception)


def test_no_item_is_taken_before_there_is_room() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    for count, _ in enumerate(concurrently(str, items(), 4, Stop()), 1):
        assert len(taken) <= count + 4


def test_what_is_raised_is_the_outcome_of_its_item_only() -> None:
    outcomes = dict(concurrently(lambda n: 1 // n, [1, 0, -1], 2, Stop()))
    assert (outcomes[1], outcomes[-1]) == (1, -1)
    assert isinstance(outcomes[0], ZeroDivisionError)


def test_after_a_stop_nothing_begins_and_what_had_begun_still_comes() -> None:
    stop = Stop()
    begun = threading.Barrier(3)
    release = threading.Event()

    def work(number: int) -> int:
        begun.wait(30)
        release.wait(30)
        return number

    def ask() -> None:
        begun.wait(30)
        stop.requested = True
        release.set()

    thread = threading.Thread(target=ask)
    thread.start()
    outcomes = sorted(concurrently(work, range(10), 2, stop), key=str)
    thread.join()
    assert outcomes == [(0, 0), (1, 1)]


def test_ctrl_c_asks_to_stop_and_the_second_one_ends_it(capfd: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    stop = Stop()
    with stopped_by_ctrl_c(stop):
        os.kill(os.getpid(), signal.SIGINT)
        assert (stop.requested, stop.interrupted) == (True, True)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGINT) is before
    assert "Ctrl-C again ends at once" in capfd.readouterr().err
