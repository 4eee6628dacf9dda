"""The prompts under which a small model answers: zero-shot, or after the nearest examples."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from eval_jobs.local_jobs.chats import Chat, turns
from eval_jobs.models.conversation import read_conversation
from examples.legal_assistant.references import gold_answer

Record = Mapping[str, Any]


def chat(record: Record, examples: Sequence[Record] = ()) -> Chat:
    """The turns before the model's: instructions with the tools, examples, the question."""
    conversation = read_conversation(record)
    system, user = turns(conversation, conversation.tools)
    shown: Chat = []
    for example in examples:
        gold = json.dumps(gold_answer(example["reference_answer"]), ensure_ascii=False)
        shown += [example["messages"][-1], {"role": "assistant", "content": gold}]
    return [system, *shown, user]


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
