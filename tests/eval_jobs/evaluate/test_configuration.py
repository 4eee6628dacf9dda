from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.configuration import agree, describe
from eval_jobs.evaluate.judging import in_process
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.evaluate.sources import Source, recorded
from graders import GradingConfig
from tests.eval_jobs.datasets.files import record, write_lines


@pytest.fixture
def wanted(tmp_path: Path) -> dict[str, Any]:
    dataset = Dataset(write_lines(tmp_path / "data.jsonl", record("a", None)), print)
    (source,) = recorded([str(write_lines(tmp_path / "p.jsonl", {"x": 1}))], None)
    return describe(dataset, source, in_process(None, None))


def test_it_says_what_a_run_is_made_of(wanted: dict[str, Any]) -> None:
    assert set(wanted) == {
        *("toolgrade", "grader", "config", "dataset", "predictions", "model", "function"),
        *("versions", "started"),
    }
    assert GradingConfig.model_validate(wanted["config"]) == GradingConfig()
    assert wanted["dataset"]["records"] == 1
    content = Path(wanted["predictions"]["path"]).read_bytes()
    assert wanted["predictions"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert len(wanted["versions"]["graders"]) == 64


def test_the_same_again_gives_what_was_begun(tmp_path: Path, wanted: dict[str, Any]) -> None:
    folder = tmp_path / "runs" / "a"
    assert agree(folder, wanted) == wanted
    later = {**wanted, "started": "later", "dataset": {**wanted["dataset"], "path": "elsewhere"}}
    assert agree(folder, later) == wanted
    assert [path.name for path in folder.iterdir()] == ["configuration.json"]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["grader"], "field_match", 'another grader: "tool_call" there, "field_match" now'),
        (["config", "curve"], 1.0, "another config.curve: 2.0 there, 1.0 now"),
        (["config", "weights", "x"], 1.0, "another config.weights.x: nothing there, 1.0 now"),
        (["dataset", "sha256"], "x", "another dataset.sha256"),
        (["predictions"], None, "another predictions: {"),
        (["model"], {"model": "m"}, 'another model: nothing there, {"model": "m"} now'),
        (["versions", "python"], "4", "another versions.python"),
    ],
)
def test_what_differs_is_named(
    tmp_path: Path, wanted: dict[str, Any], path: list[str], value: Any, message: str
) -> None:
    agree(tmp_path, wanted)
    other = json.loads(json.dumps(wanted))
    place = other
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ToolgradeError) as caught:
        agree(tmp_path, other)
    assert message in str(caught.value)
    assert "choose another --name or --output, or delete it" in str(caught.value)
    assert json.loads((tmp_path / "configuration.json").read_text()) == wanted


def test_a_configuration_that_is_damaged_is_told(tmp_path: Path, wanted: dict[str, Any]) -> None:
    (tmp_path / "configuration.json").write_text("{")
    with pytest.raises(ToolgradeError, match=r"cannot read .*configuration\.json"):
        agree(tmp_path, wanted)


def test_answers_that_are_not_there_are_told(tmp_path: Path) -> None:
    dataset = Dataset(write_lines(tmp_path / "data.jsonl", record("a", None)), print)
    with pytest.raises(ToolgradeError, match="cannot read no"):
        describe(dataset, Source("x", Path("no")), in_process(None, None))
