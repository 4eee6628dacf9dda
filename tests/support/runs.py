"""Small runs on one dataset, written to disk as `toolgrade evaluate` writes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from eval_jobs.results.write import write_run
from tests.support.artifacts import evaluated

SAMPLES: Final = 30
CONFIGURATION: Final = {
    "toolgrade": "0.1.0",
    "grader": "tool_call",
    "config": {"preset": "default"},
    "dataset": {"sha256": "ab" * 32},
}

Answer = Callable[[int], str | None]
"""What a run answers to question number k."""


def record(k: int) -> dict[str, Any]:
    """A question of one of three topics that wants one call, with two parameters."""
    return {
        "id": f"q{k}",
        "messages": [{"role": "user", "content": f"Search for thing {k}, please."}],
        "reference_answer": [{"name": "search", "arguments": {"query": f"thing {k}", "limit": k}}],
        "topic": ("law", "tax", "labour")[k % 3],
    }


def right(k: int) -> str:
    return json.dumps(record(k)["reference_answer"])


def half(k: int) -> str:
    return json.dumps([{"name": "search", "arguments": {"query": f"thing {k}"}}])


def wrong(_: int) -> str:
    return '[{"name": "fetch", "arguments": {}}]'


def made_run(
    folder: Path, answer: Answer, configuration: Mapping[str, Any] = CONFIGURATION
) -> Path:
    """The run in `folder`, whose name is the run's."""
    rows = [evaluated(record(k), answer(k)) for k in range(SAMPLES)]
    write_run(folder, configuration, rows)
    return folder
