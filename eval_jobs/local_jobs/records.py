"""The records of a split that a plan takes, and those whose prompts fit."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from eval_jobs.datasets.read import read_lines, read_records
from eval_jobs.errors import DatasetError, ToolgradeError

Report = Callable[[str], None]


class Asked(NamedTuple):
    """A record, and what is made of it."""

    record: Mapping[str, Any]
    made: Any


def usable(
    path: str, most: int | None, make: Callable[[Mapping[str, Any]], Any], report: Report
) -> list[Asked]:
    """The first `most` records of a file with what `make` makes of each.

    Left out, and reported: broken lines, and records of which `make` raises a ToolgradeError.
    DatasetError where none is left.
    """
    found = []
    for place, record, error in islice(read_records(Path(path)), most):
        if error is not None:
            report(f"left out: {error}")
            continue
        try:
            found.append(Asked(record, make(record)))
        except ToolgradeError as problem:
            report(f"left out: {place}: {problem}")
    if not found:
        raise DatasetError(f"{path}: not one record that can be used; the log says why")
    return found


def first_lines(path: str, most: int, folder: Path) -> Path:
    """A copy of the file's first so many records, a line each, in `folder`."""
    copy = folder / f"{Path(path).stem}.jsonl"
    first = islice(read_lines(Path(path)), most)
    lines = [line or json.dumps(located.record).encode() for located, line in first]
    copy.write_bytes(b"".join(line.rstrip(b"\r\n") + b"\n" for line in lines))
    return copy


def tokens_of(prompt: str, tokenizer: Any, limit: int) -> list[int]:
    """The prompt as tokens. DatasetError where they are more than the plan lets the model read."""
    tokens: list[int] = tokenizer(prompt)["input_ids"]
    if len(tokens) > limit:
        raise DatasetError(
            f"its prompt has {len(tokens)} tokens, over local.max_prompt_tokens ({limit})"
        )
    return tokens
