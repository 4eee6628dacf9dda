"""Values in a tree of mappings, by the dotted place they are at."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eval_jobs.errors import ConfigError

MISSING: Final = object()


def find(tree: Mapping[str, Any], place: str) -> Any:
    """The value at `place`, such as `run.name`; MISSING where there is none."""
    node: Any = tree
    for key in place.split("."):
        if not isinstance(node, Mapping) or key not in node:
            return MISSING
        node = node[key]
    return node


def put(tree: dict[str, Any], place: str, value: Any) -> None:
    """Write a copy of `value` at `place`, with the mappings on the way.

    ConfigError where something on the way is there already and is no mapping.
    """
    *way, last = place.split(".")
    if not all((*way, last)):
        raise ConfigError(f"{place!r}: not a dotted place, such as training_config.max_length")
    node = tree
    for key in way:
        if node.get(key) is None:
            node[key] = {}
        node = node[key]
        if not isinstance(node, dict):
            raise ConfigError(f"{place}: {key} holds {node!r}, so nothing can be put below it")
    node[last] = copy.deepcopy(value)


def leaves(node: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every value that is no mapping and no list, with its place (lists by index)."""
    if isinstance(node, (Mapping, list, tuple)):
        items = node.items() if isinstance(node, Mapping) else enumerate(node)
        for key, value in items:
            yield from leaves(value, f"{place}.{key}" if place else str(key))
    else:
        yield place, node
