from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval_jobs.commands.data import app
from eval_jobs.datasets.validation.formats import Format
from eval_jobs.errors import ConfigError, DatasetError
from tests.eval_jobs.datasets.files import write_lines
from tests.eval_jobs.datasets.validation.examples import GOOD

SFT, CHAT = GOOD[Format.SFT], GOOD[Format.OPENAI]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_validate_shows_rules_places_and_counts(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl", SFT, *[{**SFT, "e\x1b[31m": 1}] * 5)
    result = run("validate", path, "--examples", "2")
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout
    assert result.stdout.count("[unknown_key]") == 2
    assert "... and 3 more of unknown_key" in result.stdout
    assert "6 records, 5 errors, 0 warnings, 1 notes" in result.stdout


def test_validate_of_good_records_is_quiet_and_zero(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl", SFT)
    result = run("validate", path, "--format", "sft", "--json")
    assert json.loads(result.stdout) == {"file": str(path), "records": 1, "rules": []}
    assert result.exit_code == 0


@pytest.mark.parametrize("option", [("--model", "gpt"), ("--backend", "moon")])
def test_unknown_models_and_backends_list_the_known(
    tmp_path: Path, option: tuple[str, str]
) -> None:
    path = write_lines(tmp_path / "d.jsonl", SFT)
    result = run("validate", path, *option)
    assert isinstance(result.exception, ConfigError)
    assert "is one of" in str(result.exception)


def test_convert_writes_what_it_can_and_tells_the_rest(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl", CHAT, {"messages": []}, CHAT)
    out = tmp_path / "new" / "out.jsonl"
    result = run("convert", path, "--from", "openai", "--to", "sft", "--output", out)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{path}:2: ")
    assert len(out.read_text().splitlines()) == 2
    again = run("convert", path, "--from", "openai", "--to", "sft", "--output", out)
    assert isinstance(again.exception, DatasetError)
    assert "exists" in str(again.exception)
    assert list(out.parent.iterdir()) == [out]


def test_convert_sums_up_what_is_wrong_with_every_record(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "d.jsonl", *[{"messages": []}] * 50)
    out = tmp_path / "out.jsonl"
    result = run("convert", path, "--from", "openai", "--to", "sft", "--output", out, "--json")
    assert len(result.stderr.splitlines()) == 4
    assert "and 47 more like these" in result.stderr
    assert json.loads(result.stdout) == {"output": str(out), "records": 0, "problems": 50}


def test_split_and_leaks(tmp_path: Path) -> None:
    records = [
        {"id": str(n), "kind": n % 2, "messages": [{"role": "user", "content": f"Ask {n} now"}]}
        for n in range(20)
    ]
    path = write_lines(tmp_path / "d.jsonl", *records)
    options = ("--fractions", "80/20", "--stratify", "kind", "--json")
    result = run("split", path, "--output", tmp_path / "out", *options)
    assert result.exit_code == 0
    made = json.loads(result.stdout)
    assert made["sides"]["test"]["strata"] == {"0": 2, "1": 2}
    assert (made["groups"], made["leaks"]["groups"]) == (20, 0)
    sides = [Path(side["file"]) for side in made["sides"].values()]
    assert run("leaks", *sides).exit_code == 0
    leaking = run("leaks", path, sides[1])
    assert leaking.exit_code == 1
    assert "4 prompts, 8 records" in leaking.stdout
    assert json.loads(run("leaks", path, sides[1], "--json").stdout)["records"] == 8


def test_split_says_the_shares(tmp_path: Path) -> None:
    lines = [{"prompt": f"Ask {n} now", "completion": "x"} for n in range(10)]
    path = write_lines(tmp_path / "d.jsonl", *lines)
    result = run("split", path, "--output", tmp_path / "out")
    assert "8 records (80.0%)" in result.stdout
    assert "10 prompts that are not nearly the same; the most records of one: 1" in result.stdout


def test_leaks_are_between_files(tmp_path: Path) -> None:
    assert isinstance(run("leaks", tmp_path / "one.jsonl").exception, ConfigError)
