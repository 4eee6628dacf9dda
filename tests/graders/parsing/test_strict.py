"""JSON by the book: as `json.loads`, less what readers disagree about."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing import strict
from tests.graders.parsing.strategies import JSON

NEARLY_JSON = st.text(st.sampled_from('{}[]",: 01-eE.truefalsn\\\n'), max_size=12)


@given(JSON, st.sampled_from([None, 1]), st.booleans())
def test_read_returns_what_json_loads_returns(value: Any, indent: int | None, ascii_: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_)
    assert strict.read(f" \n{text}\t ") == value
    assert type(strict.read(text)) is type(value)
    assert strict.read_at(f"so: {text} ok", 4) == (value, 4 + len(text))


@given(NEARLY_JSON | st.text(max_size=12))
def test_read_accepts_no_more_than_json_loads(text: str) -> None:
    try:
        value = strict.read(text)
    except ValueError:
        return
    assert json.loads(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        "{'a': 1}",
        '{"a": 1,}',
        "True",
        '{"a": 1} x',
        "1 2",
        '{"a": 1, "a": 1}',
        '[{"b": {"a": 1, "a": 2}}]',
        '{"a": ":", "b": [{"c": "::", "c": 1}]}',
        '{"a": 1, "\\u0061": "x:y"}',
        '{"a" : "\\":", "a":1}',
        "NaN",
        "[Infinity]",
        '{"a": -Infinity}',
        "9" * 5000,
        "[" * 100_000,
        '{"a":' * 100_000,
        '"\n"',
        "\ufeff{}",
        "\u00a0{}",
    ],
    ids=lambda text: text[:12],
)
def test_what_readers_disagree_about_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the type is the interface
        strict.read(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_nesting_goes_as_deep_as_the_limit(opening: str, closing: str) -> None:
    levels = strict.MAX_DEPTH // len(opening.replace('"a":', ""))
    text = opening * levels + "1" + closing * levels
    value = strict.read(text)
    assert not strict.too_deep(value)
    assert strict.read(f"[{text[len(opening) : -len(closing)]}, []]") if opening == "[" else True
    with pytest.raises(ValueError, match="deeper than 64"):
        strict.read(f"[{text}]")
    assert strict.too_deep([value])
    assert strict.too_deep({"a": 0, "b": value})


@pytest.mark.parametrize("text", ["[[]]", "[{}, {}]", '["[[", "]"]', r'["\"[", "\\"]'])
def test_many_brackets_are_not_deep_brackets(text: str) -> None:
    wide = f"[{', '.join([text] * 100)}]"
    assert strict.read(wide) == json.loads(wide)
    assert not strict.too_deep(json.loads(wide))


@pytest.mark.parametrize("value", [None, 1, "[[", [], {}])
def test_what_is_flat_is_not_deep(value: Any) -> None:
    assert not strict.too_deep(value)
