"""The samples of a run in columns, collected row by row."""

from __future__ import annotations

import math
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from eval_jobs.datasets.answers import answered, id_text
from eval_jobs.results.confidence import confidence
from eval_jobs.results.digests import prompt_digest, reference_digest
from eval_jobs.run import Floats, Samples

if TYPE_CHECKING:
    from eval_jobs.results.layout import EvaluatedRow


class Collector:
    """Gathers rows in columns, in the memory of the columns.

    A row that comes again in every respect is one sample: jobs fill up their last batch with
    repeats. Another row of the same id is a sample of its own, with `#2` after its id.
    """

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.repeated: set[int] = set()
        """The positions of rows that came before."""
        self.renamed = 0
        self._seen: set[bytes] = set()
        self._times: Counter[str] = Counter()
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ("prompts", "references", "codes")
        }
        self._reward, self._confidence = array("d"), array("d")
        self._metrics: dict[str, array[float]] = {}

    def add_all(self, rows: Iterable[EvaluatedRow]) -> None:
        """Take in all rows of a run, in order."""
        for position, sample in enumerate(rows):
            prompt, reference = prompt_digest(sample.record), reference_digest(sample.record)
            key = _id_text(sample.row.id, position)
            outcome = (sample.row.reward, sample.row.code, sorted(sample.row.metrics.items()))
            text = repr((key, prompt, reference, sample.answer, outcome))
            digest = blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).digest()
            if digest in self._seen:
                self.repeated.add(position)
                continue
            self._seen.add(digest)
            self._add(key, prompt, reference, sample)

    def _add(self, key: str, prompt: str, reference: str, sample: EvaluatedRow) -> None:
        row = sample.row
        self._times[key] += 1
        if (times := self._times[key]) > 1:
            self.renamed += 1
            key = f"{key}#{times}"
        self.ids.append(key)
        columns = self._columns
        columns["prompts"].append(sys.intern(prompt))
        columns["references"].append(sys.intern(reference))
        columns["codes"].append(row.code)
        for name in row.metrics.keys() - self._metrics.keys():
            self._metrics[name] = array("d", [math.nan]) * len(self._reward)
        for name, column in self._metrics.items():
            column.append(row.metrics.get(name, math.nan) if row.code is None else math.nan)
        self._reward.append(math.nan if row.reward is None else row.reward)
        self._confidence.append(confidence(sample.logprobs))

    def samples(self) -> Samples | None:
        """All of them; None where no row carries an outcome."""
        if not self._metrics and np.isnan(self._reward).all():
            return None
        return Samples(
            ids=self.ids,
            **self._columns,
            reward=_floats(self._reward),
            metrics={name: _floats(column) for name, column in sorted(self._metrics.items())},
            confidence=_floats(self._confidence),
        )


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
