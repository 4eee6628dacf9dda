"""Calls rendered in every answer format, every wrapping and every form of reference."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from graders.sample import JSON, ToolCall, Turn

Calls = Sequence[ToolCall]

LABELS: Final = ["Case law", "Filing lookup"]
"""What `Query analysis` has under `Type`, in answers and in references."""


def unwrapped(calls: Calls) -> JSON:
    tools = [{"Tool": c.name, "Parameters": c.arguments, "Reasoning": "Needed."} for c in calls]
    return {"Type": LABELS, "Information needed": "What was asked", "Tools": tools}


def query_analysis(calls: Calls) -> JSON:
    return {"Query analysis": unwrapped(calls)}


def name_arguments(calls: Calls) -> JSON:
    return [{"name": call.name, "arguments": call.arguments} for call in calls]


def name_parameters(calls: Calls) -> JSON:
    return [{"name": call.name, "parameters": call.arguments} for call in calls]


def openai_items(calls: Calls) -> JSON:
    return [
        {
            "id": f"call_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": json.dumps(call.arguments)},
        }
        for index, call in enumerate(calls)
    ]


def openai_message(calls: Calls) -> JSON:
    return {"role": "assistant", "content": None, "tool_calls": openai_items(calls)}


def converse_blocks(calls: Calls) -> JSON:
    return [
        {"toolUse": {"toolUseId": f"use_{index}", "name": call.name, "input": call.arguments}}
        for index, call in enumerate(calls)
    ]


def converse_message(calls: Calls) -> JSON:
    return {"role": "assistant", "content": [{"text": "Let me look."}, *converse_blocks(calls)]}


def converse_response(calls: Calls) -> JSON:
    return {"output": {"message": converse_message(calls)}, "stopReason": "tool_use"}


def one_object_a_line(calls: Calls) -> str:
    return "\n".join(json.dumps(entry) for entry in name_arguments(calls))


def tool_call_tags(calls: Calls) -> str:
    return "\n".join(
        f"<tool_call>\n{json.dumps(entry)}\n</tool_call>" for entry in name_arguments(calls)
    )


def _python(call: ToolCall) -> str:
    return f"{call.name}({', '.join(f'{key}={value!r}' for key, value in call.arguments.items())})"


def python_list(calls: Calls) -> str:
    return f"[{', '.join(map(_python, calls))}]"


def python_lines(calls: Calls) -> str:
    return "\n".join(map(_python, calls))


JSON_FORMATS: Final[dict[str, Callable[[Calls], JSON]]] = {
    form.__name__: form
    for form in (
        query_analysis,
        unwrapped,
        name_arguments,
        name_parameters,
        openai_items,
        openai_message,
        converse_blocks,
        converse_message,
        converse_response,
    )
}
TEXT_FORMATS: Final[dict[str, Callable[[Calls], str]]] = {
    form.__name__: form for form in (one_object_a_line, tool_call_tags, python_list, python_lines)
}
CARRY_FIELDS: Final = frozenset({"query_analysis", "unwrapped"})
"""The formats that say more than calls, such as `Type`."""

DECOY: Final = '[{"name": "decoy", "arguments": {"taken": "from a thought"}}]'
WRAPPINGS: Final[dict[str, tuple[str, str]]] = {
    "bare": ("", ""),
    "white_space": ("\n\t  ", "  \r\n\n"),
    "fence": ("```\n", "\n```"),
    "fence_with_language": ("```json\n", "\n```"),
    "think": (f"<think>Maybe {DECOY}? It isn't.</think>\n", ""),
    "think_opened_in_the_prompt": (f"Maybe {DECOY}?</think>", ""),
    "begin_of_thought": (f"<|begin_of_thought|>{DECOY}<|end_of_thought|>\n", ""),
    "solution": (
        f"<|begin_of_thought|>{DECOY}<|end_of_thought|><|begin_of_solution|>",
        "<|end_of_solution|>",
    ),
    "unclosed_solution": ("<|begin_of_solution|>\n", ""),
    "answer_tags": (f"<think>{DECOY}</think><answer>", "</answer>"),
}
"""What may stand before and after the calls in any text format."""
PROSE: Final[dict[str, tuple[str, str]]] = {
    "prose": (
        "Here's the user's plan [draft], for a 5\" pipe (see {above} and [1]):\n\n",
        "\n\nThat's it; I've called what's needed [sic].",
    ),
    "prose_and_fence": ("Sure, I'll do that:\n```json\n", "\n```\nLet me know if it's wrong."),
}
"""Prose as well: calls without brackets of their own could not be told from it."""


def answers(calls: Calls) -> dict[str, Turn]:
    """Every format, as a model's turn; text formats in every wrapping as `format/wrapping`."""
    texts = {name: json.dumps(form(calls)) for name, form in JSON_FORMATS.items()}
    texts |= {name: form(calls) for name, form in TEXT_FORMATS.items()}
    turns = {
        f"{name}/{wrapping}": Turn(before + text + after)
        for name, text in texts.items()
        for wrapping, (before, after) in (WRAPPINGS | PROSE).items()
        if name != "python_lines" or wrapping in WRAPPINGS
    }
    turns["openai/structured"] = Turn("", tuple(openai_items(calls)))
    turns["converse/structured"] = Turn("I'll look it up.", tuple(converse_blocks(calls)))
    return turns


def references(calls: Calls) -> dict[str, JSON]:
    """Every form of a reference that expects these calls, one after the other or in any order."""
    forms = {name: form(calls) for name, form in JSON_FORMATS.items()}
    texts = {f"{name}/text": json.dumps(form) for name, form in forms.items()}
    texts |= {f"{name}/text": form(calls) for name, form in TEXT_FORMATS.items()}
    plain = name_arguments(calls)
    return {
        **forms,
        **texts,
        "groups": [[entry] for entry in plain],
        "one_group": [plain],
        "accept": name_arguments([_accepting(call) for call in calls]),
        "bfcl": [{call.name: _bfcl(call.arguments)} for call in calls],
        "bfcl/text": json.dumps([{call.name: _bfcl(call.arguments)} for call in calls]),
        "under_text": {"text": json.dumps(plain)},
        "under_ground_truth": {"ground_truth": plain},
    }


def _accepting(call: ToolCall) -> ToolCall:
    accept = {key: {"$accept": ["something else", value]} for key, value in call.arguments.items()}
    return ToolCall(call.name, accept)


def _bfcl(arguments: JSON) -> JSON:
    return {key: [_bfcl_value(value)] for key, value in arguments.items()}


def _bfcl_value(value: JSON) -> JSON:
    """BFCL lists alternatives for the keys of an object inside again."""
    if isinstance(value, dict):
        return _bfcl(value)
    if isinstance(value, list):
        return [_bfcl(item) if isinstance(item, dict) else item for item in value]
    return value
