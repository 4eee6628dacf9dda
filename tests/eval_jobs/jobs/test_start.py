"""What a job may start from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.eval_jobs.jobs.sample_jobs import errors, make


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("s3://customer-escrow-111122223333-smtj-a/run", []),
        ("arn:aws:bedrock:us-east-1:111122223333:custom-model/a", []),
        ({"job": "earlier"}, []),
        ("nova-lite/prod", ["start"]),
        ("earlier", ["start"]),
    ],
)
def test_a_job_starts_from_a_checkpoint(start: Any, expected: list[str]) -> None:
    assert errors(make("rft", start=start)) == expected


def test_a_checkpoint_is_of_the_same_model() -> None:
    job = make("eval", start={"job": "earlier"})
    assert errors(job, started=make("sft")) == []
    assert errors(job, started=make("sft", "nova-lite")) == ["start"]


@pytest.mark.parametrize("task", ["rft_eval", "gen_qa"])
@pytest.mark.parametrize(
    ("mark", "backend", "expected"),
    [
        ("hp", "sagemaker", ["start"]),
        ("smtj", "hyperpod", ["start"]),
        ("hp", "hyperpod", []),
        ("smtj", "sagemaker", []),
        ("other", "sagemaker", []),
    ],
)
def test_a_checkpoint_is_evaluated_where_it_was_trained(
    task: str, mark: str, backend: str, expected: list[str]
) -> None:
    start = f"s3://customer-escrow-111122223333-{mark}-1a2b/run"
    assert errors(make("eval", task=task, backend=backend, start=start)) == expected
    assert errors(make("rft", backend=backend, start=start)) == []


def test_only_the_escrow_bucket_tells_where_a_checkpoint_is_from() -> None:
    for start in ("s3://team-hp-data/run", "s3://customer-escrow-111122223333-smtj-a/an-hp-run"):
        assert errors(make("eval", start=start)) == []


def test_a_checkpoint_of_an_earlier_job_is_evaluated_where_that_ran() -> None:
    job = make("eval", start={"job": "earlier"})
    assert errors(job, started=make("rft")) == []
    assert errors(job, started=make("rft", backend="hyperpod")) == ["start"]
    assert errors(make("rft", start={"job": "a"}), started=make("sft", backend="hyperpod")) == []
