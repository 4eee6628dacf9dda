from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.jobs.capacity import most_records, too_many_records
from eval_jobs.jobs.recipes import values_of
from tests.eval_jobs.jobs.sample_jobs import make


@pytest.mark.parametrize(
    ("technique", "model", "rank", "max_length", "expected"),
    [
        ("sft", "nova-micro", "lora", 32768, 100_000),
        ("sft", "nova-lite", "full", 65536, 50_000),
        ("sft", "nova-lite", "lora", 65536, None),
        ("sft", "nova-pro", "lora", 1024, 40_000),
        ("sft", "nova-pro", "full", 33792, 17_000),
        ("dpo", "nova-micro", "lora", 16384, 125_000),
        ("dpo", "nova-micro", "full", 16384, 120_000),
        ("dpo", "nova-lite", "lora", 32768, 60_000),
        ("dpo", "nova-pro", "full", 17408, 20_000),
        ("sft", "nova-2-lite", "lora", 32768, None),
        ("rft", "nova-2-lite", "lora", 8192, None),
    ],
)
def test_documented_records_for_five_epochs(
    technique: str, model: str, rank: str, max_length: int, expected: int | None
) -> None:
    assert most_records(make(technique, model, rank=rank), max_length, 5) == expected


def test_fewer_epochs_leave_time_for_more_records() -> None:
    assert most_records(make("sft", "nova-pro"), 32768, 1) == 200_000


@pytest.mark.parametrize(
    ("fields", "records", "warned"),
    [
        ({}, 100_000, False),
        ({}, 100_001, True),
        ({"recipe": {"max_epochs": 4}}, 100_000, True),
        ({"recipe": {"max_epochs": 0}}, 100_001, False),
        ({"recipe": {"max_length": "long"}}, 100_001, False),
        ({"backend": "hyperpod"}, 100_001, False),
    ],
)
def test_more_records_than_fit_are_a_warning(
    fields: dict[str, Any], records: int, warned: bool
) -> None:
    job = make("sft", "nova-pro", **{"recipe": {"max_epochs": 2}, **fields})
    found = [finding.check for finding in too_many_records(job, values_of(job), records)]
    assert found == ["data.train"] * warned
