"""Where a record keeps what several formats share: reference, tools and extra keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graders.sample import JSON, MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING: Final[dict[str, JSON]] = {}


def nested(record: Mapping[str, JSON], key: str) -> dict[str, JSON]:
    """The object under `key`, or an empty one (some callers send `metadata` as a string)."""
    value = record.get(key)
    return value if isinstance(value, dict) else NOTHING


def find_reference(*held: JSON) -> JSON:
    """The first reference among what some places hold, `{"text": x}` unwrapped.

    `MISSING` stands for a place that holds nothing, and if none does. Null, empty text and an
    empty object are passed over for a place that has more; an empty list is a value, it says that
    no call is expected.
    """
    last: JSON = MISSING
    for found in held:
        if found is MISSING:
            continue
        last = found
        if isinstance(last, dict) and len(last) == 1 and "text" in last:
            last = last["text"]
        if last or isinstance(last, list | bool | int | float):
            return last
    return last


def find_tools(*places: Mapping[str, JSON]) -> tuple[JSON, ...]:
    """The tool schemas on offer, raw: `tools`, or Converse's `toolConfig.tools`."""
    for mapping in places:
        if "tools" in mapping or "toolConfig" in mapping:
            tools = mapping.get("tools")
            if tools is None:
                tools = nested(mapping, "toolConfig").get("tools")
            if isinstance(tools, list):
                return tuple(tools)
    return ()


def fields_of(record: Mapping[str, JSON], *nests: Mapping[str, JSON]) -> Mapping[str, JSON]:
    """Keys for slicing results: the record's, and those of its nests. The record's go first."""
    if not any(nests):
        return record
    merged: dict[str, JSON] = {}
    for nest in nests:
        merged = {**nest, **merged}
    return {**merged, **record}
