"""Small files of records to read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

GOLD = '{"name": "f", "arguments": {"a": 1}}'


def record(identifier: Any, answer: str | None = GOLD, **more: Any) -> dict[str, Any]:
    """A chat record that expects `GOLD`; without an answer, a row of a dataset."""
    messages = [{"role": "user", "content": "Do f."}]
    if answer is not None:
        messages.append({"role": "assistant", "content": answer})
    return {"id": identifier, "messages": messages, "reference_answer": json.loads(GOLD), **more}


def write_lines(path: Path, *lines: Any) -> Path:
    """Write JSONL; a line that is text is written as it is."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path
