"""The samples of a run in columns, collected row by row."""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from eval_jobs.datasets.answers import answered, id_text
from eval_jobs.results.confidence import confidence
from eval_jobs.results.digests import prompt_digest, reference_digest
from eval_jobs.run import Floats, Samples

if TYPE_CHECKING:
    from eval_jobs.results.layout import EvaluatedRow
    from eval_jobs.rows import Row


class Collector:
    """Gathers rows in columns, in the memory of the columns.

    Every row is a sample, however alike two of them are: answers to one prompt often are. Of rows
    with the same id, those after the first have `#2` and so on after it.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.renamed = 0
        self._copies: dict[str, int] = {}
        self._prompts: list[str] = []
        self._references: list[str] = []
        self._codes: list[str | None] = []
        self._reward, self._confidence = array("d"), array("d")
        self._metrics: dict[str, array[float]] = {}

    def add_all(self, rows: Iterable[EvaluatedRow]) -> None:
        """Take in all rows of a run, in order."""
        for sample in rows:
            row = sample.row
            self._prompts.append(sys.intern(prompt_digest(sample.record)))
            self._references.append(sys.intern(reference_digest(sample.record)))
            self._codes.append(row.code)
            self._add_metrics(row)
            self._reward.append(math.nan if row.reward is None else row.reward)
            self._confidence.append(confidence(sample.logprobs))
            self.ids.append(self._distinct(_id_text(row.id, len(self.ids))))

    def _add_metrics(self, row: Row) -> None:
        for name in row.metrics:
            if name not in self._metrics:
                self._metrics[name] = array("d", [math.nan]) * len(self._reward)
        metrics = row.metrics if row.code is None else {}
        for name, column in self._metrics.items():
            column.append(metrics.get(name, math.nan))

    def _distinct(self, key: str) -> str:
        new = key
        while new in self._copies:  # also where a row has been called `a#2` from the start
            self._copies[key] += 1
            new = f"{key}#{self._copies[key]}"
        self._copies[new] = 1
        self.renamed += new != key
        return new

    def mean_reward(self) -> float | None:
        """Over all rows, unscored ones as zeros, as jobs average; None without any outcome."""
        if not self._has_outcomes():
            return None
        return math.fsum(x for x in self._reward if not math.isnan(x)) / len(self._reward)

    def samples(self) -> Samples | None:
        """All of them; None where no row carries an outcome."""
        if not self._has_outcomes():
            return None
        return Samples(
            ids=self.ids,
            prompts=self._prompts,
            references=self._references,
            codes=self._codes,
            reward=_floats(self._reward),
            metrics={name: _floats(column) for name, column in sorted(self._metrics.items())},
            confidence=_floats(self._confidence),
        )

    def _has_outcomes(self) -> bool:
        return bool(self._metrics) or not all(map(math.isnan, self._reward))


def _floats(column: array[float]) -> Floats:
    return np.frombuffer(column, dtype=np.float64) if column else np.empty(0)


def _id_text(identifier: Any, position: int) -> str:
    """The id as text; `unknown-<place>` without one."""
    return f"unknown-{position + 1}" if identifier is None else id_text(identifier)


def with_answer(sample: EvaluatedRow) -> Mapping[str, Any]:
    """The record with the answer where its format has it: as the last turn, or under its key."""
    record, answer, _, _ = sample
    if answer is None:
        return record
    if isinstance(record.get("messages"), list):
        return answered(record, answer)
    if "query" in record:
        return {**record, "model_response": answer}
    return {**record, "response" if "reward_model" in record else "completion": answer}
