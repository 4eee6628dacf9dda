"""Write what supervised fine-tuning learns from: the train split with gold answers.

python -m examples.legal_assistant.sft            write sft/train.jsonl
python -m examples.legal_assistant.sft --check    say whether it is what it writes
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
from examples.legal_assistant.generate import put
from examples.legal_assistant.references import gold_answer

HERE: Final = Path(__file__).parent
SPLITS: Final = ("train",)


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
    files = {HERE / "sft" / f"{split}.jsonl": render(split) for split in SPLITS}
    return put(files, check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
