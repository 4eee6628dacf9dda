"""Calls at the same time, with and without reserved concurrency."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.local_lambda.errors import TooManyRequestsError
from tests.eval_jobs.local_lambda.calling import answer, call

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import Serve


def test_calls_at_the_same_time_have_an_environment_each(serve: Serve, fifo: Path) -> None:
    service = serve()
    with ThreadPoolExecutor() as executor:
        events = [{"read": str(fifo)}, {"write": str(fifo)}]
        read, _ = executor.map(lambda event: answer(service, event), events)
    assert read == "met"


def test_reserved_concurrency_refuses_further_calls_but_not_events(
    serve: Serve, fifo: Path, tmp_path: Path
) -> None:
    service = serve(ReservedConcurrentExecutions=1)
    trace = tmp_path / "trace"
    with ThreadPoolExecutor() as executor:
        busy = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w"):  # opens only when the function reads
            with pytest.raises(TooManyRequestsError, match="Rate Exceeded"):
                call(service, 1)
            for _ in range(2):
                service.submit("RewardFunction", json.dumps({"append": str(trace)}).encode())
        assert busy.result(timeout=30) == ""
    service.__exit__()
    assert trace.read_text() == "xx"


def test_a_function_with_nothing_reserved_runs_not_at_all(serve: Serve, log: list[str]) -> None:
    service = serve(ReservedConcurrentExecutions=0)
    with pytest.raises(TooManyRequestsError):
        call(service, 1)
    service.submit("RewardFunction", b"1")
    service.__exit__()
    assert log == ["an event was lost: Rate Exceeded."]


def test_without_reserved_concurrency_calls_beyond_the_limit_wait(
    serve: Serve, fifo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval_jobs.local_lambda.pool.MAX_ENVIRONMENTS", 1)
    service = serve()
    with ThreadPoolExecutor() as executor:
        busy = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w"):
            waiting = executor.submit(answer, service, "after")
        assert busy.result(timeout=30) == ""
        assert waiting.result(timeout=30) == "after"
