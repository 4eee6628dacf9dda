"""Write the three splits of the example, the same bytes for the same seed.

python -m examples.legal_assistant.generate            write the files beside this script
python -m examples.legal_assistant.generate --check    say whether they are what it writes
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Any, Final

import yaml

from examples.legal_assistant.references import (
    fill,
    flat,
    query_analysis,
    single_call,
    tool_calls,
)
from examples.legal_assistant.slots import Slot, draw, pools_of

HERE: Final = Path(__file__).parent
PER_TYPE: Final = {"train": 40, "validation": 7, "test": 13}
"""Records of each question type in each split."""
OFFERED: Final = 5
"""Tools offered with a question outside the workflow: those it needs, and others."""
CORE: Final = 4
"""How many tools, from the first, belong to the workflow."""
TRIES: Final = 1000
"""How often a template is filled before it counts as used up."""
OPENED: Final = 0.35
"""Share of the questions that start with a sentence about why they are asked."""


def data(name: str) -> Any:
    """One of the data files."""
    return yaml.safe_load((HERE / "data" / f"{name}.yaml").read_text(encoding="utf-8"))


class Generator:
    """Writes the records of one split."""

    def __init__(self, split: str, seed: int) -> None:
        self.split = split
        self.rng = random.Random(f"{seed}/{split}")
        self.pools = pools_of(data("pools"), split)
        self.openers: list[str] = data("openers")[split]
        self.system: dict[str, str] = data("system")
        self.tools = {name: schema(name, **tool) for name, tool in data("tools").items()}
        self.asked: set[str] = set()

    def records(self) -> list[dict[str, Any]]:
        """All records of the split, in mixed order."""
        types = [*data("workflow"), *data("calls")]
        found = [record for each in types for record in self.of_type(**each)]
        self.rng.shuffle(found)
        return [{"id": f"{self.split}-{n:04d}", **record} for n, record in enumerate(found, 1)]

    def of_type(
        self, question_type: str, form: str, cases: Sequence[Any]
    ) -> Iterator[dict[str, Any]]:
        """Records of one question type, its templates in turn."""
        templates = [(case, text) for case in cases for text in case[self.split]]
        self.rng.shuffle(templates)
        for n in range(PER_TYPE[self.split]):
            case, template = templates[n % len(templates)]
            question, slots = self.ask(template, opened=form != "none")
            calls = fill(case.get("calls", []), slots)
            if form == "query_analysis":
                needs = case["needs"].format_map(slots)
                reference = query_analysis(question_type, needs, calls)
            elif form == "none" and n % 2:
                reference = query_analysis("No research", "Nothing to look up", [])
            else:
                reference = single_call(calls) if form == "call" else tool_calls(calls)
            workflow = "Query analysis" in reference
            system = self.system["query_analysis" if workflow else "calls"]
            yield {
                "messages": [
                    {"role": "system", "content": system},
                    {"role": "user", "content": question},
                ],
                "reference_answer": reference,
                "tools": self.offer(workflow, calls),
                "question_type": question_type,
                "split": self.split,
            }

    def ask(self, template: str, *, opened: bool) -> tuple[str, dict[str, Slot]]:
        """A question that was not asked before, and what its blanks were filled with."""
        for _ in range(TRIES):
            slots = self.slots(template)
            question = tidy(template.format_map(slots))
            if opened and self.rng.random() < OPENED:
                question = f"{self.rng.choice(self.openers)} {question}"
            if question not in self.asked:
                self.asked.add(question)
                return question[0].upper() + question[1:], slots
        raise RuntimeError(f"{TRIES} questions in a row were asked before: {template!r}")

    def slots(self, template: str) -> dict[str, Slot]:
        """Fill the blanks of a template, each with something else."""
        names = {name.split(".")[0] for _, name, _, _ in Formatter().parse(template) if name}
        again = random.Random(template)  # of its own, so that nothing else moves
        slots: dict[str, Slot] = {}
        for name in sorted(names):
            kind, others = name.rstrip("2"), slots.values()
            slot = draw(kind, self.rng, self.pools)
            while slot.text in {other.text for other in others}:
                slot = draw(kind, self.rng, self.pools)
            while slot.meaning in {other.meaning for other in others}:
                slot = draw(kind, again, self.pools)
            slots[name] = slot
        return slots

    def offer(self, workflow: bool, calls: Sequence[Any]) -> list[dict[str, Any]]:
        """The schemas of the tools that a question comes with."""
        names = list(self.tools)
        if workflow:
            return [self.tools[name] for name in names[:CORE]]
        needed = {call["tool"] for call in flat(calls)}
        others = self.rng.sample([name for name in names if name not in needed], OFFERED)
        offered = [*sorted(needed), *others][:OFFERED]
        self.rng.shuffle(offered)
        return [self.tools[name] for name in offered]


def schema(
    name: str, description: str, required: Sequence[str], properties: Mapping[str, Any]
) -> dict[str, Any]:
    """A tool as an OpenAI function."""
    parameters = {"type": "object", "properties": properties, "required": required}
    function = {"name": name, "description": description, "parameters": parameters}
    return {"type": "function", "function": function}


def tidy(question: str) -> str:
    """A question without the traces of its blanks: `Corp..`, `Foods's`, `a accelerated filer`."""
    return question.replace("..", ".").replace("s's ", "s' ").replace(" a acc", " an acc")


def render(split: str, seed: int) -> bytes:
    """The file of one split: one record a line."""
    lines = (json.dumps(record, ensure_ascii=False) for record in Generator(split, seed).records())
    return "".join(f"{line}\n" for line in lines).encode()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the splits; 1 if a checked file differs."""
    parser = argparse.ArgumentParser(description="Write the splits of the example.")
    parser.add_argument("--seed", type=int, default=7, help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=HERE, help="folder; default: this script's")
    parser.add_argument("--check", action="store_true", help="compare the files, write nothing")
    options = parser.parse_args(arguments)
    files = {options.out / f"{split}.jsonl": render(split, options.seed) for split in PER_TYPE}
    return put(files, check=options.check)


def put(files: Mapping[Path, bytes], *, check: bool) -> int:
    """Write the files, or only check what they hold; 1 if one differs."""
    if not check:
        for path, content in files.items():
            path.write_bytes(content)
        return 0
    differing = [
        path.name
        for path, content in files.items()
        if not path.is_file() or path.read_bytes() != content
    ]
    if differing:
        print(f"not what this script writes: {', '.join(differing)}; run it without --check")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
