from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval_jobs.commands.evaluate.scene import COUNT, answer_to
from tests.eval_jobs.datasets.files import record, write_lines


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOOLGRADE_CONFIG", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    records = [record(f"q{n}", None, subject=n) for n in range(COUNT)]
    return write_lines(tmp_path / "data.jsonl", *records)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    lines = [{"id": f"q{n}", "prediction": answer_to(n)} for n in range(COUNT)]
    return write_lines(tmp_path / "sft.jsonl", *lines)
