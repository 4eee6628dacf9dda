"""A reference, in any of its forms, to the calls it expects.

Every answer format is a reference form too. In a list of calls, a list inside is a group whose
calls may come in any order. BFCL's `{function: {parameter: [accepted, ...]}}` is one such group.
Anywhere among the arguments, `{"$accept": [...]}` lists alternatives; beside it `"$optional"`
allows absence, and `"$compare"` (with `"$tolerance"`, `"$relative_tolerance"`) names a comparator.
"""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from graders.config import Comparator
from graders.parsing import query_analysis, strict
from graders.parsing.calls import NO_CALL, call_of, calls_in, entries
from graders.parsing.pieces import pieces_of
from graders.sample import Accepted, Reference, ToolCall

if TYPE_CHECKING:
    from graders.sample import JSON

CANONICAL: Final = 2
"""The version of `marshal` that writes equal values alike."""
SHORT: Final = 2048
"""Bytes up to which a reference is remembered: that keeps the memory under 30 MB."""
WRAPPERS: Final = ("text", "ground_truth", "answer", "label", "target")
"""Sole keys that callers put around a reference."""
_NO_FUNCTIONS: Final = {query_analysis.WRAPPER, "function", "function_call", "toolUse"}
_CONTAINERS: Final = frozenset({dict, list})
_ACCEPT: Final = {"$accept", "$optional", "$compare", "$tolerance", "$relative_tolerance"}


class MalformedReferenceError(ValueError):
    """The reference is of no form that can be graded against."""


def read_reference(raw: JSON) -> Reference:
    """What `raw` expects. MalformedReferenceError says what is wrong with it.

    References are remembered by content: a prompt's meets all of its rollouts, every epoch.
    """
    try:
        content = marshal.dumps(raw, CANONICAL)
        return _remembered(content) if len(content) <= SHORT else _read(raw)
    except (RecursionError, ValueError) as error:
        if isinstance(error, MalformedReferenceError):
            raise
        raise MalformedReferenceError("nested too deep, or no JSON") from error


@lru_cache(maxsize=4096)
def _remembered(content: bytes) -> Reference:
    return _read(marshal.loads(content))  # noqa: S302  # written three lines above


def _read(raw: JSON) -> Reference:
    if isinstance(raw, str):
        return _from_text(raw)
    if isinstance(raw, dict) and len(raw) == 1:
        (key,) = raw
        if key in WRAPPERS:
            return _read(raw[key])
    if not isinstance(raw, dict | list) or raw == {}:
        raise MalformedReferenceError(f"expected an object, a list or text, not {raw!r:.40}")
    fields = query_analysis.unwrap(raw) if isinstance(raw, dict) else {}
    listed = entries(raw)
    bfcl = _bfcl_calls(raw) if listed is None or listed is raw else None
    if bfcl:
        return Reference.of((bfcl,), fields)
    if listed is None and calls_in(raw):
        listed = [raw]
    groups = None if listed is None else tuple([_group(entry) for entry in listed])
    return Reference.of(groups, fields)


def _from_text(text: str) -> Reference:
    if not text.strip():
        raise MalformedReferenceError("the reference is empty")
    try:
        value = strict.read(text)
    except ValueError:
        pieces = pieces_of(text)
    else:
        if isinstance(value, dict | list):
            return _read(value)
        pieces = []
    if any(not piece.whole for piece in pieces):
        raise MalformedReferenceError("the reference's text holds a broken call")
    calls = tuple((call,) for piece in pieces for call in piece.calls or ())
    return Reference.of(calls or None, {})


def _group(entry: JSON) -> tuple[ToolCall, ...]:
    """One entry of a list of calls: a call, or a list of calls in any order."""
    call = call_of(entry)
    if call is not NO_CALL:
        return (_expected(call),)
    calls = calls_in(entry)
    if not calls or (len(calls) > 1 and not isinstance(entry, list)):
        raise MalformedReferenceError(f"not a call: {entry!r:.60}")
    return tuple([_expected(call) for call in calls])


def _expected(call: ToolCall | None) -> ToolCall:
    if call is None:
        raise MalformedReferenceError("a call without a name or without an object of arguments")
    arguments = call.arguments
    for value in arguments.values():
        if type(value) in _CONTAINERS:
            return ToolCall(call.name, {key: _accepting(arguments[key]) for key in arguments})
    return call


def _accepting(value: JSON, depth: int = 0) -> JSON:
    """`value` with each `$accept` object in it turned into an `Accepted`."""
    if depth > strict.MAX_DEPTH:
        raise MalformedReferenceError(f"nested deeper than {strict.MAX_DEPTH}")
    if isinstance(value, list):
        return [_accepting(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    if "$accept" not in value:
        return {key: _accepting(item, depth + 1) for key, item in value.items()}
    accepted, optional = value["$accept"], value.get("$optional", False)
    unknown = value.keys() - _ACCEPT
    if unknown or not isinstance(accepted, list) or not isinstance(optional, bool):
        raise MalformedReferenceError(
            f'{value!r:.60}: "$accept" takes a list, "$optional" a boolean, '
            f"and the keys are {', '.join(sorted(_ACCEPT))}"
        )
    if not accepted and not optional:
        raise MalformedReferenceError('an empty "$accept" can never be answered')
    return Accepted(
        tuple(_accepting(item, depth + 1) for item in accepted), optional, _comparator(value)
    )


def _comparator(value: dict[str, JSON]) -> Comparator | None:
    options = {
        "kind": value.get("$compare"),
        "tolerance": value.get("$tolerance"),
        "relative_tolerance": value.get("$relative_tolerance"),
    }
    given = {name: option for name, option in options.items() if option is not None}
    try:
        return Comparator.model_validate(given) if given else None
    except ValidationError as error:
        raise MalformedReferenceError(f'"$compare": {error.errors()[0]["msg"]}') from error


def _bfcl_calls(raw: JSON) -> tuple[ToolCall, ...] | None:
    """The calls of BFCL's form; None when `raw` is not of it."""
    functions = [raw] if isinstance(raw, dict) else raw
    calls: list[ToolCall] = []
    for function in functions:
        if not isinstance(function, dict) or not function:
            return None
        for name, parameters in function.items():
            if name in _NO_FUNCTIONS or not isinstance(parameters, dict):
                return None
            if not all(isinstance(accepted, list) for accepted in parameters.values()):
                return None
            arguments = {key: _bfcl_accepted(parameters[key]) for key in parameters}
            calls.append(ToolCall(name, arguments))
    return tuple(calls)


def _bfcl_accepted(accepted: list[JSON]) -> Accepted:
    """BFCL writes "" among the accepted values for a parameter that may be left out."""
    return Accepted(tuple(_bfcl_value(value) for value in accepted), optional="" in accepted)


def _bfcl_value(value: JSON) -> JSON:
    """An alternative; inside an object, BFCL lists alternatives for each key again."""
    if isinstance(value, list):
        return [_bfcl_value(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, dict):
        return {
            key: _bfcl_accepted(item) if isinstance(item, list) else item
            for key, item in value.items()
        }
    return value
