"""Text that a parser should survive: what models loop on, and what attackers would send."""

from __future__ import annotations

import json
from typing import Final

MEGABYTE: Final = 1024 * 1024

SCRIPTS: Final[dict[str, str]] = {
    "cjk": "\u6d4b\u8bd5\u30c6\u30b9\u30c8\uc2dc\ud5d8",
    "emoji_with_joiners": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea",
    "right_to_left": "\u05e9\u05dc\u05d5\u05dd \u202e\u0645\u0631\u062d\u0628\u0627\u202c \u200f",
    "combining_marks": "e\u0301 Z\u0351\u036b\u0343\u036a\u0302\u034f\u0334 \u1112\u1161\u11ab",
    "line_separators": "one\u2028two\u2029three\u0085four",
    "letters_that_change_length": "\u0130stanbul \u0131 Stra\u00dfe \ufb01n \u01c5 \u03c2",
    "byte_order_mark": "\ufeffmark",
    "astral_mathematics": "\U0001d54f\U0001d7d9",
}
"""By name, texts of scripts and signs that are lost or fail where ASCII or one byte is assumed."""

CRASH_TEXTS: Final[dict[str, str]] = {
    "open_brackets": "[" * 100_000,
    "open_braces": '{"a":' * 100_000,
    "open_parentheses": "[f(" * 30_000,
    "closed_brackets": "[" * 100_000 + "]" * 100_000,
    "mixed_brackets": "[{(" * 30_000 + ")]}" * 30_000,
    "long_integer": '[{"name": "f", "arguments": {"a": ' + "9" * 5_000 + "}}]",
    "long_integer_in_python": f"[f(a={'9' * 5_000})]",
    "long_exponent": '[{"name": "f", "arguments": {"a": 1e' + "9" * 5_000 + "}}]",
    "lone_surrogate": '[{"name": "f\ud800", "arguments": {"a": "\udfff"}}]',
    "escaped_surrogate": '[{"name": "f", "arguments": {"a": "\\ud800"}}]',
    "escaped_surrogate_in_python": "[f(a='\\ud800')]",
    "nan": '[{"name": "f", "arguments": {"a": NaN, "b": -Infinity}}]',
    "duplicate_keys": '{"name": "f", "name": "g", "arguments": {"a": 1, "a": 2}}',
    "null": "null",
    "nulls_for_calls": '[null, {"name": null, "arguments": null}, {"tool_calls": null}]',
    "lists_for_calls": '[[], [[]], {"name": [], "arguments": []}, {"Tools": [[[]]]}]',
    "numbers_for_names": '[{"name": 1, "arguments": {}}, {"toolUse": 3}, {"function": 4}]',
    "null_byte": "\x00[{\x00}]",
    "every_quote": "'\"`'''\"\"\"\\",
    "empty": "",
    **SCRIPTS,
    "scripts_in_a_call": json.dumps(
        [{"name": "f", "arguments": dict(SCRIPTS)}], ensure_ascii=False
    ),
}
"""By name, inputs that crash graders, and their neighbours."""

REPEATED: Final = (
    *("[", "]", "{", '"', "'", "\\", "a", "a(", "[f(", '{"a":', '[{"', "[[],", "{a:'", '"""'),
    *("<think>", "</think>", "<tool_call>", "<answer>", "```", "<|a|>", "f(a=1)\n", "\ud800", "9"),
    *(" ", "a ", "1,", "'a',", "{}", "[]", '{"name": "f", "arguments": {}}'),
)
"""Pieces that a looping model writes over and over."""
