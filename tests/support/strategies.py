"""Generated calls: names that every format can write, and values of every JSON type."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from graders.sample import ToolCall

TOOLS: Final = ("search", "get_weather", "files.read", "math-add", "Übersicht", "notify")
PARAMETERS: Final = ("query", "city", "limit", "options", "größe", "name", "arguments")
WORDS: Final = (
    "merger",
    "rescission",
    "tender",
    "disclosure",
    "scienter",
    "fiduciary",
    "proxy",
    "issuer",
    "covenant",
    "escrow",
    "warrant",
    "indenture",
    "lien",
    "prospectus",
    "audit",
    "custody",
    "broker",
    "dealer",
    "ledger",
    "equity",
)

TEXT: Final = st.text(max_size=20).filter(lambda text: "<" not in text)
"""No tags: what they mean inside a value has tests of its own."""
KEYS: Final = TEXT.filter(lambda text: not text.startswith("$"))
"""No `$accept`: what it means inside a reference has tests of its own."""
SCALARS: Final[st.SearchStrategy[Any]] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
    | st.text("[]{}()\"'\\,: =`#\nab", max_size=12)
)
VALUES: Final[st.SearchStrategy[Any]] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
CALLS: Final = st.builds(
    ToolCall,
    st.sampled_from(TOOLS),
    st.dictionaries(st.sampled_from(PARAMETERS), VALUES, max_size=4),
)
GOLD: Final = st.lists(CALLS, min_size=1, max_size=4)
PHRASES: Final = st.lists(st.sampled_from(WORDS), min_size=3, max_size=8, unique=True)
