"""What one container reads, and which of its values a job file may choose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.jobs.limit import Limit


class Recipe(NamedTuple):
    """A recipe before anything is chosen.

    `fixed` are values by dotted place that are as they are, unless a base recipe has others;
    `stated`, those that fields of the job file set, whatever a base recipe has. The container
    reads the grader's ARN at every place in `grader`. `reads_data` says whether it reads its data
    from the recipe's `run.data_s3_path` (else from a channel, and the place stays empty).
    """

    limits: tuple[Limit, ...]
    fixed: Mapping[str, Any]
    stated: Mapping[str, Any]
    grader: tuple[str, ...] = ()
    reads_data: bool = False
