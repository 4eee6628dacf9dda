from __future__ import annotations

import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.local_lambda.pool import Pool
from eval_jobs.local_lambda.process import link_runtime
from eval_jobs.local_lambda.template import read_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.eval_jobs.conftest import MakeBuild

    MakePool = Callable[[str], Pool]

HOLD = """
file = open({held!r}, "w")
def handler(event, context):
    return open(event).read() if event else "answered"
"""


@pytest.fixture
def make_pool(make_build: MakeBuild, tmp_path: Path) -> Iterator[MakePool]:
    pools = []

    def make(source: str) -> Pool:
        function = read_build(make_build(source))["RewardFunction"]
        runtime = tmp_path / "runtime"
        runtime.mkdir()
        link_runtime(runtime)
        pools.append(Pool(function, runtime, lambda _: None))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def test_an_idle_environment_is_killed_when_the_pool_retires(
    make_pool: MakePool, fifo: Path
) -> None:
    pool = make_pool(HOLD.format(held=str(fifo)))
    with ThreadPoolExecutor() as executor:
        held = executor.submit(fifo.read_text)  # ends when the process is gone
        pool.invoke(b"null", wait=False)
        pool.retire()
        assert held.result(timeout=30) == ""


def test_a_busy_environment_is_killed_after_its_call(
    make_pool: MakePool, fifo: Path, tmp_path: Path
) -> None:
    pool = make_pool(HOLD.format(held=str(fifo)))
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    with ThreadPoolExecutor() as executor:
        held = executor.submit(fifo.read_text)
        busy = executor.submit(pool.invoke, json.dumps(str(gate)).encode(), wait=False)
        with gate.open("w") as pipe:  # opens only when the function reads
            pool.retire()
            pipe.write("in time")
        assert busy.result(timeout=30).payload == b'"in time"'
        assert held.result(timeout=30) == ""


def test_an_idle_environment_that_died_is_replaced(make_pool: MakePool) -> None:
    pool = make_pool("import os\ndef handler(event, context): return os.getpid()")
    pid = int(pool.invoke(b"1", wait=False).payload)
    os.kill(pid, signal.SIGKILL)
    pool._idle[0]._exited.wait(30)
    again = pool.invoke(b"1", wait=False)
    assert not again.failed
    assert int(again.payload) != pid
