"""A dataset to live off without paying: ten tools, two parameters each, a question a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.audit.free_lunch import examine
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.made import Grade, Payer, call, items_of, offering, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.check import Check, Section
    from eval_jobs.audit.item import Item

TOOLS = [f"tool_{at}" for at in range(5)]
SCHEMA = {"what": {"type": "string"}, "many": {"type": "integer"}}
OFFERED = offering(**dict.fromkeys(TOOLS, SCHEMA))


def made_record(at: int, seed: int = 0) -> dict[str, Any]:
    """The record of this number: a question with a secret in it, which is what the tool wants."""
    rng = seeded(f"{seed}/{at}")
    words = [f"w{rng.randrange(10**6)}" for _ in range(6)]
    arguments = {"what": f"secret{at} of {words[0]}", "many": at + 1}
    question = f"Please {' '.join(words)} secret{at}"
    return record(f"r{at}", question, [call(TOOLS[at % 5], **arguments)], tools=OFFERED)


def made_items(count: int, seed: int = 0) -> list[Item]:
    return items_of(made_record(at, seed) for at in range(count))


def examined(items: list[Item], grade: Grade, seed: int = 0) -> Section:
    return examine(items, Vocabulary(items), Payer(grade), seeded(seed))


def check(section: Section, name: str) -> Check:
    (found,) = [one for one in section.checks if one.name == f"free_lunch.{name}"]
    return found
