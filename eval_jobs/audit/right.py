"""Whether an answer is right after all, so that paying for it is no hole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graders import grade_safely, load
from graders.records import read_record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

_EXACT: Final = load("exact_match")


def is_right(item: Item, answer: str) -> bool:
    """Whether `answer` makes the calls that the record expects, whoever is audited.

    Texts are right up to case, spacing and punctuation, and so are all alternatives that the
    reference accepts. Only to leave such answers out: a grader is judged by what it pays for
    wrong ones.
    """
    return grade_safely(_EXACT, read_record(item.answered(answer))).score == 1.0
