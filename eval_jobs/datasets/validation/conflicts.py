"""Prompts asked again with another reference, found with 24 bytes of memory a record."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Any

from eval_jobs.datasets.canonical import digest
from eval_jobs.datasets.gold import gold_text
from eval_jobs.datasets.prompts import seen_of
from eval_jobs.datasets.validation.identifiers import first_places
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.records import UnknownRecordError, read_record


class Conflicts:
    """The prompts of a file, each with its right answer and the number of its record."""

    def __init__(self) -> None:
        self._prompts = array("Q")
        self._golds = array("Q")
        self._numbers = array("Q")

    def add(self, record: dict[str, Any], number: int) -> None:
        """Remember a record with messages whose reference names calls; pass over any other."""
        if "messages" not in record:
            return
        try:
            reference = read_reference(read_record(record).reference)
            prompt, gold = digest(seen_of(record)), digest(gold_text(reference))
        except (UnknownRecordError, MalformedReferenceError, ValueError):
            return  # other rules tell
        if reference.groups is not None:
            self._prompts.append(prompt)
            self._golds.append(gold)
            self._numbers.append(number)

    def found(self) -> Iterator[tuple[int, int]]:
        """The number of each record that contradicts the first one with its prompt, and of that."""
        import numpy as np

        golds, firsts = np.asarray(self._golds), first_places(self._prompts)
        for position in np.flatnonzero(golds != golds[firsts]):
            yield self._numbers[position], self._numbers[firsts[position]]
