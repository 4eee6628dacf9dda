from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.jobs.instances import allowed, placement
from eval_jobs.jobs.limits import check
from eval_jobs.jobs.recipes.select import variants
from tests.eval_jobs.jobs.sample_jobs import make

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

P5, P5EN, P4D = "ml.p5.48xlarge", "ml.p5en.48xlarge", "ml.p4d.24xlarge"
MACHINES = [(job, kind) for job in variants() for kind in allowed(job)]


@pytest.mark.parametrize(
    ("technique", "model", "fields", "kind", "counts"),
    [
        ("rft", "nova-2-lite", {}, P5, (2, 4, 6, 8)),
        ("rft", "nova-2-lite", {"rank": "full"}, P5EN, (2, 4, 6, 8)),
        ("rft", "nova-2-lite", {"backend": "hyperpod"}, P5, (2, 4, 8, 16)),
        ("sft", "nova-2-lite", {}, P4D, (1, 4, 8, 16, 32)),
        ("sft", "nova-2-lite", {"rank": "full"}, P5, (4, 8, 16, 32)),
        ("sft", "nova-micro", {}, P5, (2, 4, 8)),
        ("sft", "nova-micro", {}, "ml.g5.12xlarge", (1,)),
        ("sft", "nova-micro", {"rank": "full"}, "ml.g6.48xlarge", (1,)),
        ("sft", "nova-lite", {}, P5EN, (4, 8, 16)),
        ("sft", "nova-pro", {}, P4D, (6, 12, 24)),
        ("dpo", "nova-pro", {"rank": "full"}, P4D, (12, 24)),
        ("dpo", "nova-pro", {"rank": "full"}, P5, (6, 12, 24)),
        ("dpo", "nova-lite", {}, "ml.g5.48xlarge", (1,)),
        ("eval", "nova-2-lite", {}, P4D, (1, 2, 4, 8, 16)),
        ("eval", "nova-micro", {}, "ml.g5.12xlarge", (1, 2, 4, 8, 16)),
        ("eval", "nova-2-lite", {"backend": "hyperpod"}, P5, (1,)),
    ],
)
def test_documented_counts(
    technique: str, model: str, fields: dict[str, Any], kind: str, counts: tuple[int, ...]
) -> None:
    assert allowed(make(technique, model, **fields))[kind] == counts


@pytest.mark.parametrize(
    ("technique", "model", "rank", "kind"),
    [
        ("sft", "nova-pro", "full", P4D),
        ("sft", "nova-lite", "full", "ml.g5.12xlarge"),
        ("dpo", "nova-lite", "lora", "ml.g5.12xlarge"),
        ("rft", "nova-2-lite", "lora", P4D),
        ("eval", "nova-pro", "lora", P4D),
    ],
)
def test_other_machines_are_refused(technique: str, model: str, rank: str, kind: str) -> None:
    job = make(technique, model, rank=rank, compute={"instance_type": kind})
    (error,) = check(job).errors
    assert error.check == "compute.instance_type"
    assert all(machine in error.why for machine in allowed(job))


@pytest.mark.parametrize(("job", "kind"), MACHINES)
def test_every_machine_takes_its_counts_and_no_other(job: Job, kind: str) -> None:
    counts = allowed(job)[kind]
    for count in range(1, max(counts) + 2):
        compute = job.compute.model_copy(update={"instance_type": kind, "instance_count": count})
        checked = check(job.model_copy(update={"compute": compute}))
        expected = [] if count in counts else ["compute.instance_count"]
        assert [finding.check for finding in checked.errors] == expected
    machine = placement(job.model_copy(update={"compute": compute}))
    assert (machine.instance_type, machine.count) == (kind, max(counts) + 1)


@pytest.mark.parametrize(
    ("technique", "model", "fields", "count"),
    [
        ("rft", "nova-2-lite", {}, 4),
        ("rft", "nova-2-lite", {"backend": "hyperpod"}, 2),
        ("sft", "nova-2-lite", {}, 4),
        ("sft", "nova-2-lite", {"backend": "hyperpod"}, 1),
        ("sft", "nova-pro", {}, 6),
        ("dpo", "nova-pro", {"rank": "full", "compute": {"instance_type": P4D}}, 12),
        ("eval", "nova-2-lite", {}, 1),
    ],
)
def test_default_count(technique: str, model: str, fields: dict[str, Any], count: int) -> None:
    assert placement(make(technique, model, **fields)).count == count
