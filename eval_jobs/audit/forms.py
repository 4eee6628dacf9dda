"""Which of the `FORMATS` a reference is written in: a grader may read that one only."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.formats import SPELLINGS
from graders.parsing.reference import WRAPPERS
from graders.parsing.tool_call_tags import OPENING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graders.sample import JSON

PLAIN: Final = "name_arguments"
"""The format of whatever no answer can be written in, such as BFCL's lists of alternatives."""
_CONTAINERS: Final = {
    "Query analysis": "query_analysis",
    "Tools": "unwrapped",
    "tool_calls": "openai_message",
    "output": "converse_response",
    "message": "converse_message",
    "content": "converse_message",
}
_ENTRIES: Final = {
    "toolUse": "converse_blocks",
    "function": "openai_items",
    "function_call": "openai_items",
}
_PYTHON: Final = re.compile(r"[^\W\d][\w.\-]*\(")


def form_of(raw: JSON) -> str:
    """The format of a reference as it stands in a record."""
    if isinstance(raw, str):
        return _of_text(raw.strip())
    if isinstance(raw, list):
        return _of_entry(raw[0]) if raw else PLAIN
    if not isinstance(raw, dict):
        return PLAIN
    if len(raw) == 1 and (key := next(iter(raw))) in WRAPPERS:
        return form_of(raw[key])
    return _first(raw, _CONTAINERS) or _first(raw, _ENTRIES) or _spelled(raw, "one_")


def _of_text(text: str) -> str:
    value = _json(text)
    if isinstance(value, dict | list):
        return form_of(value)
    if OPENING in text:
        return "tool_call_tags"
    if text and all(isinstance(_json(line), dict) for line in text.splitlines()):
        return "one_object_a_line"
    if text.startswith("["):
        return "python_list"
    return "python_lines" if _PYTHON.match(text) else PLAIN


def _json(text: str) -> JSON:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _of_entry(entry: JSON) -> str:
    """By the first call of a list, however deep in groups it stands."""
    while isinstance(entry, list) and entry:
        entry = entry[0]
    return _first(entry, _ENTRIES) or _spelled(entry, "") if isinstance(entry, dict) else PLAIN


def _first(value: dict[str, JSON], forms: Mapping[str, str]) -> str | None:
    return next((form for key, form in forms.items() if key in value), None)


def _spelled(call: dict[str, JSON], prefix: str) -> str:
    keys = (one for one in SPELLINGS if call.keys() >= set(one))
    return next((f"{prefix}{name}_{arguments}" for name, arguments in keys), PLAIN)
