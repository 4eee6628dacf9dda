"""Grades as result items: finite plain numbers under the same names for every sample."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from operator import getitem
from typing import TYPE_CHECKING, Final

from graders.grade import CODES, Grade

if TYPE_CHECKING:
    from graders.grader import Grader
    from graders.sample import JSON
    from reward_service.contracts.batch import ResultItem

LAMBDA_PAYLOAD_BYTES: Final = 6 * 1024 * 1024
"""Lambda's limit of a synchronous response."""
RESERVED: Final = frozenset({"graded", "reward", "reward_score"})
"""Names that this app or the evaluation service (`lambda_reward_score`) uses itself."""
NAME: Final = re.compile(r"(?!lambda_)[A-Za-z][A-Za-z0-9_]*")
LONGEST_NUMBER: Final = -1.2345678901234567e-300


class ResultSchema:
    """The metrics of one grader on the wire: `graded` first, then the grader's own in order."""

    def __init__(self, grader: Grader) -> None:
        """Check the names: AWS prefixes them with `lambda_` and averages each by name."""
        names, rewards = grader.metric_names, grader.reward_names
        bad = [name for name in names if name in RESERVED or not NAME.fullmatch(name)]
        if bad or len(set(names)) < len(names):
            raise ValueError(
                f"grader {grader.name!r}: metric names must be unique, of letters, digits and _, "
                f"without lambda_ in front, and none of {sorted(RESERVED)}; wrong: {bad or names}"
            )
        self._names = names
        kinds = {name: "Reward" if name in rewards else "Metric" for name in names}
        self._types = {"graded": "Metric", **kinds}
        self.max_items = self._largest_batch()

    def items(self, ids: Iterable[JSON], grades: Iterable[Grade]) -> list[ResultItem]:
        """The result items of a batch, in order; `error_code` says why a sample is unscored.

        The grades' metrics are those that the grader declares, in that order. Items share lists
        and entries that are equal: they are there to be encoded, not to be changed.
        """
        entries = [_Entries(name, kind) for name, kind in self._types.items()]
        lists: dict[tuple[float, ...], list[JSON]] = {}
        items = []
        for position, (sample_id, grade) in enumerate(zip(ids, grades, strict=True)):
            score, metrics, _, code = grade
            values = (score is not None, *metrics.values())
            metrics_list = lists.get(values)
            if metrics_list is None:
                metrics_list = lists[values] = list(map(getitem, entries, values))
            item: ResultItem = {
                "id": echo(sample_id, position),
                "aggregate_reward_score": 0.0 if score is None else float(score),
                "metrics_list": metrics_list,
            }
            if code is not None:
                item["error_code"] = code
            items.append(item)
        return items

    def _largest_batch(self) -> int:
        """How many items surely fit into a response, also encoded twice as `body_json` does."""
        numbers = dict.fromkeys(self._names, LONGEST_NUMBER)
        worst = Grade(LONGEST_NUMBER, numbers, code=max(CODES, key=len))
        (item,) = self.items(["i" * 128], [worst])
        return LAMBDA_PAYLOAD_BYTES // len(json.dumps(json.dumps(item)))


class _Entries(dict[float, "JSON"]):
    """The entries of one metric in one batch, by value: most samples have one of a few."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__()
        self._name = name
        self._kind = kind

    def __missing__(self, value: float) -> JSON:
        entry = self[value] = {"name": self._name, "value": float(value), "type": self._kind}
        return entry


def echo(sample_id: JSON, position: int) -> JSON:
    """The id as given; `unknown-<position>` if there is none, or none that JSON can carry.

    Callers match results by id and some demand a string, so null is no answer. A lone surrogate
    or a NaN would fail the encoding of the whole response.
    """
    if isinstance(sample_id, str) and sample_id.isascii():
        return sample_id
    try:
        json.dumps(sample_id, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        sample_id = None
    return f"unknown-{position}" if sample_id is None else sample_id
