"""How an answer differs from its reference, as spans to mark. Both texts are untrusted."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from eval_jobs.report.plain import plain
from graders.parsing import parse_answer
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.sample import Accepted, ToolCall, Turn

Span = tuple[str, str]
"""("=", "+" or "-", text): in both, in the answer alone, in the reference alone."""

MOST_TOKENS: Final = 600
"""Longer differences are marked as a whole: finer marks cost their square."""
_TOKEN: Final = re.compile(r"\n|[^\S\n]+|\S+")


def marked(reference: str, answer: str) -> list[Span]:
    """The answer against the reference, word by word."""
    left, right = _TOKEN.findall(reference), _TOKEN.findall(answer)
    start = _common(left, right)
    end = _common(left[start:][::-1], right[start:][::-1])
    old, new = left[start : len(left) - end], right[start : len(right) - end]
    middle = [("-", old), ("+", new)]
    if max(len(old), len(new)) <= MOST_TOKENS:
        middle = list(_compared(old, new))
    spans = [("=", right[:start]), *middle, ("=", right[len(right) - end :])]
    return [(kind, "".join(tokens)) for kind, tokens in spans if tokens]


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Changes beside each other are one: a space between two changed words changed too."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    gone: list[str] = []
    come: list[str] = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal":
            gone += old[i:j]
            come += new[k:m]
        elif (gone or come) and m < len(new) and new[k:m] == [" "]:
            gone.append(" ")
            come.append(" ")
        else:
            yield from (("-", gone), ("+", come), ("=", new[k:m]))
            gone, come = [], []
    yield from (("-", gone), ("+", come))


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(left), len(right)))


def expected_calls(reference: Any) -> tuple[ToolCall, ...] | None:
    """The calls that a reference wants; None where it says nothing of calls."""
    try:
        read = read_reference(reference)
    except MalformedReferenceError:
        return None
    return None if read.groups is None else read.calls


def made_calls(answer: str) -> tuple[ToolCall, ...]:
    """The calls that graders read in an answer's text."""
    return parse_answer(Turn(answer)).calls


def calls_text(calls: Iterable[ToolCall]) -> str:
    """A call a paragraph, an argument a line, in one spelling whatever format they came in."""
    lines = []
    for name, arguments in calls:
        lines.append(plain(name))
        lines += [f"  {plain(key)}: {_value(arguments[key])}" for key in sorted(arguments)]
    return "\n".join(lines)


def nearest(expected: Sequence[ToolCall], made: Sequence[ToolCall]) -> list[ToolCall]:
    """The expected calls, spelled with those accepted values that come nearest to the given."""
    left = list(made)
    chosen = []
    for call in expected:
        same = next((other for other in left if other.name == call.name), None)
        if same is None:
            chosen.append(call)
            continue
        left.remove(same)
        arguments = {
            key: _chosen(value, same.arguments[key]) if key in same.arguments else value
            for key, value in call.arguments.items()
            if key in same.arguments or not (isinstance(value, Accepted) and value.optional)
        }
        chosen.append(ToolCall(call.name, arguments))
    return chosen


def _chosen(value: Any, given: Any) -> Any:
    if isinstance(value, Accepted):
        return max(value.values, key=lambda each: _likeness(each, given), default=value)
    if isinstance(value, Mapping) and isinstance(given, Mapping):
        return {
            key: _chosen(each, given[key]) if key in given else each for key, each in value.items()
        }
    if isinstance(value, list) and isinstance(given, list) and len(value) == len(given):
        return [_chosen(*pair) for pair in zip(value, given, strict=True)]
    return value


def _likeness(left: Any, right: Any) -> float:
    """2 for equal values, else how many characters are the same; in linear time."""
    one, other = _value(left), _value(right)
    return 2.0 if one == other else difflib.SequenceMatcher(None, one, other).quick_ratio()


def _value(value: Any) -> str:
    if isinstance(value, Accepted):
        return " or ".join(map(_value, value.values)) or "anything"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_value(k)}: {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
