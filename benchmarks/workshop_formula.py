"""The reward formula of AWS's Nova workshop as one plain Lambda: the peer of the speed benchmark.

Written for this benchmark from the formula's description, with nothing around it: no contract,
no other format, no safety. A bad answer scores 0; anything unexpected raises.
"""

from __future__ import annotations

import json
from typing import Any

REQUIRED = {"Type", "Information needed", "Tools"}
TOOL_REQUIRED = {"Tool", "Parameters", "Reasoning"}


def lambda_handler(event: list[dict[str, Any]], _context: object) -> list[dict[str, Any]]:
    """Grade a batch; answer and reference are `Query analysis` objects."""
    return [grade(sample) for sample in event]


def grade(sample: dict[str, Any]) -> dict[str, Any]:
    """One result in the shape that training expects."""
    gold = sample["reference_answer"]
    text = next((turn["content"] for turn in sample["messages"] if turn["role"] == "assistant"), "")
    try:
        answer = json.loads(unfence(text))
    except ValueError:
        return result(sample, dict.fromkeys(("schema", "p", "r", "f1", "parameters", "order"), 0.0))
    answer = answer.get("Query analysis", answer)
    tools, expected = answer["Tools"], gold["Tools"]
    scores = {"schema": float(valid(answer))}
    mine, theirs = {tool["Tool"] for tool in tools}, {tool["Tool"] for tool in expected}
    hits = len(mine & theirs)
    scores["p"], scores["r"] = hits / len(mine) if mine else 0.0, hits / len(theirs)
    total = scores["p"] + scores["r"]
    scores["f1"] = 2 * scores["p"] * scores["r"] / total if total else 0.0
    scores["parameters"] = parameters(tools, expected)
    names, wanted = [tool["Tool"] for tool in tools], [tool["Tool"] for tool in expected]
    scores["order"] = sum(map(str.__eq__, names, wanted)) / len(wanted)
    scores["lcs"] = longest_common(names, wanted) / len(wanted)
    return result(sample, scores)


def result(sample: dict[str, Any], scores: dict[str, float]) -> dict[str, Any]:
    """The weighted sum and its parts."""
    overall = 0.3 * scores["f1"] + 0.3 * scores["parameters"] + 0.4 * scores["order"]
    overall *= scores["schema"]
    metrics = [{"name": name, "value": scores[name], "type": "Metric"} for name in scores]
    metrics.append({"name": "overall_score", "value": overall, "type": "Reward"})
    return {"id": sample["id"], "aggregate_reward_score": overall, "metrics_list": metrics}


def unfence(text: str) -> str:
    """The text without solution tags and code fences."""
    if "<|begin_of_solution|>" in text:
        text = text.rpartition("<|begin_of_solution|>")[2]
    text = text.partition("<|end_of_solution|>")[0].strip()
    text = text.removeprefix("```json").removeprefix("```").removesuffix("```")
    return text.replace("\\n", "\n").strip()


def valid(answer: dict[str, Any]) -> bool:
    """Whether the answer has the keys and types of a `Query analysis`."""
    return not (REQUIRED - answer.keys()) and all(
        not (TOOL_REQUIRED - tool.keys())
        and isinstance(tool["Tool"], str)
        and isinstance(tool["Parameters"], dict)
        and isinstance(tool["Reasoning"], str)
        for tool in answer["Tools"]
    )


def parameters(tools: list[dict[str, Any]], expected: list[dict[str, Any]]) -> float:
    """Mean similarity of the parameters of tools on both sides."""
    mine = {tool["Tool"]: tool["Parameters"] for tool in tools}
    theirs = {tool["Tool"]: tool["Parameters"] for tool in expected}
    shared = mine.keys() & theirs.keys()
    return (
        sum(similar(mine[name], theirs[name]) for name in shared) / len(shared) if shared else 0.0
    )


def similar(mine: dict[str, Any], theirs: dict[str, Any]) -> float:
    """0.3 for the keys, 0.7 for the values under shared keys."""
    if not mine or not theirs:
        return float(mine == theirs)
    shared = mine.keys() & theirs.keys()
    keys = len(shared) / len(mine.keys() | theirs.keys())
    values = [value(mine[key], theirs[key]) for key in shared]
    return 0.3 * keys + 0.7 * (sum(values) / len(values) if values else 0.0)


def value(mine: Any, theirs: Any) -> float:
    """Overlap of letters and words for text, of elements for lists, else equality."""
    if isinstance(mine, str) and isinstance(theirs, str):
        mine, theirs = mine.lower(), theirs.lower()
        if not mine or not theirs:
            return float(mine == theirs)
        return 0.4 * jaccard(set(mine), set(theirs)) + 0.6 * jaccard(
            set(mine.split()), set(theirs.split())
        )
    if isinstance(mine, list) and isinstance(theirs, list):
        return jaccard(set(map(str, mine)), set(map(str, theirs)))
    return float(mine == theirs)


def jaccard(one: set[str], two: set[str]) -> float:
    """Share of the union that both have."""
    return len(one & two) / len(one | two) if one | two else 1.0


def longest_common(one: list[str], two: list[str]) -> int:
    """Length of the longest common subsequence, by the textbook table."""
    table = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i, left in enumerate(one, 1):
        for j, right in enumerate(two, 1):
            best = max(table[i - 1][j], table[i][j - 1])
            table[i][j] = table[i - 1][j - 1] + 1 if left == right else best
    return table[-1][-1]
