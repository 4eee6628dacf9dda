"""The demo on the real build and the bundled example, as `make demo` runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "eval_jobs")


def test_the_demo_grades_the_recorded_answers_as_this_process_does(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--output", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("samples", "unscored", "reward", "tool_f1", "micro_f1", "zero_shot", "few_shot"):
        assert name in done.stdout
    example = ROOT / "examples" / "legal_assistant"
    for answers in ("zero_shot.jsonl", "few_shot.jsonl"):
        here = subprocess.run(
            [*COMMAND, "grade", "test.jsonl", "--answers", f"answers/{answers}", "--json"],
            cwd=example,
            capture_output=True,
            text=True,
            check=True,
        )
        expected = [json.loads(line) for line in here.stdout.splitlines()]
        rows = [json.loads(line) for line in (tmp_path / answers).read_text().splitlines()]
        assert len(rows) == len(expected) > 200
        for row, same in zip(rows, expected, strict=True):
            assert row["id"] == same["id"]
            assert row["reward"] == pytest.approx(same["reward"], abs=1e-6)
            assert row["metrics"] == pytest.approx(same["metrics"], abs=1e-6)
