"""Generated JSON as models write it."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

TEXT: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["it's", 'say "hi"', "a\\b", "{[(", ")]}", "\n\t", "\u00e9\u4e2d", "\U0001f600", "</think>"]
)
FLOATS: Final = st.floats(allow_nan=False, allow_infinity=False)
SCALARS: Final[st.SearchStrategy[Any]] = st.none() | st.booleans() | st.integers() | FLOATS | TEXT
JSON: Final[st.SearchStrategy[Any]] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
NAMES: Final = st.sampled_from(["f", "get_weather", "math.sqrt", "case-search", "\u00e9t\u00e9_2"])
PARAMETERS: Final = st.sampled_from(["a", "city", "x1", "_private", "\u00fcber"])
ARGUMENTS: Final = st.dictionaries(PARAMETERS, JSON, max_size=3)
