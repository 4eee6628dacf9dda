"""Records, and graders that are a function of the answer, made up for one test."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from eval_jobs.audit.item import Item, read_items
from eval_jobs.evaluate.questions import Question

if TYPE_CHECKING:
    from eval_jobs.audit.paying import Probe

Grade = Callable[[Item, str], float | None]


def seeded(seed: object = 0) -> random.Random:
    return random.Random(str(seed))  # noqa: S311  # seeded on purpose, no secret


class Payer:
    """Pays what `grade` says; keeps the probes."""

    def __init__(self, grade: Grade) -> None:
        self.probes: list[Probe] = []
        self._grade = grade

    def __call__(self, probes: Sequence[Probe], label: str) -> list[float | None]:
        assert label
        self.probes += probes
        return [self._grade(item, answer) for item, answer in probes]


def call(tool: str, **arguments: Any) -> dict[str, Any]:
    return {"name": tool, "arguments": arguments}


def record(name: str, question: str, reference: Any, **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": question}]
    return {"id": name, "messages": messages, "reference_answer": reference, **more}


def offering(**tools: dict[str, Any]) -> list[dict[str, Any]]:
    """Tools by name, each with its parameters and their schemas."""
    return [
        {"name": name, "parameters": {"type": "object", "properties": properties}}
        for name, properties in tools.items()
    ]


def read(records: Iterable[dict[str, Any]]) -> list[tuple[Question, Item | str]]:
    return list(read_items(Question(record["id"], record) for record in records))


def items_of(records: Iterable[dict[str, Any]]) -> list[Item]:
    found = [item for _, item in read(records) if isinstance(item, Item)]
    assert found
    return found
