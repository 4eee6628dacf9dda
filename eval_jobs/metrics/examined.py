"""One sample of a run beside its reference: what every count and diagnosis starts from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.metrics.facts import Facts, facts_of
from graders.case import Case, UngradableError
from graders.field_match import field_labels
from graders.grade import GRADER_ERROR

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from graders import GradingConfig, Sample


class Examined(NamedTuple):
    """A sample as far as it could be examined.

    `code` says why it could not be, None where it was. `sample` is None where the record cannot
    be read, `case` where the sample is unscored, and `facts` also where the reference says
    nothing of calls. `labels` are the expected and the given ones of the field that `field_match`
    grades, None where the reference lacks it. `slices` are the fields to slice by, with values.
    """

    sample: Sample | None
    slices: Mapping[str, str]
    case: Case | None = None
    facts: Facts | None = None
    labels: tuple[Counter[str], Counter[str]] | None = None
    code: str | None = None


def examine(sample: Sample, slices: Mapping[str, str], config: GradingConfig) -> Examined:
    """The sample beside its reference; whatever is wrong with it becomes its code."""
    try:
        case = Case(sample, config)
        facts = None if case.reference.groups is None else facts_of(case)
        labels = field_labels(case, config.field)
    except UngradableError as error:
        return Examined(sample, slices, code=error.code)
    except Exception:  # noqa: BLE001  # a defect of grading, which costs this sample only
        return Examined(sample, slices, code=GRADER_ERROR)
    return Examined(sample, slices, case, facts, labels and labels[:2])
