"""The whole audit: a dataset and a grader in, every section out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit import blind_spots, data, false_zeros, free_lunch, gradient, robustness
from eval_jobs.audit.check import Audit, Bar, Section
from eval_jobs.audit.item import Item, read_items
from eval_jobs.audit.paying import Paymaster, Probe
from eval_jobs.audit.recorded import read_recorded
from eval_jobs.audit.vocabulary import Vocabulary
from eval_jobs.errors import DatasetError, ToolgradeError

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
RECORDS: Final = 1000
TRIED: Final = 16
"""So many right answers tell whether the grader pays anything at all."""


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

    DatasetError where no record can be audited, ToolgradeError where the grader pays for no right
    answer, InterruptedError after Ctrl-C.
    """
    read = list(read_items(_drawn(dataset, plan)))
    items = _items(read)
    if not items:
        raise DatasetError(f"{dataset.path}: no record can be audited: {read[0][1]}")
    pay = Paymaster(subject.scorer, stop)
    _try(items, subject, pay)
    recorded = read_recorded(plan.answers, items, report)
    sections = []
    for section in _examined(read, recorded, subject, pay, plan):
        sections.append(section)
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
        probes=pay.paid,
        failures=list(pay.failures),
        sections=sections,
    )


def _drawn(dataset: Dataset, plan: Plan) -> Iterator[Question]:
    """The questions to use, in their order."""
    total = len(dataset)
    if total <= plan.records:
        return iter(dataset)
    chosen = set(_random(plan, "records").sample(range(total), plan.records))
    return (question for at, question in enumerate(dataset) if at in chosen)


def _try(items: Sequence[Item], subject: Subject, pay: Paymaster) -> None:
    """Before long work: ToolgradeError where no right answer is paid, whatever the reason."""
    tried = items[:: max(1, len(items) // TRIED)]
    if any(found is not None for found in pay([Probe(item, item.gold) for item in tried], "gold")):
        return
    why = next(iter(pay.failures), "it left them unscored")
    raise ToolgradeError(
        f"{subject.function or subject.grader} scores none of {len(tried)} right answers, so there "
        f"is nothing to audit: {why}"
    )


def _examined(
    read: Sequence[tuple[Question, Item | str]],
    recorded: Sequence[Probe],
    subject: Subject,
    pay: Paymaster,
    plan: Plan,
) -> Iterator[Section]:
    """The sections, one after the other; each has a randomness of its own."""
    items = _items(read)
    known = Vocabulary(items)
    # what else this machine does must not count as the grader's time, a function's wait must
    clock = time.thread_time if subject.function is None else time.perf_counter
    yield free_lunch.examine(items, known, pay, _random(plan, "free_lunch"))
    yield blind_spots.examine(items, known, pay, _random(plan, "blind_spots"))
    yield false_zeros.examine(items, pay)
    yield robustness.examine(items, subject.scorer, pay, clock)
    yield gradient.examine(items, known, pay, _random(plan, "gradient"), recorded)
    yield data.examine(read, plan.others, pay)


def _items(read: Sequence[tuple[Question, Item | str]]) -> list[Item]:
    return [item for _, item in read if isinstance(item, Item)]


def _random(plan: Plan, name: str) -> random.Random:
    return random.Random(f"{plan.seed}/{name}")  # noqa: S311  # seeded, and no secret
