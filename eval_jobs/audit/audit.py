"""The whole audit: a dataset and a grader in, every section out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit import blind_spots, data, false_zeros, free_lunch, gradient, robustness
from eval_jobs.audit.check import Audit, Bar, Section
from eval_jobs.audit.golds import first_paid
from eval_jobs.audit.item import Item, read_items
from eval_jobs.audit.paying import Paymaster, Probe
from eval_jobs.audit.recorded import read_recorded
from eval_jobs.audit.scale import Rescaled
from eval_jobs.audit.trial import Terms, trial
from eval_jobs.audit.vocabulary import Vocabulary
from eval_jobs.datasets.read import read_records
from eval_jobs.errors import DatasetError

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report
    from eval_jobs.evaluate.concurrently import Stop
    from eval_jobs.evaluate.questions import Dataset, Question
    from eval_jobs.evaluate.scoring import Scorer

BARS: Final[Mapping[str, Bar]] = {
    **free_lunch.BARS,
    **blind_spots.BARS,
    **false_zeros.BARS,
    **robustness.BARS,
    **gradient.BARS,
    **data.BARS,
}
"""Every check of an audit, in the order of its sections."""
SECTIONS: Final = tuple(dict.fromkeys(name.partition(".")[0] for name in BARS))
RECORDS: Final = 1000


class Subject(NamedTuple):
    """The grader under audit, and what is known about it.

    `function` is the Lambda function that it runs in; `configuration` is empty where nobody
    knows how it is set.
    """

    scorer: Scorer
    grader: str
    function: str | None
    configuration: Mapping[str, Any]


class Plan(NamedTuple):
    """How to audit: on at most so many `records`, drawn by `seed`.

    `answers` are files of recorded answers, `others` further splits of the dataset.
    """

    records: int = RECORDS
    seed: int = 0
    answers: Sequence[Path] = ()
    others: Sequence[Path] = ()


def audit(dataset: Dataset, subject: Subject, plan: Plan, report: Report, stop: Stop) -> Audit:
    """Audit. `report` is told of records and answers that cannot be used.

    DatasetError where no record can be audited or a file cannot be read, ToolgradeError where the
    grader pays right answers no more than garbage, InterruptedError after Ctrl-C.
    """
    for path in plan.others:
        next(read_records(path), None)  # the audit comes first, and a wrong name at once
    read = list(read_items(_drawn(dataset, plan)))
    if not _items(read):
        raise DatasetError(f"{dataset.path}: no record can be audited: {read[0][1]}")
    recorded = read_recorded(plan.answers, _items(read), report)
    tried = Paymaster(subject.scorer, stop)
    terms = trial(_items(read), subject.function or subject.grader, tried)
    if terms.form is not None:
        read = [(question, _written(found, terms.form)) for question, found in read]
    by_id = {item.id: item for item in _items(read)}
    recorded = [probe._replace(item=by_id[probe.item.id]) for probe in recorded]
    scorer = subject.scorer if terms.scale is None else Rescaled(subject.scorer, terms.scale)
    pay = Paymaster(scorer, stop)
    sections = {}
    for section in _examined(read, recorded, subject, pay, plan, terms=terms):
        sections[section.name] = section
        if stop.interrupted:
            raise InterruptedError
    return Audit(
        dataset=dataset.path.name,
        sha256=dataset.sha256,
        records=len(dataset),
        audited=len(read),
        grader=subject.grader,
        function=subject.function,
        configuration=subject.configuration,
        seed=plan.seed,
        probes=tried.paid + pay.paid,
        failures=list(pay.failures),
        sections=[sections[name] for name in SECTIONS],
        notes=terms.notes,
    )


def _drawn(dataset: Dataset, plan: Plan) -> Iterator[Question]:
    """The questions to use, in their order."""
    total = len(dataset)
    if total <= plan.records:
        return iter(dataset)
    chosen = set(_random(plan, "records").sample(range(total), plan.records))
    return (question for at, question in enumerate(dataset) if at in chosen)


def _written(found: Item | str, form: str) -> Item | str:
    """The item with its answers written in this format."""
    return found if isinstance(found, str) else found._replace(form=form)


def _examined(  # noqa: PLR0913  # all that there is to know, each used once
    read: Sequence[tuple[Question, Item | str]],
    recorded: Sequence[Probe],
    subject: Subject,
    pay: Paymaster,
    plan: Plan,
    *,
    terms: Terms,
) -> Iterator[Section]:
    """The sections, one after the other; each has a randomness of its own.

    Robustness is the last: it looks back on all that was paid.
    """
    items = _items(read)
    known = Vocabulary(items)
    golds = first_paid(items, terms.golds, pay)
    # what else this machine does must not count as the grader's time, a function's wait must
    clock = time.thread_time if subject.function is None else time.perf_counter
    yield free_lunch.examine(items, known, pay, _random(plan, "free_lunch"))
    yield blind_spots.examine(items, known, pay, _random(plan, "blind_spots"))
    yield false_zeros.examine(items, pay, golds)
    yield gradient.examine(items, known, pay, _random(plan, "gradient"), recorded)
    yield data.examine(read, plan.others, pay)
    yield robustness.examine(items, pay, golds, terms.scale, clock)


def _items(read: Sequence[tuple[Question, Item | str]]) -> list[Item]:
    return [item for _, item in read if isinstance(item, Item)]


def _random(plan: Plan, name: str) -> random.Random:
    return random.Random(f"{plan.seed}/{name}")  # noqa: S311  # seeded, and no secret
