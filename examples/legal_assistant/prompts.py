"""The prompts under which a small model answers: zero-shot, or after the nearest examples."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from examples.legal_assistant.references import gold_answer

Record = Mapping[str, Any]
Chat = list[dict[str, str]]


def chat(record: Record, examples: Sequence[Record] = ()) -> Chat:
    """The turns before the model's: instructions with the tools, examples, the question."""
    system, user = record["messages"]
    tools = "\n".join(signature(tool["function"]) for tool in record["tools"])
    turns: Chat = [{"role": "system", "content": f"{system['content']}\nTools:\n{tools}"}]
    for example in examples:
        gold = json.dumps(gold_answer(example["reference_answer"]), ensure_ascii=False)
        turns += [example["messages"][-1], {"role": "assistant", "content": gold}]
    return [*turns, user]


def signature(function: Mapping[str, Any]) -> str:
    """A tool in one line: `name(parameter: type, optional?: type)`; a schema is too long here."""
    return f"{function['name']}({_fields(function['parameters'])})"


def _fields(schema: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name}{'' if name in schema['required'] else '?'}: {_type(part)}"
        for name, part in schema["properties"].items()
    )


def _type(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "|".join(schema["enum"])
    if schema["type"] == "array":
        return f"[{_type(schema['items'])}]"
    if schema["type"] == "object":
        return f"{{{_fields(schema)}}}"
    return str(schema.get("format", schema["type"]))


class Nearest:
    """Finds the training records whose questions are worded most like another one."""

    def __init__(self, train: Sequence[Record]) -> None:
        self.train = [(record, words(record), names(record)) for record in train]
        seen = Counter(word for _, found, _ in self.train for word in found)
        self.weight = {word: math.log(len(train) / count) for word, count in seen.items()}

    def __call__(self, record: Record, count: int) -> list[Record]:
        """The `count` nearest, nearest last, among those that want the same answer format.

        What they call must be offered with `record`.
        """
        asked, offered = words(record), {tool["function"]["name"] for tool in record["tools"]}
        system = record["messages"][0]
        fitting = [
            (self.similarity(asked, found), example["id"], example)
            for example, found, called in self.train
            if example["messages"][0] == system and called <= offered
        ]
        best = sorted(fitting, key=lambda entry: (-entry[0], entry[1]))[:count]
        return [example for _, _, example in reversed(best)]

    def similarity(self, one: set[str], other: set[str]) -> float:
        """Weighted Jaccard similarity of two sets of words; rare words weigh more."""
        shared, either = (
            math.fsum(self.weight.get(word, 0.0) for word in sorted(found))
            for found in (one & other, one | other)
        )
        return shared / either if either else 0.0


def words(record: Record) -> set[str]:
    """The words of a question, lower case; figures are left out."""
    return set(re.findall(r"[a-z]+", record["messages"][-1]["content"].lower()))


def names(record: Record) -> set[str]:
    """The tools that a record's reference calls."""
    gold = gold_answer(record["reference_answer"])
    if isinstance(gold, dict):
        return {call["Tool"] for call in gold["Query analysis"]["Tools"]}
    return {call["name"] for call in gold}
