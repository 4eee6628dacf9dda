"""To data that answers are graded against: RFT, rft_eval and gen_qa."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.conversion.example import ConversionError, Example
from eval_jobs.models.openai_compatible import openai_chat
from graders.parsing.reference import MalformedReferenceError, read_reference

if TYPE_CHECKING:
    from eval_jobs.models.conversation import Turn


def to_rft(example: Example) -> dict[str, Any]:
    """A record of RFT, and of rft_eval: prompt, tools and reference, each tool by its own name."""
    names = {tool.name: tool.name for tool in example.prompt.tools}
    chat = openai_chat(example.prompt, names)
    for tool in chat.get("tools", ()):
        function = tool["function"]
        function["parameters"] = {"properties": {}, **function["parameters"]}
    return {"id": example.id, **chat, "reference_answer": _reference(example), **example.fields}


def to_gen_qa(example: Example) -> dict[str, Any]:
    """A record of gen_qa: one query, and the gold as text."""
    prompt = example.prompt
    if prompt.tools:
        raise ConversionError("gen_qa has no place for tools; rft_eval has")
    if len(prompt.turns) != 1 or prompt.turns[0].role != "user":
        raise ConversionError(f"gen_qa takes one turn of the user, not {len(prompt.turns)} turns")
    metadata = {"id": example.id, **example.fields}
    record = {
        "system": prompt.system,
        "query": prompt.turns[0].text,
        "response": _response(example),
        "metadata": json.dumps(metadata),
    }
    return {key: value for key, value in record.items() if value}


def _reference(example: Example) -> str | dict[str, Any]:
    if example.has_reference:
        given = example.reference
        return given if isinstance(given, str | dict) else {"ground_truth": given}
    if example.answer is None:
        raise ConversionError("there is neither a reference nor a turn of the assistant")
    return reference_of(example.answer, offered=bool(example.prompt.tools))


def reference_of(answer: Turn, *, offered: bool) -> str | dict[str, Any]:
    """What a gold turn expects.

    Calls of one turn were made without knowing each other's results, so their order is free.
    A text that is a JSON object is that object. Where tools were on `offer` and the turn calls
    none of them, also not in its text, no call is expected.
    """
    calls = [
        {"function": {"name": call.name, "arguments": call.arguments}} for call in answer.calls
    ]
    if calls:
        return {"tool_calls": calls if len(calls) == 1 else [calls]}
    try:
        value = json.loads(answer.text)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, dict) and value:
        return value
    if offered and not _calls_in(answer.text):
        return {"tool_calls": [], "text": answer.text}
    return answer.text


def _calls_in(text: str) -> bool:
    try:
        return read_reference(text).groups is not None
    except MalformedReferenceError:
        return True  # they are there, and broken: the rules of the reference will say so


def _response(example: Example) -> str:
    answer = example.answer
    if answer is not None and answer.calls:
        return json.dumps(
            [{"name": call.name, "arguments": call.arguments} for call in answer.calls]
        )
    if answer is not None:
        return answer.text
    reference = _reference(example)
    return reference if isinstance(reference, str) else json.dumps(reference)
