"""Generated JSON, and records that look almost like those of a caller."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

KEYS: Final = [
    "id",
    "messages",
    "reference_answer",
    "metadata",
    "tools",
    "toolConfig",
    "prompt",
    "completion",
    "chosen",
    "response",
    "reward_model",
    "extra_info",
    "data_source",
    "query",
    "model_response",
    "process_type",
    "data",
    "gold",
    "inference_output",
    "role",
    "content",
    "text",
    "type",
    "toolUse",
    "tool_calls",
    "ground_truth",
    "my_key",
]

SCALARS: Final = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["assistant", "nova_assistant", "user", "postprocess", "text", "\ud800"])
)  # fmt: skip
"""Also NaN, infinities and lone surrogates: Python's JSON readers let all of them through."""

JSON: Final[st.SearchStrategy[Any]] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)
RECORDS: Final = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=6)
