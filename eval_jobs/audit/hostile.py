"""Text that a parser should survive: what models loop on, and what attackers would send."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1024 * 1024

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
}
"""By name, inputs that crash graders, and their neighbours."""

REPEATED: Final = (
    *("[", "]", "{", '"', "'", "\\", "a", "a(", "[f(", '{"a":', '[{"', "[[],", "{a:'", '"""'),
    *("<think>", "</think>", "<tool_call>", "<answer>", "```", "<|a|>", "f(a=1)\n", "\ud800", "9"),
    *(" ", "a ", "1,", "'a',", "{}", "[]", '{"name": "f", "arguments": {}}'),
)
"""Pieces that a looping model writes over and over."""
