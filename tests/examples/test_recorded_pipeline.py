"""What the example's pipeline made on one machine: answers and curves as they were recorded."""

from __future__ import annotations

import json
from statistics import fmean
from typing import Final

import pytest

from eval_jobs.results.training_metrics import read_curve_file
from examples.legal_assistant.record_pipeline import EVALUATIONS, PACKAGES, TRAININGS
from tests.examples.records import FOLDER
from tests.examples.test_legal_pipeline import jobs
from tests.examples.test_recorded_answers import rewards

RUNS: Final = [
    *(("answers", name, job) for name, job in EVALUATIONS.items()),
    *(("training", name, job) for name, job in TRAININGS.items()),
]


@pytest.mark.parametrize("name", TRAININGS)
def test_every_step_of_a_training_is_on_record(name: str) -> None:
    settings = jobs()[name].local
    for points in read_curve_file(FOLDER / "training" / f"{name}.csv").values():
        steps = [step for step, _ in points]
        assert steps == list(range(1, (settings.max_steps or 0) + 1))


@pytest.mark.parametrize(("place", "name", "job"), RUNS)
def test_it_was_made_as_the_job_file_says(place: str, name: str, job: str) -> None:
    made = json.loads((FOLDER / place / f"{name}.run.json").read_text("utf-8"))
    assert made["job"] == job
    assert made["packages"].keys() == set(PACKAGES)
    assert made["hardware"]["cores"] >= 1
    wanted = jobs()[job.removeprefix("legal-")].local.model_dump(exclude_none=True)
    del wanted["deployed"]
    assert made["settings"].items() >= wanted.items()


def test_training_pays_and_the_readme_says_how_much() -> None:
    base, sft, rft = (fmean(score or 0.0 for score in rewards(name)) for name in EVALUATIONS)
    assert base + 0.2 < min(sft, rft)
    told = (FOLDER / "README.md").read_text("utf-8")
    for name, reward in zip(EVALUATIONS, (base, sft, rft), strict=True):
        assert f"| `{name}` | {reward:.3f} [" in told
