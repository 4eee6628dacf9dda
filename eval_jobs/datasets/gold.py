"""The answer that meets a reference, for checks that need a right one; can it be given at all?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.canonical import canonical_json
from graders.sample import Accepted, Reference, ToolCall
from graders.toolbox import allows

if TYPE_CHECKING:
    from graders.toolbox import Toolbox


def gold_calls(reference: Reference) -> list[dict[str, Any]]:
    """The calls that are expected, in order: each value the first that is accepted."""
    return [
        {"name": call.name, "arguments": _plain(dict(call.arguments))} for call in reference.calls
    ]


def gold_answer(reference: Reference) -> str:
    """The text of a right answer: a JSON list of calls, empty where none is expected."""
    return json.dumps(gold_calls(reference))


def gold_text(reference: Reference) -> str:
    """The expected calls as a text that is the same for the same calls, groups in any order."""
    calls = iter(gold_calls(reference))
    groups = reference.groups or ()
    return canonical_json([sorted(canonical_json(next(calls)) for _ in group) for group in groups])


def breaks_schema(call: ToolCall, toolbox: Toolbox) -> bool:
    """Whether none of the answers that an expected call accepts keeps to its tool's schema.

    False for a tool that is not offered.
    """
    arguments = {}
    for name, value in call.arguments.items():
        accepted = value.values if isinstance(value, Accepted) else (value,)
        schema = toolbox.parameter(call.name, name)
        allowed = [one for one in accepted if allows(schema, one)]
        must = accepted and not (isinstance(value, Accepted) and value.optional)
        if allowed or must:
            arguments[name] = (allowed or accepted)[0]
    return toolbox.violations(ToolCall(call.name, arguments)) > 0


def _plain(value: Any) -> Any:
    if isinstance(value, Accepted):
        return _plain(value.values[0]) if value.values else None
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {
            key: _plain(item)
            for key, item in value.items()
            if not isinstance(item, Accepted) or item.values
        }
    return value
