"""How many records a training job gets through in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.finding import Finding, Severity

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

SOURCE: Final = (
    "AWS docs: Nova 1.0 on training jobs, records at full context for 5 epochs in 5 days"
)
_EPOCHS: Final = 5

_Table = Mapping[tuple[str, int], tuple[int | None, int | None]]
_SFT: Final[_Table] = {
    ("nova-micro", 32768): (100_000, 100_000),
    ("nova-lite", 32768): (100_000, 100_000),
    ("nova-pro", 32768): (40_000, 40_000),
    ("nova-micro", 65536): (50_000, 50_000),
    ("nova-lite", 65536): (None, 50_000),
    ("nova-pro", 65536): (17_000, 17_000),
}
_DPO: Final[_Table] = {
    ("nova-micro", 16384): (125_000, 120_000),
    ("nova-lite", 16384): (140_000, 130_000),
    ("nova-pro", 16384): (55_000, 45_000),
    ("nova-micro", 32768): (50_000, 45_000),
    ("nova-lite", 32768): (60_000, 55_000),
    ("nova-pro", 32768): (22_000, 20_000),
}
"""By model and context: records with LoRA, and with full rank."""


def most_records(job: Job, max_length: int, epochs: int) -> int | None:
    """So many records of full context are trained on for so many epochs in five days.

    Estimated from the table in proportion to the epochs. None where the documentation is silent.
    """
    table = {"sft": _SFT, "dpo": _DPO}.get(job.technique, {})
    contexts = sorted(context for model, context in table if model == job.model)
    context = next((context for context in contexts if context >= max_length), None)
    if context is None:
        return None
    lora, full = table[job.model, context]
    records = lora if job.rank == "lora" else full
    return None if records is None else records * _EPOCHS // epochs


def too_many_records(job: Job, values: Mapping[str, Any], records: int) -> Iterator[Finding]:
    """A warning if the job may not end in time, should its training records fill the context."""
    longest, epochs = values.get("max_length"), values.get("max_epochs")
    if not isinstance(longest, int) or not isinstance(epochs, int) or epochs < 1:
        return  # `limits.check` refuses them
    if job.backend != "sagemaker":
        return
    most = most_records(job, longest, epochs)
    if most is not None and records > most:
        yield Finding(
            Severity.WARNING,
            "data.train",
            f"{records} records for {epochs} epochs at max_length {longest}",
            f"At full context, at most {most} fit into five days (source: {SOURCE}).",
            "Train on fewer records or epochs, or make sure that they are short.",
        )
