"""The right tools with values that no schema asks for: what models write on their worst days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.hostile import SCRIPTS
from eval_jobs.audit.robustness.malformed import Malformed
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from graders.sample import JSON

VALUES: Final[Mapping[str, JSON]] = {
    "a word": "five",
    "a number": 7,
    "a fraction": -0.5,
    "null": None,
    "a boolean": True,
    "an empty text": "",
    "a list": [1, "two", None],
    "an object": {"a": {"b": [1]}},
    "a huge number": 10**400,  # no double holds it
    **SCRIPTS,
}
"""By name, values of all types and scripts: each is wrong for most parameters."""


def odd_values(items: Sequence[Item]) -> Iterator[Malformed]:
    """Right calls with one of `VALUES` in every parameter.

    Of an item for each type of value that is expected anywhere: a grader may well handle texts
    with care, and fail where a number is expected.
    """
    for item in _of_every_type(items):
        for name, value in VALUES.items():
            calls = [
                ToolCall(call.name, dict.fromkeys(call.arguments, value)) for call in item.calls
            ]
            record = item.answered(item.answer(calls))
            yield Malformed(item, f"{name} for every value", record, worthless=False)


def _of_every_type(items: Sequence[Item]) -> list[Item]:
    found: dict[type, Item] = {}
    for item in items:
        for call in item.calls:
            for value in call.arguments.values():
                found.setdefault(type(value), item)
    return list({item.id: item for item in found.values()}.values())
