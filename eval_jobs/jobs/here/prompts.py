"""Whether the prompts of a job on this machine are as short as its plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.datasets.read import read_records
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.jobs.preflight.findings import error, ok, warning
from eval_jobs.local_jobs.chats import prompt
from eval_jobs.local_jobs.plan import TINY
from eval_jobs.local_jobs.tiny import ByteCounter

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.local_jobs.plan import LocalPlan

CHECK: Final = "local.max_prompt_tokens"
CHARACTERS_PER_TOKEN: Final = 4
"""A rule of thumb: the tokens of a model that is not `tiny` take its tokenizer to count."""
SPLITS: Final[Mapping[str, tuple[str, ...]]] = {
    "sft": ("train", "validation"),
    "rft": ("train",),
    "eval": ("test",),
}
"""What each technique reads."""
FEW: Final = 0.1
"""Who is left with less than this share of the records did not mean to be."""


def check(plan: LocalPlan) -> Iterator[Finding]:
    """Of each split that can be read: how many prompts the engine would leave out as too long."""
    for split in SPLITS[plan.technique]:
        address = getattr(plan, split)
        if address is None or not Path(address).is_file():
            continue  # which is told elsewhere
        try:
            lengths = list(_lengths(plan, Path(address)))
        except DatasetError:  # as above
            continue
        if lengths:
            yield _told(plan, split, lengths)


def _lengths(plan: LocalPlan, path: Path) -> Iterator[int]:
    """The tokens of each prompt that can be made, as the engine makes it."""
    counter = ByteCounter()
    for _, record, problem in islice(read_records(path), plan.records):
        if problem is None:
            try:
                text = prompt(record, counter)
            except ToolgradeError:  # no record of such a dataset: told with the data
                continue
            exact = plan.model == TINY
            yield counter.length(text) if exact else -(-len(text) // CHARACTERS_PER_TOKEN)


def _told(plan: LocalPlan, split: str, lengths: list[int]) -> Finding:
    limit, longest = plan.max_prompt_tokens, max(lengths)
    fitting = sum(length <= limit for length in lengths)
    over = len(lengths) - fitting
    if plan.model == TINY:
        seem, counted = "are", f"{longest:,} tokens: {TINY} counts bytes"
    else:
        seem, counted = "seem", f"about {longest:,} tokens (characters / 4, an estimate)"
    if not over:
        what = f"{split}: no prompts {seem} longer than {limit:,} tokens; the longest has {counted}"
        return ok(CHECK, what)
    what = f"{split}: {over:,} of {len(lengths):,} prompts {seem} longer than {limit:,} tokens"
    mend = f"Raise {CHECK}, or leave these records out."
    prompts = plan.prompts_per_step if plan.technique == "rft" else 1
    if plan.model == TINY and fitting < max(prompts, FEW * len(lengths)):
        why = "They are left out, and the job would fail, or have next to nothing to work on."
        return error(CHECK, f"{what}; the longest has {counted}", why, mend)
    return warning(CHECK, f"{what}; the longest has {counted}", "They are left out.", mend)
