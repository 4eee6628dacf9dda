"""The documentation is true: its commands run, its links lead somewhere, its example works."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest
import yaml

import graders
from eval_jobs.audit.audit import BARS
from eval_jobs.commands.demo import SERIES
from eval_jobs.gate.rules import read_rules
from eval_jobs.jobs.job_file import read_job
from eval_jobs.jobs.limits import check
from eval_jobs.report.audit.wording import bar
from graders import GradingConfig, available, load
from graders.config import PRESETS
from tests.contract.check import check_grader

ROOT: Final = Path(__file__).parents[1]
DOCUMENTS: Final = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("e*/**/*.md"))
    if ".venv" not in str(path)
)
README: Final = (ROOT / "README.md").read_text("utf-8")
MAKEFILE: Final = (ROOT / "Makefile").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


COMMANDS: Final = [line for block in blocks(README, "bash") for line in block.splitlines()]


def test_make_targets_in_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = {
        target
        for path in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets


@pytest.mark.parametrize("command", [line for line in COMMANDS if not line.startswith("make ")])
def test_the_commands_in_readme_run(command: str, tmp_path: Path) -> None:
    for name in (".venv", ".aws-sam", "events", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "workshop.yaml").write_text("preset: nova-workshop\n", "utf-8")
    if " audit " in command:
        command += " --records 30"  # the command of docs/auditing.md audits them all
    run = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False, env={**os.environ}
    )
    malformed = "sagemaker_rft" in command and " grade " in command  # it shows a broken record
    assert run.returncode == (1 if malformed else 0), run.stderr.decode()
    assert run.stdout or command.startswith("mkdir")


@pytest.mark.parametrize(
    ("page", "count", "made"),
    [
        ("auditing.md", 1, "runs/audit/audit.html"),
        ("comparing.md", 2, "runs/legal/report/report.html"),
        ("jobs.md", 9, "runs/split/train.jsonl"),
    ],
)
def test_the_commands_of_a_page_run_one_after_the_other(
    page: str, count: int, made: str, tmp_path: Path
) -> None:
    for name in (".venv", "examples"):
        (tmp_path / name).symlink_to(ROOT / name)
    text = (ROOT / "docs" / page).read_text("utf-8")
    commands = [line for block in blocks(text, "bash") for line in block.splitlines()]
    assert len(commands) == count
    for command in commands:
        run = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, capture_output=True, check=False
        )
        assert run.returncode == 0, run.stderr.decode()
    assert (tmp_path / made).is_file()


def test_the_job_file_on_the_page_is_one(tmp_path: Path) -> None:
    (job,) = blocks((ROOT / "docs" / "jobs.md").read_text("utf-8"), "yaml")
    (tmp_path / "job.yaml").write_text(job, "utf-8")
    assert check(read_job(tmp_path / "job.yaml")).errors == ()


def test_the_gate_and_the_workflow_for_comparing_read() -> None:
    page = (ROOT / "docs" / "comparing.md").read_text("utf-8")
    gate, workflow = map(yaml.safe_load, blocks(page, "yaml"))
    assert len(read_rules(gate, "docs/comparing.md")) == 4
    (job,) = workflow["jobs"].values()
    commands = " ".join(step.get("run", "") for step in job["steps"])
    assert "toolgrade compare" in commands
    assert "--gate gate.yaml" in commands


def test_links_lead_somewhere() -> None:
    links = [
        (path, target.split("#")[0])
        for path in DOCUMENTS
        for target in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8"))
        if not target.startswith(("http", "#"))
    ]
    assert links
    assert [str(link) for link in links if not (link[0].parent / link[1]).exists()] == []


def test_the_picture_shows_what_readme_says() -> None:
    picture = (ROOT / "docs" / "demo.svg").read_text("utf-8")
    for word in ("reward", "micro_f1", *SERIES):
        assert word in picture.replace("&#160;", " ")
    assert "@font-face" not in picture


def test_the_weights_in_readme_are_the_default_presets() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", README, re.MULTILINE)
    assert {name: float(weight) for name, weight in rows} == PRESETS["default"]["weights"]


def test_the_grading_page_names_every_grader_and_key_and_its_json_reads() -> None:
    page = (ROOT / "docs" / "grading.md").read_text("utf-8")
    for word in (*available(), *GradingConfig.model_fields, *graders.grade.CODES):
        assert f"`{word}`" in page
    for value in re.findall(r"^\| `(\{\"\$accept.*?\})` \|", page, re.MULTILINE):
        assert "$accept" in yaml.safe_load(value)


def test_the_auditing_page_has_every_check_with_its_bars() -> None:
    page = (ROOT / "docs" / "auditing.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+\.\w+)` \| (.*) \| (.*) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [
        (name, found.title, bar(found, found.warn), bar(found, found.fail))
        for name, found in BARS.items()
    ]


def test_the_grader_in_contributing_keeps_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (code,) = blocks((ROOT / "CONTRIBUTING.md").read_text("utf-8"), "python")
    (tmp_path / "call_count.py").write_text(code, "utf-8")
    monkeypatch.setattr(graders, "__path__", [*graders.__path__, str(tmp_path)])
    assert "call_count" in available()
    check_grader(load("call_count"))
