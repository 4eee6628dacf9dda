"""The demo on the real build and the bundled example, as `make demo` runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from eval_jobs.commands.demo import SERIES

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "eval_jobs")


def test_the_demo_compares_answers_that_were_graded_as_in_this_process(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "demo", "--output", str(tmp_path / "demo")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert "micro_f1 0.000 " in said
    assert "sft is better than base: reward +0.4" in said
    assert "rft is not shown to differ from sft: reward +0.0" in said
    page = (tmp_path / "demo" / "report" / "report.html").read_text("utf-8")
    assert "sft is better than base" in page
    example = ROOT / "examples" / "legal_assistant"
    for name in SERIES:
        here = subprocess.run(
            [*COMMAND, "grade", "test.jsonl", "--answers", f"answers/{name}.jsonl", "--json"],
            cwd=example,
            capture_output=True,
            text=True,
            check=True,
        )
        expected = [json.loads(line) for line in here.stdout.splitlines()]
        path = tmp_path / "demo" / name / "eval_results" / "inference_output.jsonl"
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert len(rows) == len(expected) > 200
        for row, same in zip(rows, expected, strict=True):
            for key in ("id", "reward", "code", "metrics"):
                assert row[key] == same[key]
