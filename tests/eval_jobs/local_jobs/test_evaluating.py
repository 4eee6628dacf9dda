"""An evaluation whose questions are all answered takes no model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.evaluate.evaluation import ANSWERS
from eval_jobs.evaluate.journal import Journal
from eval_jobs.jobs.here.status import observe
from eval_jobs.local_jobs.evaluating import evaluate
from eval_jobs.local_jobs.plan import WORK, LocalPlan
from eval_jobs.local_jobs.state import Progress, alone, read_state
from eval_jobs.results.write import is_complete
from tests.eval_jobs.datasets.files import GOLD, record, write_lines
from tests.eval_jobs.jobs.here import scene

if TYPE_CHECKING:
    from pathlib import Path


def test_answers_in_the_journal_are_graded_which_is_one_step(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    (folder / WORK).mkdir(parents=True)
    test = write_lines(tmp_path / "test.jsonl", *(record(f"r{at}", None) for at in range(8)))
    with Journal(folder / WORK / ANSWERS) as journal:
        for at in range(8):
            journal.append({"id": f"r{at}", "prediction": GOLD})
    progress = Progress(folder)
    with alone(folder):
        evaluate(LocalPlan(name="job", technique="eval", test=str(test)), folder, progress)
        assert observe(scene.record(folder)).phase == "grading"  # not step 0 of 8
    assert is_complete(folder)
    state = read_state(folder)
    assert state is not None
    assert (state.step, state.steps) == (0, 0)
