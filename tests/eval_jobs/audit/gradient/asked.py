"""A dataset whose answers can be damaged in many ways, and short ways to examine it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval_jobs.audit.gradient import examine
from eval_jobs.audit.vocabulary import Vocabulary
from graders import grade_safely, load
from graders.records import read_record
from tests.eval_jobs.audit.made import Grade, Payer, call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.audit.check import Check, Section
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Probe

ITEMS = items_of(
    record(
        f"r{at}",
        f"Who filed {at}, and when does it end?",
        [
            call("find", query=f"the filing of company {at}", limit=at, exact=at % 2 == 0),
            call("deadline", form=f"S-{at}", filers=[f"filer {at}"]),
        ],
    )
    for at in range(12)
)
DEFAULT = load("tool_call")


def ours(item: Item, answer: str) -> float:
    score = grade_safely(DEFAULT, read_record(item.answered(answer))).score
    assert score is not None
    return score


def examined(
    grade: Grade, items: Sequence[Item] = ITEMS, recorded: Sequence[Probe] = (), seed: int = 0
) -> Section:
    rng = random.Random(seed)  # noqa: S311  # seeded, not secret
    return examine(items, Vocabulary(items), Payer(grade), rng, recorded)


def check(section: Section, name: str) -> Check:
    (found,) = [one for one in section.checks if one.name == f"gradient.{name}"]
    return found


def failed(section: Section) -> set[str]:
    """The names of the checks that fail."""
    return {one.name.partition(".")[2] for one in section.checks if one.level.value == "fail"}
