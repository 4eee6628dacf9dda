"""A report's figures as strict JSON, for machines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval_jobs.report.wording import compared, verdicts

if TYPE_CHECKING:
    from eval_jobs.report.material import Material


def comparison_json(material: Material) -> dict[str, Any]:
    """The figures of a report, without the samples' texts.

    `title`, `created`, `versions`, `configuration`; `runs` in order; `compared` and `sentences`
    (by run) in words; `gate`: a list of {outcome, sentence}; `notes`. `comparison` has the fields
    of `Comparison`, or is null: `estimates` and `differences` by metric, then run. `breakdowns`
    by run has the fields of `Breakdown`. `curves` by run, then metric: a list of [step, value].
    What is undefined or not finite is null.
    """
    return {
        "title": material.title,
        "created": material.created,
        "versions": _json(material.versions),
        "configuration": _json(material.configuration),
        "runs": material.runs,
        "compared": compared(material),
        "sentences": verdicts(material),
        "gate": [
            {"outcome": outcome, "sentence": sentence} for outcome, sentence in material.verdicts
        ],
        "notes": list(material.notes),
        "comparison": _json(material.comparison),
        "breakdowns": _json(material.breakdowns),
        "curves": _json(material.curves),
    }


def _json(value: Any) -> Any:
    if hasattr(value, "item"):  # a figure of numpy's
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "_asdict"):  # a named tuple
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): _json(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_json(each) for each in value]
    return value if value is None or isinstance(value, str | int) else str(value)
