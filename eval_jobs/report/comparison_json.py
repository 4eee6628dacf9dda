"""A report's figures as strict JSON, for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.report.strict_json import strict
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
        "versions": strict(material.versions),
        "configuration": strict(material.configuration),
        "runs": material.runs,
        "compared": compared(material),
        "sentences": verdicts(material),
        "gate": [
            {"outcome": outcome, "sentence": sentence} for outcome, sentence in material.verdicts
        ],
        "notes": list(material.notes),
        "comparison": strict(material.comparison),
        "breakdowns": strict(material.breakdowns),
        "curves": strict(material.curves),
    }
