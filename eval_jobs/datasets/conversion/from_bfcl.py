"""From the Berkeley Function-Calling Leaderboard: questions in one file, answers in another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from eval_jobs.datasets.conversion import from_chat
from eval_jobs.datasets.conversion.example import ConversionError, Example
from eval_jobs.datasets.read import read_lines
from eval_jobs.errors import DatasetError
from graders.sample import MISSING

NO_CALL: Final = "irrelevance"
"""Part of the ids of questions that want no call, and have no ground truth."""
NOTHING: Final[dict[str, Any]] = {"tool_calls": []}


def read_truths(path: Path) -> dict[str, Any]:
    """The ground truth of each id in a file of possible answers."""
    truths: dict[str, Any] = {}
    for located, _ in read_lines(path):
        record = located.record
        if located.error is not None:
            raise DatasetError(located.error)
        if not isinstance(record, dict) or not {"id", "ground_truth"} <= record.keys():
            raise DatasetError(f'{located.place}: a possible answer has "id" and "ground_truth"')
        truths[str(record["id"])] = record["ground_truth"]
    return truths


def read(record: Mapping[str, Any], truths: Mapping[str, Any]) -> Example:
    """The example in a question: its truth is its own, or that of its id."""
    identifier = str(record.get("id"))
    turns = record.get("question")
    if isinstance(turns, list) and turns and isinstance(turns[0], list):
        if len(turns) != 1:
            raise ConversionError(f"{len(turns)} turns; only questions of one turn are converted")
        turns = turns[0]
    truth = record.get("ground_truth", truths.get(identifier, MISSING))
    if truth is MISSING and NO_CALL in identifier:
        truth = NOTHING
    if truth is MISSING:
        raise ConversionError(f"no ground truth for {identifier!r}: name its file by --answers")
    tools = record.get("function")
    example = from_chat.read(
        {"id": identifier, "messages": turns, "tools": tools if isinstance(tools, list) else []}
    )
    return example._replace(reference=truth)
