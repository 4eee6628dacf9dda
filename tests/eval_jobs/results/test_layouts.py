from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from eval_jobs.results.confidence import confidence
from eval_jobs.results.read import read_run
from tests.support import artifacts
from tests.support.artifacts import LAYOUTS, NAMELESS

if TYPE_CHECKING:
    from eval_jobs.run import Run


def by_id(run: Run) -> dict[str, dict[str, Any]]:
    """Everything that a run says of each sample but the code, which AWS does not bring back."""
    samples = run.samples
    assert samples is not None
    return {
        identifier: {
            "prompt": samples.prompts[i],
            "reference": samples.references[i],
            "reward": samples.reward[i],
            "scored": samples.codes[i] is None,
            "confidence": samples.confidence[i],
            "record": detail.record,
            **{name: column[i] for name, column in samples.metrics.items()},
        }
        for i, (identifier, detail) in enumerate(zip(samples.ids, run.details(), strict=True))
        if identifier == detail.id
    }


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_reads_back_the_rows_of_a_local_run(layout: str, tmp_path: Path) -> None:
    rows = artifacts.rows()
    local = by_id(read_run(artifacts.local_run(tmp_path / "local", rows)))
    run = read_run(LAYOUTS[layout](tmp_path / "aws", rows))
    assert run.name == (artifacts.JOB if layout in NAMELESS else artifacts.NAME)
    found = by_id(run)
    assert found.keys() == local.keys() == {row.row.id for row in rows}
    for identifier, sample in local.items():
        np.testing.assert_equal(found[identifier], sample)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_says_what_the_rows_say(layout: str, tmp_path: Path) -> None:
    rows = artifacts.rows()
    run = read_run(LAYOUTS[layout](tmp_path, rows))
    found = by_id(run)
    for row in rows:
        sample = found[row.row.id]
        assert sample["scored"] is row.row.graded
        np.testing.assert_equal(sample["reward"], row.row.reward if row.row.graded else np.nan)
        np.testing.assert_equal(sample["confidence"], confidence(row.logprobs))
        for name, value in row.row.metrics.items():
            np.testing.assert_equal(sample[name], value if row.row.graded else np.nan)
        turns = [] if row.answer is None else [{"role": "assistant", "content": row.answer}]
        assert sample["record"] == {**row.record, "messages": [*row.record["messages"], *turns]}
    scored = [row.row.reward for row in rows if row.row.reward is not None]
    assert run.means["graded"] == len(scored) / len(rows)
    assert run.means["reward"] == pytest.approx(sum(scored) / len(rows), abs=1e-12)


def test_equal_prompts_and_references_have_equal_digests_and_others_none(tmp_path: Path) -> None:
    run = read_run(artifacts.structs(tmp_path, artifacts.rows()))
    assert run.samples is not None
    prompt = dict(zip(run.samples.ids, run.samples.prompts, strict=True))
    reference = dict(zip(run.samples.ids, run.samples.references, strict=True))
    assert prompt["sample-1"] == prompt["sample-6"]
    assert len(set(prompt.values())) == len(prompt) - 1
    assert reference["sample-5"] == reference["sample-7"] != reference["sample-8"]


def test_gen_qa_has_fractions_and_records_of_what_the_rows_say(tmp_path: Path) -> None:
    run = read_run(artifacts.gen_qa(tmp_path, [20.0, 60.0]))
    assert run.means == {"rouge1": 0.5, "bleu": 0.4}
    assert run.samples is not None
    assert list(run.samples.metrics["bleu"]) == [0.2, 0.6]
    assert list(run.samples.reward) == [0.2, 0.6]  # the workshop's aggregate is overall_score
    assert [detail.record for detail in run.details()] == [
        {
            "id": str(number),
            "messages": [
                {"role": "user", "content": f"Question {number}"},
                {"role": "assistant", "content": f"Answer {number}"},
            ],
            "reference_answer": f"Answer {number}",
        }
        for number in range(2)
    ]


def test_averages_alone_are_a_run_without_samples(tmp_path: Path) -> None:
    run = read_run(artifacts.only_averages(tmp_path, artifacts.rows()))
    assert run.samples is None
    assert list(run.details()) == []
    assert run.means["graded"] == 0.75


def test_a_run_made_here_brings_its_configuration_and_codes(tmp_path: Path) -> None:
    rows = artifacts.rows()
    run = read_run(artifacts.local_run(tmp_path, rows))
    assert run.configuration == artifacts.CONFIGURATION
    assert run.samples is not None
    assert list(run.samples.ids) == [row.row.id for row in rows]
    assert list(run.samples.codes) == [row.row.code for row in rows]
    assert run.path == tmp_path / artifacts.NAME


def test_a_run_of_aws_has_no_configuration_and_unknown_codes(tmp_path: Path) -> None:
    run = read_run(artifacts.structs(tmp_path, artifacts.rows()))
    assert run.configuration is None
    assert run.samples is not None
    assert sorted({code for code in run.samples.codes if code}) == ["unscored"]
