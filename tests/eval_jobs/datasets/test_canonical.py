from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets.canonical import canonical_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_it_is_json_of_the_value_without_its_order(value: Any) -> None:
    text = canonical_json(value)
    assert text.isascii()
    assert json.loads(text) == value
    turned = dict(reversed(value.items())) if isinstance(value, dict) else value
    assert canonical_json(turned) == text


def test_what_is_nested_too_deep_is_told() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        canonical_json(json.loads("[" * 940 + "]" * 940))
