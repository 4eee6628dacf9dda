from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval_jobs.errors import ToolgradeError
from eval_jobs.report.audit.folder import FILES, check_folder, write_audit
from tests.support import audits


def test_an_audit_replaces_an_audit_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "runs" / "audit"
    write_audit(folder, audits.passing())
    write_audit(folder, audits.mixed())
    assert {path.name for path in folder.iterdir()} == FILES
    assert [path.name for path in folder.parent.iterdir()] == ["audit"]
    assert json.loads((folder / "audit.json").read_text("utf-8"))["verdict"] == "fail"
    assert (folder / "audit.html").read_text("utf-8").startswith("<!doctype html>")
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(ToolgradeError, match=r"holds more than an audit \(notes.txt\)"):
        write_audit(folder, audits.passing())
    assert (folder / "notes.txt").read_text("utf-8") == "mine"


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(ToolgradeError, match="cannot write to"):
        check_folder(tmp_path / "file")


def test_a_folder_without_the_figures_is_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "audit.html").write_text("mine", "utf-8")
    with pytest.raises(ToolgradeError, match="parts of an audit"):
        check_folder(tmp_path)
