"""Cells of a table that some writers fill with values and others with their texts."""

from __future__ import annotations

import ast
import json
import re
import warnings
from typing import Any, Final

TOKENS: Final = re.compile(
    r"""(?P<string>'[^'\\]*+(?:\\.[^'\\]*+)*+'|"[^"\\]*+(?:\\.[^"\\]*+)*+")"""
    r"|(?P<unclosed>['\"])"
    r"|(?P<key>-?\d++(?=\s*+:))"
    r"|(?:np\.)?(?:float|int)\d++\((?P<number>[-+.\w]++)\)"
    r"|(?P<dropped>,\s*+dtype=[.\w]++|,(?=\s*+[)\]}]))"
    r"|(?P<open>(?:(?:np\.)?array)?\()"
    r"|(?P<word>\w++|\))",
    re.DOTALL,
)
"""Tokens of a Python literal that JSON writes otherwise. Possessive, so in linear time."""
WORDS: Final = {
    "True": "true",
    "False": "false",
    "None": "null",
    "nan": "NaN",
    "inf": "Infinity",
    ")": "]",
}


def decode(cell: Any) -> Any:
    """The value of a cell: as it is, or parsed if it is the text of a list or an object.

    The text may be JSON or what Python's `repr` makes of it. It is rewritten as JSON and parsed
    as JSON, so hostile text costs no more than its length (Python's own parser needs 700 bytes
    for every node). What cannot be parsed stays text.
    """
    if not isinstance(cell, str) or not cell.lstrip().startswith(("[", "{", "(", "array", "np.")):
        return cell
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that Python does not know
            return json.loads(TOKENS.sub(_as_json, cell))
    except (ValueError, SyntaxError, RecursionError):
        return cell


def _as_json(token: re.Match[str]) -> str:
    text = token[0]
    match token.lastgroup:
        case "string":
            value = ast.literal_eval(text) if "\\" in text or "\n" in text else text[1:-1]
            return json.dumps(value)
        case "key":
            return f'"{text}"'
        case "number":
            return WORDS.get(token["number"], token["number"])
        case "dropped":
            return ""
        case "open":
            return "["
        case "word":
            return WORDS.get(text, text)
    raise ValueError("a text that does not end")


def only_text(cell: Any) -> Any:
    """What stands alone in a list, as tasks with several answers write one; else the cell.

    A text is unpacked only where it is that of a list with one text: it may be what a model
    wrote, which is not to be changed.
    """
    value = decode(cell)
    alone = isinstance(value, list) and len(value) == 1
    if isinstance(cell, str):
        return value[0] if alone and isinstance(value[0], str) else cell
    return value[0] if alone else value


def without_nulls(value: Any) -> Any:
    """The value without the keys that are null: columns of structs give every row every key."""
    if isinstance(value, dict):
        return {k: without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
