"""Write what supervised fine-tuning learns from: the questions of two splits with gold answers.

python -m examples.legal_assistant.sft            write sft/train.jsonl and sft/validation.jsonl
python -m examples.legal_assistant.sft --check    say whether they are what it writes
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from eval_jobs.datasets.validation.converse import SCHEMA_VERSION
from eval_jobs.models.conversation import read_dialogue
from eval_jobs.models.converse import converse_chat
from examples.legal_assistant.references import gold_answer

HERE: Final = Path(__file__).parent
SPLITS: Final = ("train", "validation")


def conversation(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record of the RFT format as a Converse conversation that ends with the gold answer."""
    gold = json.dumps(gold_answer(record["reference_answer"]), ensure_ascii=False)
    answer = {"role": "assistant", "content": gold}
    asked = {"messages": [*record["messages"], answer], "tools": record["tools"]}
    return {"schemaVersion": SCHEMA_VERSION, **converse_chat(read_dialogue(asked))}


def render(split: str) -> bytes:
    """The file of one split: one record a line, in the order of the split's own file."""
    lines = (HERE / f"{split}.jsonl").read_text("utf-8").splitlines()
    records = (conversation(json.loads(line)) for line in lines)
    return "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records).encode()


def main(arguments: Sequence[str]) -> int:
    """Write or check the files; 1 if a checked file differs."""
    differing = []
    for split in SPLITS:
        path, content = HERE / "sft" / f"{split}.jsonl", render(split)
        if "--check" not in arguments:
            path.write_bytes(content)
        elif not path.is_file() or path.read_bytes() != content:
            differing.append(path.name)
    if differing:
        print(f"not what this script writes: {', '.join(differing)}; run it without --check")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
