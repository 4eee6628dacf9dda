"""`toolgrade job list` on a terminal of 80 columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from eval_jobs.cli import app
from eval_jobs.jobs.registry import Registry
from tests.eval_jobs.jobs.here import scene

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

NAME = "legal-base-eval-20261122-094634-2a98"
REASON = " ".join(["not one record that can be used; the log says why"] * 3)
CHECKPOINT = "/" + "/".join(["a-long-folder"] * 8)


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def listed(folder: Path, *records: JobRecord) -> list[str]:
    registry = Registry(folder / "jobs")
    for one in records:
        registry.save(one)
    result = CliRunner().invoke(app, ["job", "list", "--jobs", str(folder / "jobs")])
    assert result.exit_code == 0
    return result.output.splitlines()


def test_names_times_and_paths_are_whole_and_reasons_have_the_width(tmp_path: Path) -> None:
    job = {"technique": "sft", "local": {"model": "tiny"}}
    failed = scene.record(
        tmp_path,
        name=NAME,
        job=job,
        status="failed",
        phase="training, step 12 of 24",
        reason=REASON,
        launched="2026-11-22T10:05:45+00:00",
    )
    done = scene.record(tmp_path, status="completed", job=job, checkpoint=CHECKPOINT)
    lines = listed(tmp_path, failed, done)
    assert lines[:3] == [
        f"{'job':{len(NAME)}}  completed",
        "  2026-08-01 09:50  sft tiny on local",
        f"  checkpoint: {CHECKPOINT}",
    ]
    assert lines[3:5] == [
        f"{NAME}  failed training, step 12 of 24",
        "  2026-11-22 10:05  sft tiny on local",
    ]
    assert " ".join("".join(f"{line} " for line in lines[5:]).split()) == f"reason: {REASON}"
    assert len(lines[5:]) == 2
    assert max(map(len, lines[3:])) <= 80


def test_where_nothing_was_launched_it_says_so(tmp_path: Path) -> None:
    assert listed(tmp_path) == ["No job was launched from here."]
