"""Runs made of records that are graded here."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from eval_jobs.datasets.answers import join_answers
from eval_jobs.run import Detail, Run, Samples
from graders import Grade, GradingConfig, grade_safely, load
from graders.grade import MALFORMED_RECORD
from graders.records import read_record

CONFIG: Final = GradingConfig()
EXAMPLE: Final = Path(__file__).parents[3] / "examples" / "legal_assistant"


def record(answer: Any, reference: Any, **fields: Any) -> dict[str, Any]:
    """A chat record; texts are taken as they are, everything else is written as JSON."""
    content = answer if isinstance(answer, str) else json.dumps(answer)
    messages = [{"role": "user", "content": "What now?"}, {"role": "assistant", "content": content}]
    return {"messages": messages, "reference_answer": reference, **fields}


def calls(*named: Any) -> list[dict[str, Any]]:
    """Calls in the usual form: a name has no arguments, a pair has some."""
    pairs = [(one, {}) if isinstance(one, str) else one for one in named]
    return [{"name": name, "arguments": arguments} for name, arguments in pairs]


def offering(*names: str) -> list[dict[str, Any]]:
    """Tool schemas that say nothing of parameters."""
    return [{"type": "function", "function": {"name": name}} for name in names]


def run_of(
    records: Sequence[Any],
    config: GradingConfig = CONFIG,
    grader: str = "tool_call",
    confidence: Iterable[float] | None = None,
    name: str = "run",
) -> Run:
    """The run that `toolgrade evaluate` would make of these records."""
    made = load(grader, config)
    grades = [_grade(made, one) for one in records]
    count = len(records)
    ids = [f"id-{position}" for position in range(count)]
    columns = {
        metric: np.array([one.metrics[metric] if one.graded else math.nan for one in grades])
        for metric in made.metric_names
    }
    samples = Samples(
        ids=ids,
        prompts=ids,
        references=ids,
        reward=np.array([math.nan if one.score is None else one.score for one in grades]),
        codes=[one.code for one in grades],
        metrics=columns,
        confidence=np.full(count, math.nan) if confidence is None else np.array([*confidence]),
    )
    details = [Detail(identifier, one) for identifier, one in zip(ids, records, strict=True)]
    return Run(name, Path(), None, {}, samples, lambda: iter(details))


def _grade(grader: Any, one: Any) -> Grade:
    try:
        return grade_safely(grader, read_record(one))
    except ValueError as error:
        return Grade.unscored(MALFORMED_RECORD, str(error), grader.metric_names)


def example(answers: str) -> list[dict[str, Any]]:
    """The bundled test split with a recorded set of answers."""
    problems: list[str] = []
    located = join_answers(
        EXAMPLE / "test.jsonl", EXAMPLE / "answers" / f"{answers}.jsonl", problems.append
    )
    records = [one.record for one in located]
    assert not problems
    return records


def gold_of(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records, answered by what `$accept` takes first; groups lose their brackets."""
    return [
        {
            **one,
            "messages": [
                *one["messages"][:-1],
                {"role": "assistant", "content": json.dumps(_plain(one["reference_answer"]))},
            ],
        }
        for one in records
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return (
            _plain(value["$accept"][0])
            if "$accept" in value
            else {key: _plain(inner) for key, inner in value.items()}
        )
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
