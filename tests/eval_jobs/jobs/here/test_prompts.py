"""The prompts that the engine would leave out are counted before it begins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.here import preflight, prompts
from eval_jobs.jobs.preflight import Clients, run
from eval_jobs.local_jobs.plan import SMOLLM2, TINY, LocalPlan
from eval_jobs.local_jobs.tiny import ByteCounter
from tests.eval_jobs.datasets.files import write_lines
from tests.eval_jobs.jobs.here import scene
from tests.eval_jobs.jobs.sample_jobs import make

ERROR, WARNING, OK = Severity.ERROR, Severity.WARNING, Severity.OK
AROUND = len("\0user\n\0\n\0assistant\n")
"""What the chat template puts around a question; each \\0 stands for a special token."""


def asking(length: int) -> dict[str, Any]:
    """A record whose prompt has so many bytes."""
    answer = {"role": "assistant", "content": "x" * 1000}  # no part of the prompt
    return {"messages": [{"role": "user", "content": "x" * (length - AROUND)}, answer]}


def found(path: Path, *lines: Any, technique: str = "sft", **plan: Any) -> list[Finding]:
    split = "test" if technique == "eval" else "train"
    said = {"name": "job", "technique": technique, "model": TINY, "max_prompt_tokens": 100}
    file = str(write_lines(path / "data.jsonl", *lines))
    return list(prompts.check(LocalPlan.model_validate({**said, split: file, **plan})))


@pytest.mark.parametrize("technique", ["sft", "rft", "eval"])
@pytest.mark.parametrize(
    ("long", "severity"), [(0, OK), (1, WARNING), (18, WARNING), (19, ERROR), (20, ERROR)]
)
def test_too_long_prompts_are_counted_and_too_few_are_an_error(
    technique: str, long: int, severity: Severity, tmp_path: Path
) -> None:
    lines = [asking(100)] * (20 - long) + [asking(101)] * long
    (finding,) = found(tmp_path, *lines, technique=technique, prompts_per_step=2)
    assert (finding.check, finding.severity) == ("local.max_prompt_tokens", severity)
    if long:
        assert f"{long} of 20 prompts are longer than 100 tokens" in finding.what
        assert "the longest has 101 tokens: tiny counts bytes" in finding.what
        assert "Raise local.max_prompt_tokens" in finding.mend


def test_a_step_of_rft_takes_as_many_prompts_as_it_is_told(tmp_path: Path) -> None:
    lines = [asking(100)] * 7 + [asking(101)]
    for technique, severity in (("rft", ERROR), ("sft", WARNING)):
        (finding,) = found(tmp_path, *lines, technique=technique, prompts_per_step=8)
        assert finding.severity is severity


@pytest.mark.parametrize(("length", "severity"), [(400, OK), (401, WARNING)])
def test_other_models_are_estimated(length: int, severity: Severity, tmp_path: Path) -> None:
    specials = len("<|im_start|>" * 2 + "<|im_end|>") - 3
    (finding,) = found(tmp_path, asking(length - specials), model=SMOLLM2)
    assert finding.severity is severity
    assert "an estimate" in finding.what


def test_only_the_records_that_the_plan_takes_are_read(tmp_path: Path) -> None:
    lines = [asking(100), asking(101), "{", {"messages": 3}]
    (finding,) = found(tmp_path, *lines, records=1)
    assert finding.severity is OK
    (finding,) = found(tmp_path, *lines)
    assert "1 of 2 prompts" in finding.what


def test_each_split_that_is_read_is_looked_at(tmp_path: Path) -> None:
    other = str(write_lines(tmp_path / "validation.jsonl", asking(101)))
    told = found(tmp_path, asking(100), validation=other)
    assert [finding.severity for finding in told] == [OK, ERROR]
    assert told[1].what.startswith("validation: 1 of 1")
    assert len(found(tmp_path, asking(100), validation=other, technique="rft")) == 1


@pytest.mark.parametrize("lines", [(), ("{",)])
def test_what_holds_no_prompt_is_told_elsewhere(lines: tuple[str, ...], tmp_path: Path) -> None:
    assert found(tmp_path, *lines) == []
    assert found(tmp_path, train=str(tmp_path / "none.jsonl")) == []
    event = tmp_path / "event.json"
    event.write_text("{")
    assert found(tmp_path, train=str(event)) == []


def test_special_tokens_are_one_each() -> None:
    assert ByteCounter().length("<|im_start|>ä<|im_end|><|pad|>") == 5


def test_the_checks_tell_the_limit_of_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scene.stand_in(monkeypatch)
    file = write_lines(tmp_path / "train.jsonl", *map(json.dumps, [asking(101)] * 100))
    local = {"model": TINY, "max_prompt_tokens": 100}
    job = make("sft", backend="local", data={"train": str(file)}, local=local)
    with Clients("", built=True) as clients:
        told = {finding.check: finding.severity for finding in run(job, clients)}
    assert told["local.max_prompt_tokens"] is ERROR
    assert "data.length" not in told
    assert ERROR in {finding.severity for finding in preflight.check(job)}
