"""The example's own pipeline: on this machine as it stands, on SageMaker with one word changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from eval_jobs.cli import app
from eval_jobs.commands.job.options import overridden
from eval_jobs.datasets.validation.formats import Format
from eval_jobs.datasets.validation.validate import validate
from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.launch import missing_files, planned, stand_in
from eval_jobs.jobs.limits import check
from eval_jobs.jobs.pipeline import read_pipeline
from eval_jobs.local_jobs.plan import LocalPlan
from examples.legal_assistant import sft
from graders import load
from graders.records import read_record
from tests.examples.records import FOLDER, read

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

PIPELINE: Final = FOLDER / "pipeline.yaml"
REHEARSAL: Final = FOLDER / "rehearsal.yaml"
NAMES: Final = ["base-eval", "sft", "sft-eval", "rft", "rft-eval"]


def jobs(**overrides: Any) -> dict[str, Job]:
    found = read_pipeline(PIPELINE, overrides)[1]
    return {job.name.removeprefix("legal-"): job for job in found}


def test_it_is_the_reference_workflow_on_this_machine() -> None:
    assert [(job.technique, job.start, job.backend) for job in jobs().values()] == [
        ("eval", None, "local"),
        ("sft", None, "local"),
        ("eval", FromJob(job="legal-sft"), "local"),
        ("rft", FromJob(job="legal-sft"), "local"),
        ("eval", FromJob(job="legal-rft"), "local"),
    ]


@pytest.mark.parametrize("backend", ["local", "sagemaker"])
@pytest.mark.parametrize("name", NAMES)
def test_each_file_has_nothing_wrong_on_either_backend(name: str, backend: str) -> None:
    known = jobs(backend=backend)
    job = known[name]
    start = job.start
    started = known[start.job.removeprefix("legal-")] if isinstance(start, FromJob) else None
    assert check(job, started=started) == ((), ())
    findings, request = planned(job, "name", stand_in(job), started)
    assert findings == []
    assert request is not None
    assert missing_files(request) == []


def test_a_dry_run_of_the_same_files_is_clean_on_sagemaker() -> None:
    said = ["pipeline", str(PIPELINE), "--dry-run", "--set", "backend=sagemaker"]
    result = CliRunner().invoke(app, said)
    assert result.exit_code == 0
    assert "0 error, 0 warning" in result.output


def test_the_evaluations_differ_in_their_checkpoints_alone() -> None:
    evaluations = [job for job in jobs().values() if job.technique == "eval"]
    bare = [job.model_copy(update={"name": "", "start": None}) for job in evaluations]
    assert bare == [bare[0]] * 3


def test_a_rehearsal_is_the_same_jobs_in_a_folder_of_its_own() -> None:
    (real, steps), (rehearsal, again) = map(read_pipeline, (PIPELINE, REHEARSAL))
    assert steps == again
    assert real.compare
    assert rehearsal.compare
    assert (real.name, real.compare.output) != (rehearsal.name, rehearsal.compare.output)
    assert real.compare.baseline == rehearsal.compare.baseline == "legal-base-eval"


def test_the_overrides_of_make_rehearse_are_fields_and_make_it_smaller() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
    said = makefile.partition("REHEARSAL := ")[2].partition("\n\n")[0].replace("\\\n", " ").split()
    overrides = overridden([item for item in said if item != "--set"])
    assert overrides
    small = read_pipeline(REHEARSAL, overrides)[1]
    for job, full in zip(small, jobs().values(), strict=True):
        assert job.local.records is not None
        assert (job.local.max_steps or 0) <= (full.local.max_steps or 0)


def test_answers_may_be_as_long_in_training_as_in_the_evaluation() -> None:
    plans = {
        name: LocalPlan.model_validate(request.parameters)
        for name, job in jobs().items()
        if (request := planned(job, name, stand_in(job)).request)
    }
    assert list(plans) == NAMES
    assert plans["rft"].max_new_tokens == plans["rft-eval"].max_new_tokens
    assert len({plan.max_prompt_tokens for plan in plans.values()}) == 1


@pytest.mark.parametrize("split", sft.SPLITS)
def test_supervised_data_are_the_questions_of_the_split_with_gold_answers(split: str) -> None:
    path = FOLDER / "sft" / f"{split}.jsonl"
    assert path.read_bytes() == sft.render(split)
    problems = [one for one in validate(path, Format.SFT) if one.severity.value != "note"]
    assert problems == []
    grader = load("tool_call")
    for record, line in zip(read(split), path.read_text("utf-8").splitlines(), strict=True):
        *asked, answer = json.loads(line)["messages"]
        assert asked[-1]["content"][0]["text"] == record["messages"][-1]["content"]
        turn = {"role": "assistant", "content": answer["content"][0]["text"]}
        sample = read_record({**record, "messages": [*record["messages"], turn]})
        assert grader.grade(sample).score == 1


def test_the_script_says_whether_the_files_are_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sft.main(["--check"]) == 0
    for split in sft.SPLITS:
        (tmp_path / f"{split}.jsonl").write_bytes((FOLDER / f"{split}.jsonl").read_bytes())
    (tmp_path / "sft").mkdir()
    monkeypatch.setattr(sft, "HERE", tmp_path)
    assert sft.main(["--check"]) == 1
    assert "train.jsonl; run it without --check" in capsys.readouterr().out
    assert sft.main([]) == 0
    assert sft.main(["--check"]) == 0
