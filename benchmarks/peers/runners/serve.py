"""What all runners share: batches of cases come in, a line of JSON each, and scores go out."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any


def serve(prepare: Callable[[Any], Any], grade: Callable[[list[Any]], list[Any]]) -> None:
    """Answer until the input ends: a score in [0, 1] for each case, or the name of an exception.

    `prepare` makes a case into what the peer takes, before the clock starts; `grade` scores a
    batch of those. What either raises takes the place of the scores that it cost.
    """
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a peer prints is no answer
    for line in sys.stdin:
        cases = json.loads(line)
        start = time.process_time()
        prepared = [attempt(prepare, case) for case in cases]
        made = time.process_time()
        good = [item for item, error in prepared if error is None]
        begun = time.process_time()
        scores, error = attempt(grade, good)
        times = {"seconds": time.process_time() - begun, "making": made - start}
        found = iter([error] * len(good) if scores is None else scores)
        every: list[Any] = [lost or next(found) for _, lost in prepared]
        values = [None if isinstance(score, str) else float(score) for score in every]
        raised = [score for score in every if isinstance(score, str)]
        out.write(json.dumps({"values": values, "raised": raised, **times}) + "\n")
        out.flush()


def attempt(function: Callable[[Any], Any], argument: Any) -> tuple[Any, str | None]:
    """What the function returns, or None and what it raised."""
    try:
        return function(argument), None
    except Exception as error:  # noqa: BLE001  # whatever a peer raises is a finding
        return None, type(error).__name__


def one_by_one(score: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    """The batch of a peer that scores one sample a call."""

    def grade(batch: list[Any]) -> list[Any]:
        found = [attempt(score, item) for item in batch]
        return [value if error is None else error for value, error in found]

    return grade
