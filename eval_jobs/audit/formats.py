"""Calls rendered in every answer format, every wrapping and every form of reference."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Final

from graders.parsing import name_arguments as plain_calls
from graders.sample import JSON, ToolCall, Turn

Calls = Sequence[ToolCall]

STATED: Final[Mapping[str, JSON]] = MappingProxyType(
    {"Type": ["Case law", "Filing lookup"], "Information needed": "What was asked"}
)
"""What `Query analysis` states beside its tools, where nothing else is known."""


def as_text(value: JSON) -> str:
    """JSON as models write it: letters of any script as they are, and not as escapes."""
    return json.dumps(value, ensure_ascii=False)


def unwrapped(calls: Calls, stated: Mapping[str, JSON] = STATED) -> JSON:
    """The `Query analysis` form without its wrapper; `stated` is what it says beside the tools."""
    tools = [{"Tool": c.name, "Parameters": c.arguments, "Reasoning": "Needed."} for c in calls]
    return {**stated, "Tools": tools}


def query_analysis(calls: Calls, stated: Mapping[str, JSON] = STATED) -> JSON:
    """The form of AWS's workshop: `{"Query analysis": {..., "Tools": [...]}}`."""
    return {"Query analysis": unwrapped(calls, stated)}


def name_arguments(calls: Calls) -> JSON:
    """`{"name", "arguments"}` objects in a list."""
    return [{"name": call.name, "arguments": call.arguments} for call in calls]


def name_parameters(calls: Calls) -> JSON:
    """`{"name", "parameters"}` objects in a list."""
    return [{"name": call.name, "parameters": call.arguments} for call in calls]


def openai_items(calls: Calls) -> JSON:
    """The items of OpenAI's `tool_calls`; their arguments are JSON texts."""
    return [
        {
            "id": f"call_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": as_text(call.arguments)},
        }
        for index, call in enumerate(calls)
    ]


def openai_message(calls: Calls) -> JSON:
    """An assistant message as OpenAI writes it, as JSON."""
    return {"role": "assistant", "content": None, "tool_calls": openai_items(calls)}


def converse_blocks(calls: Calls) -> JSON:
    """Bedrock Converse's `toolUse` blocks."""
    return [
        {"toolUse": {"toolUseId": f"use_{index}", "name": call.name, "input": call.arguments}}
        for index, call in enumerate(calls)
    ]


def converse_message(calls: Calls) -> JSON:
    """An assistant message as Bedrock Converse writes it, as JSON."""
    return {"role": "assistant", "content": [{"text": "Let me look."}, *converse_blocks(calls)]}


def converse_response(calls: Calls) -> JSON:
    """The whole response of Bedrock Converse, as JSON."""
    return {"output": {"message": converse_message(calls)}, "stopReason": "tool_use"}


def one_object_a_line(calls: Calls) -> str:
    """`{"name", "arguments"}` objects, one a line."""
    return "\n".join(as_text(entry) for entry in name_arguments(calls))


def tool_call_tags(calls: Calls) -> str:
    """Each call in a `<tool_call>` tag, as Hermes and Qwen write them."""
    return "\n".join(
        f"<tool_call>\n{as_text(entry)}\n</tool_call>" for entry in name_arguments(calls)
    )


def _python(call: ToolCall) -> str:
    return f"{call.name}({', '.join(f'{key}={value!r}' for key, value in call.arguments.items())})"


def python_list(calls: Calls) -> str:
    """`[f(a=1), g(b="x")]`."""
    return f"[{', '.join(map(_python, calls))}]"


def python_lines(calls: Calls) -> str:
    """Calls in Python syntax, one a line."""
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


def _spelled(name: str, arguments: str, calls: Calls) -> JSON:
    return [{name: call.name, arguments: call.arguments} for call in calls]


def _alone(name: str, arguments: str, calls: Calls) -> JSON:
    """One call as an object without a list around it; several cannot do without."""
    entries = _spelled(name, arguments, calls)
    return entries[0] if len(entries) == 1 else entries


SPELLINGS: Final = (*plain_calls.SPELLINGS, ("Tool", "Parameters"))
"""Under which keys a call has its name and its arguments."""
SPELLED_FORMATS: Final[dict[str, Callable[[Calls], JSON]]] = {
    f"{prefix}{name}_{arguments}": partial(form, name, arguments)
    for name, arguments in SPELLINGS
    for prefix, form in (("", _spelled), ("one_", _alone))
}
"""Objects with other keys, in a list, or, as `one_...`, by themselves."""
_ALL_JSON: Final = {**JSON_FORMATS, **SPELLED_FORMATS}
FORMATS: Final = (*_ALL_JSON, *TEXT_FORMATS)
"""Every format that `text` writes."""
CARRY_FIELDS: Final[dict[str, Callable[[Calls, Mapping[str, JSON]], JSON]]] = {
    form.__name__: form for form in (query_analysis, unwrapped)
}
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


def wrappings(form: str) -> tuple[str, ...]:
    """What may stand around calls in this format."""
    return (*WRAPPINGS, *PROSE) if form != "python_lines" else tuple(WRAPPINGS)


STRUCTURED: Final = ("openai/structured", "converse/structured")
"""Calls as services return them: beside the text, in the message itself."""
COMBINATIONS: Final = (
    *(
        f"{form}/{wrapping}"
        for form in (*JSON_FORMATS, *TEXT_FORMATS)
        for wrapping in wrappings(form)
    ),
    *STRUCTURED,
)
"""Every way to answer: `format/wrapping` for texts."""


def text(form: str, calls: Calls, stated: Mapping[str, JSON] = STATED) -> str:
    """These calls in one of `FORMATS`; `stated` is what those that `CARRY_FIELDS` say beside."""
    if form in TEXT_FORMATS:
        return TEXT_FORMATS[form](calls)
    if form in CARRY_FIELDS:
        return as_text(CARRY_FIELDS[form](calls, stated))
    return as_text(_ALL_JSON[form](calls))


def answer(way: str, calls: Calls, stated: Mapping[str, JSON] = STATED) -> Turn:
    """A model's turn that makes these calls: one of `FORMATS`, a slash and what is around it.

    Or it is one of those that are `STRUCTURED`. `stated` is as for `text`.
    """
    form, _, wrapping = way.partition("/")
    if wrapping == "structured":
        if form == "openai":
            return Turn("", tuple(openai_items(calls)))
        return Turn("I'll look it up.", tuple(converse_blocks(calls)))
    before, after = (WRAPPINGS | PROSE)[wrapping]
    return Turn(before + text(form, calls, stated) + after)


def answers(calls: Calls) -> dict[str, Turn]:
    """Every format, as a model's turn; text formats in every wrapping as `format/wrapping`."""
    return {way: answer(way, calls) for way in COMBINATIONS}


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
