from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.hostile import CRASH_TEXTS, MEGABYTE, REPEATED
from eval_jobs.results.cells import decode, only_text, without_nulls

ANY_TEXT = st.text(st.characters(), max_size=20)  # lone surrogates too
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
CELLS = st.lists(VALUES, max_size=4) | st.dictionaries(ANY_TEXT, VALUES, max_size=4)


@given(CELLS)
def test_what_python_shows_reads_back_as_it_was(value: Any) -> None:
    assert decode(repr(value)) == value


@given(CELLS)
def test_json_reads_back_as_it_was(value: Any) -> None:
    assert decode(json.dumps(value)) == value


@given(CELLS)
def test_values_stay_as_they_are(value: Any) -> None:
    assert decode(value) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{'a': (1, 2), 'b': (), 'c': (1,)}", {"a": [1, 2], "b": [], "c": [1]}),
        ("{'lambda_reward_score': np.float64(0.5), 'n': np.int64(3)}", None),
        ("[float32(1e-05), -inf]", [1e-05, -np.inf]),
        ("{15: -0.5, -3 : -1.5}", {"15": -0.5, "-3": -1.5}),
        ("array([0.25, 0.5], dtype=float32)", [[0.25, 0.5]]),
        ("['it\\'s', \"a 'b'\", 'True: (None)', '\\ud800']", None),
        ("  [1]", [1]),
        ('{"a": [true, null, 1e3]}', {"a": [True, None, 1000.0]}),
    ],
)
def test_other_spellings_of_values(text: str, value: Any) -> None:
    known = {
        "{'l": {"lambda_reward_score": 0.5, "n": 3},
        "['i": ["it's", "a 'b'", "True: (None)", "\ud800"],
    }
    assert decode(text) == (known[text[:3]] if value is None else value)


def test_nan_is_read() -> None:
    assert np.isnan(decode("{'lambda_reward_score': nan}")["lambda_reward_score"])


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "",
        "[see above], it's",
        "{'a': 1",
        "{'a': 'b",
        "[__import__('os')]",
        "{'a': open('x')}",
        "[1 for _ in ()]",
        "['\\N{nonsense}']",
        "['a' 'b']",
        "[b'bytes']",
        "[...]",
        "{'\\d': 1}}",
    ],
)
def test_what_is_no_value_stays_text(text: str) -> None:
    assert decode(text) == text


@pytest.mark.parametrize("name", CRASH_TEXTS)
def test_hostile_text_never_raises(name: str) -> None:
    text = CRASH_TEXTS[name]
    for cell in (text, f"[{text!r}]", f"['{text}", f"{{'a': {text}}}"):
        decode(cell)
    assert decode(f"[{text!r}]") == [text]


@pytest.mark.parametrize("piece", [*REPEATED, "'\\'", "\\'", ",\t", "1 ", "np.float64(", "1<"])
@pytest.mark.parametrize("start", ["[", "['", '{"', "("])
def test_a_megabyte_of_anything_is_read_or_stays(piece: str, start: str) -> None:
    text = start + piece * (MEGABYTE // len(piece) // 4)
    assert decode(text) is not None


@given(ANY_TEXT)
def test_a_models_text_is_not_changed(text: str) -> None:
    assert only_text([text]) == text
    assert only_text(text) in (text, *([json.loads(text)[0]] if text.startswith("[") else []))


def test_only_a_list_of_one_is_unpacked() -> None:
    assert only_text("['answer']") == "answer"
    assert only_text('[{"name": "f"}]') == '[{"name": "f"}]'
    assert only_text("['a', 'b']") == "['a', 'b']"
    assert only_text("[]") == "[]"
    assert only_text(["a", "b"]) == ["a", "b"]
    assert only_text(None) is None


def test_nulls_go_at_every_depth() -> None:
    assert without_nulls({"a": None, "b": [{"c": None, "d": 0}], "e": [None]}) == {
        "b": [{"d": 0}],
        "e": [None],
    }
