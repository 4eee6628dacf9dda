"""Whether the grader's function answers as the job's caller demands, and tells right from wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.datasets.read import read_records
from eval_jobs.evaluate.reward_function import FunctionError, request, rows_of
from eval_jobs.jobs.preflight.envelope import FUNCTIONS, SHAPES, Envelope, demanded, opened
from eval_jobs.jobs.preflight.findings import error, note, ok, warning
from eval_jobs.jobs.preflight.metrics_grader import score_each
from eval_jobs.jobs.preflight.synthetic import GARBAGE, gold_answers, sent

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.clients import Clients
    from eval_jobs.jobs.preflight.plan import Plan

ROWS: Final = 8
"""Of the dataset's first rows, so many are tried."""
GOLD_SCORE: Final = 0.99
GARBAGE_SCORE: Final = 0.3
"""What the gold answer should score at least, and garbage at most."""


class Tried(NamedTuple):
    """What one row's synthetic answers scored; None where they were not scored."""

    row: str
    gold: float | None
    garbage: float | None


def check(plan: Plan, paths: Mapping[str, Path], clients: Clients) -> Iterator[Finding]:
    """Call the function with the first rows: with prompts only, with gold and with garbage."""
    if plan.job.grader is None:
        return
    records = _first_records(paths.get(plan.split))
    if not records:
        yield note(
            "grader.answers",
            f"not tried: no record of data.{plan.split} can be read",
            "A grader that fails costs the whole job.",
            f"Correct data.{plan.split}, and check again.",
        )
        return
    function = Function(plan.job.grader.function, demanded(plan.job), clients.get("lambda"))
    try:
        if function.envelope == "bare":
            yield from _prompts_only(function, records)
        tried = _try(function, records)
    except (FunctionError, ValueError) as failure:
        yield error(
            "grader.envelope",
            str(failure),
            f"{plan.job.technique} on {plan.job.backend} takes {SHAPES[function.envelope]}: one "
            "result for each record, in order, with its id.",
            f"Use {FUNCTIONS[function.envelope]} of template.yaml, or mend the function.",
        )
        return
    yield ok("grader.envelope", f"the function answers {SHAPES[function.envelope]}")
    yield from _judged(tried)


class Function:
    """The grader's function, called with the envelope that the job's caller demands."""

    def __init__(self, name: str, envelope: Envelope, client: Any) -> None:
        self.name = name
        self.envelope = envelope
        self._client = client

    def call(self, event: bytes) -> bytes:
        """The payload that the function answers. FunctionError where it fails."""
        response = self._client.invoke(FunctionName=self.name, Payload=event)
        with response["Payload"] as stream:
            payload: bytes = stream.read()
        if "FunctionError" in response:
            raise FunctionError(f"{self.name} failed: {payload[:200].decode(errors='replace')}")
        return payload

    def scores(self, batch: Sequence[Mapping[str, Any]]) -> list[float | None]:
        """The reward of each record; ValueError or FunctionError where the answer is none."""
        if self.envelope == "custom_metrics":
            return score_each(batch, self.call)
        payload = self.call(request([json.dumps(record).encode() for record in batch]))
        items = json.dumps(opened(payload, self.envelope)).encode()
        return [row.reward for row in rows_of(items, batch)]


def _first_records(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    located = islice(read_records(path), ROWS)
    return [record for _, record, problem in located if problem is None]


def _prompts_only(function: Function, records: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """AWS's own check of a reward function sends rows that no model has answered yet."""
    batch = [{**record, "id": f"row-{at}"} for at, record in enumerate(records)]
    function.scores(batch)
    yield ok("grader.prompts", f"{len(batch)} prompts without an answer: count, order, ids kept")


def _try(function: Function, records: Sequence[dict[str, Any]]) -> list[Tried]:
    """Each row with its gold answers and with garbage, all in one batch."""
    batch: list[dict[str, Any]] = []
    kinds: list[tuple[int, bool]] = []
    for at, record in enumerate(records):
        texts = [(text, True) for text in gold_answers(record)] + [(GARBAGE, False)]
        for text, gold in texts:
            batch.append(sent(record, f"row-{at}-{len(batch)}", text))
            kinds.append((at, gold))
    scores = function.scores(batch)
    tried = []
    for at in range(len(records)):
        mine = {
            gold: [
                score
                for score, kind in zip(scores, kinds, strict=True)
                if kind == (at, gold) and score is not None
            ]
            for gold in (True, False)
        }
        tried.append(Tried(f"row {at + 1}", _best(mine[True]), _best(mine[False])))
    return tried


def _best(scores: Sequence[float]) -> float | None:
    return max(scores, default=None)


def _judged(tried: Sequence[Tried]) -> Iterator[Finding]:
    pairs = [row for row in tried if row.gold is not None and row.garbage is not None]
    silent = [row.row for row in tried if row not in pairs]
    if silent:
        yield warning(
            "grader.graded",
            f"no gold answer could be made or scored for {', '.join(silent)}",
            "Such rows teach and measure nothing.",
            "Give each record a reference that the grader reads (docs/grading.md).",
        )
    if not pairs:
        return
    if all(row.gold <= row.garbage for row in pairs):  # type: ignore[operator]  # not None, above
        yield error(
            "grader.gold",
            "the gold answer scores no more than garbage on any row",
            "Such a reward has no gradient: training cannot succeed.",
            "Check that the grader reads these references; `toolgrade grade` says why.",
        )
        return
    yield from _gold(pairs)
    yield from _garbage(pairs)


def _gold(pairs: Sequence[Tried]) -> Iterator[Finding]:
    low = [f"{row.row}: {row.gold:.2f}" for row in pairs if (row.gold or 0) < GOLD_SCORE]
    if low:
        yield warning(
            "grader.gold",
            f"the gold answer does not score 1 ({', '.join(low)})",
            "The reference contradicts the grader: no answer can be right.",
            "Correct these references, or the grader's configuration.",
        )
    else:
        yield ok("grader.gold", f"the gold answers of {len(pairs)} rows score 1")


def _garbage(pairs: Sequence[Tried]) -> Iterator[Finding]:
    high = [f"{row.row}: {row.garbage:.2f}" for row in pairs if (row.garbage or 0) > GARBAGE_SCORE]
    if high:
        yield warning(
            "grader.garbage",
            f"a call of a tool that does not exist scores more than {GARBAGE_SCORE} "
            f"({', '.join(high)})",
            "A reward that pays for nothing is learned from.",
            "Look at the grader's weights; `toolgrade grade` says what it pays for.",
        )
    else:
        yield ok("grader.garbage", f"garbage scores at most {GARBAGE_SCORE} on {len(pairs)} rows")
