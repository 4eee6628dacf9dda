"""The records that all contestants are given: BFCL's, out of its installed package."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks.peers.environments import site_of

if TYPE_CHECKING:
    from benchmarks.peers.contestants import Case

CATEGORIES: Final = (
    "simple_python",
    "multiple",
    "parallel",
    "parallel_multiple",
    "live_simple",
    "live_multiple",
    "live_parallel",
    "live_parallel_multiple",
)
Calls = list[dict[str, Any]]


class Record(NamedTuple):
    """A question with its tools and what is right, in BFCL's form."""

    id: str
    category: str
    question: str
    tools: list[dict[str, Any]]
    accepted: list[dict[str, dict[str, list[Any]]]]

    @property
    def gold(self) -> Calls:
        """The calls with the first value that is accepted, and without what is optional."""
        return self.calls(lambda values: values[0], keep=lambda values: "" not in values)

    def calls(self, choose: Any, keep: Any) -> Calls:
        """Right calls: `choose` takes one of the accepted values, `keep` says which to write."""
        return [
            {"name": name, "arguments": _chosen(parameters, choose, keep)}
            for call in self.accepted
            for name, parameters in call.items()
        ]

    def case(self, calls: Any) -> Case:
        """These calls as an answer to this record."""
        return {
            "calls": calls,
            "gold": self.gold,
            "accepted": self.accepted,
            "tools": self.tools,
            "question": self.question,
            "category": self.category,
        }


def _chosen(parameters: dict[str, list[Any]], choose: Any, keep: Any) -> dict[str, Any]:
    """One value for each parameter; objects inside hold lists of accepted values again."""
    found = {}
    for name, values in parameters.items():
        written = [value for value in values if value != ""]  # the mark of what is optional
        if written and keep(values):
            found[name] = _plain(choose(written), choose, keep)
    return found


def _plain(value: Any, choose: Any, keep: Any) -> Any:
    if isinstance(value, dict):
        lists = {key: one if isinstance(one, list) else [one] for key, one in value.items()}
        return _chosen(lists, choose, keep)
    if isinstance(value, list):
        return [_plain(one, choose, keep) if isinstance(one, dict) else one for one in value]
    return value


def bfcl() -> Iterator[Record]:
    """All single-turn records in Python that have an accepted answer."""
    data = site_of("bfcl-eval") / "bfcl_eval" / "data"
    for category in CATEGORIES:
        name = f"BFCL_v4_{category}.json"
        answers = {row["id"]: row["ground_truth"] for row in _rows(data / "possible_answer" / name)}
        for row in _rows(data / name):
            question = row["question"][0][-1]["content"]
            yield Record(row["id"], category, question, row["function"], answers[row["id"]])


def sample(count: int, seed: int) -> list[Record]:
    """Some of them, drawn by chance."""
    return random.Random(seed).sample(list(bfcl()), count)


def _rows(path: Any) -> Iterator[dict[str, Any]]:
    return map(json.loads, path.read_text("utf-8").splitlines())
