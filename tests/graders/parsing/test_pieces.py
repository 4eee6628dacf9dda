"""Text to pieces: quality, wholeness and calls of each stretch of data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing.answer import Piece
from graders.parsing.pieces import BROKEN, of_call, of_value, pieces_of
from tests.graders.build import call, made
from tests.graders.parsing.strategies import JSON

F, G = made("f", a=1), made("g", b="x")
TEXT = json.dumps(call("f", a=1))
OTHER = json.dumps(call("g", b="x"))
JUNK = st.text(st.sampled_from("{}[]()<>\"'`:,\\ af1=\n|"), max_size=40)


def calls(text: str) -> list[Any]:
    return [found for piece in pieces_of(text) for found in piece.calls or ()]


def qualities(text: str) -> list[float]:
    return [piece.quality for piece in pieces_of(text)]


@given(JSON)
def test_json_alone_is_one_piece_by_the_book(value: Any) -> None:
    (piece,) = pieces_of(f" {json.dumps(value)}\n")
    assert piece == of_value(value, whole=True)
    assert (piece.quality == 1.0) == piece.whole


@given(JUNK | st.text(max_size=40))
def test_no_text_raises_and_every_piece_has_its_bounds(text: str) -> None:
    for piece in pieces_of(text):
        assert 0.0 <= piece.quality <= 1.0
        assert None not in (piece.calls or ())


@pytest.mark.parametrize(
    "text",
    [
        f"{TEXT}\n{OTHER}",
        f"It's this: {TEXT} and that: {OTHER}.",
        f"```json\n[{TEXT},\n{OTHER}]\n```",
        f"<|python_tag|>[{TEXT}, {OTHER}]<|eom_id|>",
        f"[TOOL_CALLS] [{TEXT}, {OTHER}]</s>",
        f"<tool_call>{TEXT}</tool_call>\n<tool_call>\n{OTHER}\n</tool_call>",
        f"Sure (see [1]).\n<tool_call>{TEXT}</tool_call><tool_call>{OTHER}",
        f"<tool_call>[{TEXT}, {OTHER}]</tool_call>",
        "[f(a=1), g(b='x')]",
        "So: [f(a=1), g(b='x')].",
        "f(a=1)\ng(b='x')",
        "```python\nf(a=1); g(b='x')\n```",
        "<|python_tag|>f(a=1), g(b='x')<|eot_id|>",
        "[f(a=1)] [g(b='x')]",
    ],
)
def test_calls_are_found_whatever_stands_around_them(text: str) -> None:
    assert calls(text) == [F, G]
    assert set(qualities(text)) == {1.0}
    assert all(piece.whole for piece in pieces_of(text))


@pytest.mark.parametrize(
    ("text", "quality", "whole", "found"),
    [
        ("{'name': 'f', 'arguments': {'a': 1}}", 0.5, True, [F]),
        (TEXT.replace("1", "1,"), 0.5, True, [F]),
        (TEXT[:-1], 0.5, False, [F]),
        (f"[{TEXT}, {OTHER[:-3]}", 0.5, False, [F, made("g")]),
        (f'[{TEXT}, {{"name": "g"', 0.5, False, [F, made("g")]),
        (f'[{TEXT}, {{"name": "", "arguments": {{}}}}]', 0.5, False, [F]),
        ("[f(a=1), g(b='x", 0.5, False, [F]),
        ("f(a=yes)", 0.5, False, [made("f", a="yes")]),
        ('{"', 0.0, False, []),
        ("<tool_call>oops</tool_call>", 0.0, False, []),
        ("<tool_call>", 0.0, False, []),
        ('{"note": 1}', 1.0, True, []),
        ("{'note': 1}", 0.5, True, []),
        ("{'note': 1", 0.0, False, []),
        ("[]", 1.0, True, []),
        ("x ['a", 0.0, False, []),
        ("so [f(a=", 0.0, False, []),
    ],
)
def test_one_piece(text: str, quality: float, whole: bool, found: list[Any]) -> None:
    (piece,) = pieces_of(text)
    assert (piece.quality, piece.whole) == (quality, whole)
    assert list(piece.calls or ()) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No tool is needed.",
        "f",
        "see (a) and {x} or [y] [",
        "a < b",
        "print the (f) form",
        "5(3)",
    ],
)
def test_prose_has_no_pieces(text: str) -> None:
    assert pieces_of(text) == []


@pytest.mark.parametrize(
    "text", ["Tool(s) needed: none.", "f(x) is not called for here.", "Option(s) (a) and (b)"]
)
def test_prose_that_begins_like_a_call_has_no_pieces(text: str) -> None:
    assert pieces_of(text) == []


@pytest.mark.parametrize("text", [f"Tool(s) to call:\n[{TEXT}]", "Here:\n```python\nf(a=1)\n```"])
def test_calls_after_prose_are_found(text: str) -> None:
    assert calls(text) == [F]


@pytest.mark.parametrize("text", [f"f(a=1)\n{OTHER}", f"{TEXT}\ng(b='x')"])
def test_a_second_answer_in_another_format_counts_too(text: str) -> None:
    assert calls(text) == [F, G]


def test_a_value_is_a_piece() -> None:
    assert of_value({"x": 1}, whole=True) == Piece(1.0, True, {"x": 1}, None)
    assert of_value({"x": 1}, whole=False, mended=True) == Piece(0.5, False, {"x": 1}, None)
    assert of_value([], whole=True).calls == ()
    some = [call("f", a=1), 5, {"name": "g", "arguments": 5}]
    lost = of_value(some, whole=True)
    assert lost.quality == pytest.approx(1 / 3)
    assert (lost.whole, lost.calls) == (False, (F,))
    assert of_value(some, whole=True, mended=True).quality == pytest.approx(1 / 6)
    assert of_value(some, whole=False, mended=True).quality == 0.5
    assert of_value(some[1:], whole=False, mended=True).calls == ()
    assert of_value(some[2:], whole=False, mended=True).quality == 0.0


def test_what_stands_where_only_a_call_can_stand_is_one_or_broken() -> None:
    assert of_call(call("f", a=1)).calls == (F,)
    assert of_call({"id": "c1"}) == of_call(None) == of_call([]) == BROKEN
    assert (BROKEN.quality, BROKEN.whole, BROKEN.calls) == (0.0, False, None)
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    assert of_call(call("f", a=deep)) == BROKEN


def test_a_tag_with_junk_beside_its_call_reads_half_as_well() -> None:
    (piece,) = pieces_of(f'<tool_call>{TEXT} {{"note": "f" \'</tool_call>')
    assert (piece.calls, piece.quality, piece.whole) == ((F,), 0.75, False)


@pytest.mark.parametrize("text", [f"{TEXT}]", f"so {TEXT}, {OTHER} ]", f"{TEXT}\n}}"])
def test_a_closer_whose_opening_was_lost_mends_what_stands_before_it(text: str) -> None:
    piece = pieces_of(text)[-1]
    assert (piece.quality, piece.whole) == (0.5, False)
    assert piece.calls
