"""The command given again, over a run that is complete."""

from __future__ import annotations

from pathlib import Path

from eval_jobs.errors import ToolgradeError
from tests.eval_jobs.commands.evaluate.scene import COUNT, answer_to, run
from tests.eval_jobs.datasets.files import write_lines


def test_a_complete_run_is_only_printed_again(data: Path, answers: Path) -> None:
    first = run("--dataset", data, "--predictions", answers)
    folder = Path("runs/evaluations/sft")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = run("--dataset", data, "--predictions", answers)
    assert (again.stdout, again.exit_code) == (first.stdout, 0)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_complete_run_needs_no_journals_to_be_printed(data: Path) -> None:
    lines = [{"id": f"q{n}", "prediction": answer_to(n)} for n in range(2, COUNT)]
    answers = write_lines(Path("p.jsonl"), *lines)
    first = run("--dataset", data, "--predictions", answers, "--json")
    folder = Path("runs/evaluations/p")
    (folder / "grades.jsonl").unlink()
    again = run("--dataset", data, "--predictions", answers, "--json")
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)
    assert (first.exit_code, again.exit_code) == (1, 1)
    assert "2 samples unscored (no_answer), such as q0, q1" in again.stderr
    assert not (folder / "grades.jsonl").exists()


def test_another_configuration_is_refused_by_its_field(data: Path, answers: Path) -> None:
    run("--dataset", data, "--predictions", answers)
    result = run("--dataset", data, "--predictions", answers, "--grader", "tool_selection")
    assert isinstance(result.exception, ToolgradeError)
    assert 'another grader: "tool_call" there, "tool_selection" now' in str(result.exception)
    write_lines(answers, {"id": "q0", "prediction": "x"})
    result = run("--dataset", data, "--predictions", answers)
    assert "another predictions.sha256" in str(result.exception)
