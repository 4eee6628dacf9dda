"""Builds that are new, under way or broken while the service runs."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.local_lambda.errors import NotReadyError
from tests.eval_jobs.local_lambda.calling import answer, call

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild, Serve


def test_a_new_build_is_used_by_the_next_call_and_the_old_one_finishes_its_own(
    serve: Serve, make_build: MakeBuild, fifo: Path
) -> None:
    service = serve()
    with ThreadPoolExecutor() as executor:
        old = executor.submit(answer, service, {"read": str(fifo)})
        with fifo.open("w") as pipe:
            make_build("def handler(event, context): return 'new'", Timeout=7)
            assert answer(service, 1) == "new"
            assert service.find("RewardFunction").timeout == 7
            pipe.write("old")
        assert old.result(timeout=30) == "old"


def test_a_new_build_ends_the_idle_environments_of_the_old(
    serve: Serve, make_build: MakeBuild, fifo: Path
) -> None:
    source = f"file = open({str(fifo)!r}, 'w')\ndef handler(event, context): return event"
    with ThreadPoolExecutor() as executor:
        held = executor.submit(fifo.read_text)  # ends when the process is gone
        service = serve(source)
        call(service, 1)
        make_build()
        call(service, 1)
        assert held.result(timeout=30) == ""


def test_while_a_build_is_under_way_the_old_environment_answers(
    serve: Serve, tmp_path: Path, make_build: MakeBuild
) -> None:
    service = serve()
    pid = answer(service, {"process": 1})["pid"]
    (tmp_path / "build" / "template.yaml").unlink()
    assert answer(service, {"process": 1})["pid"] == pid
    make_build()
    assert answer(service, {"process": 1})["pid"] != pid


def test_a_cold_start_while_a_build_is_under_way_is_refused(serve: Serve, tmp_path: Path) -> None:
    service = serve()
    shutil.rmtree(tmp_path / "build")
    with pytest.raises(NotReadyError, match="RewardFunction is gone: build again"):
        call(service, 1)


def test_a_broken_build_is_told_until_it_is_built_again(
    serve: Serve, make_build: MakeBuild
) -> None:
    service = serve()
    make_build(CodeUri="Missing")
    for _ in range(2):
        with pytest.raises(NotReadyError, match="RewardFunction is missing"):
            call(service, 1)
    make_build()
    assert answer(service, 1) == 1
