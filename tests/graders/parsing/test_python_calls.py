"""Python call syntax against Python's own parser, and what is not of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing.python_calls import MAX_CALLS, read
from graders.sample import ToolCall
from tests.graders.build import made
from tests.graders.parsing.strategies import ARGUMENTS, NAMES

CALLS = st.lists(st.builds(ToolCall, NAMES, ARGUMENTS), min_size=1, max_size=3)


def written(call: ToolCall) -> str:
    return f"{call.name}({', '.join(f'{key}={value!r}' for key, value in call.arguments.items())})"


@given(CALLS, st.sampled_from([",", ", ", " ,\n "]))
def test_a_list_of_calls_is_read_back(calls: list[ToolCall], separator: str) -> None:
    text = f"[{separator.join(map(written, calls))}]"
    assert read(f"so {text} x", 3) == (calls, 3 + len(text), True)


@given(CALLS, st.sampled_from(["\n", ";", ", ", " ", "\n\n;\n"]))
def test_bare_calls_are_read_back(calls: list[ToolCall], separator: str) -> None:
    text = separator.join(map(written, calls))
    assert read(text, 0) == (calls, len(text), True)


@given(CALLS, st.integers(1, 200))
def test_a_list_cut_off_keeps_only_complete_calls(calls: list[ToolCall], keep: int) -> None:
    text = f"[{', '.join(map(written, calls))}]"
    found, end, clean = read(text[: min(keep, len(text) - 1)], 0)
    assert found == calls[: len(found)]
    assert end <= len(text)
    assert not clean


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("[]", []),
        ("[f(),]", [made("f")]),
        ("f( a = 1 , b = 'x' , )", [made("f", a=1, b="x")]),
        ("f(a=g(b=1, c=')'))", [made("f", a="g(b=1, c=')')")]),
        ("f(a=g(h()), b=2)", [made("f", a="g(h())", b=2)]),
        ("f(a=(1, 2), b={'c': [True, None]})", [made("f", a=[1, 2], b={"c": [True, None]})]),
        ("f(a=-1.5e3)", [made("f", a=-1500.0)]),
        ("a.b-c(x=1)", [made("a.b-c", x=1)]),
        ("f(a=1) and then", [made("f", a=1)]),
    ],
)
def test_by_the_book(text: str, calls: list[ToolCall]) -> None:
    found, _, clean = read(text, 0)
    assert (found, clean) == (calls, True)


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("f('x', b=2)", [ToolCall("f", {"0": "x", "b": 2})]),
        ("f(a=1, 2)", [ToolCall("f", {"a": 1, "1": 2})]),
        ("f(a=1, a=2)", [made("f", a=2)]),
        ("f(a=yes)", [made("f", a="yes")]),
        ("[f(a=1), g(b=", [made("f", a=1)]),
        ("[f(a=1) g(b=2)]", [made("f", a=1)]),
        ("[f(a=1), 5]", [made("f", a=1)]),
        ("[f(a=1), g]", [made("f", a=1)]),
        ("f(a=1 b=2)", []),
        ("f(a==1)", []),
        ("f(a=)", []),
        ("f(a=@)", []),
        ("f(a=g(", []),
        ("[f(a=1)", [made("f", a=1)]),
        ("", []),
        ("f", []),
        ("[g", []),
        ("f(**{'a': 1})", []),
    ],
)
def test_not_by_the_book(text: str, calls: list[ToolCall]) -> None:
    found, _, clean = read(text, 0)
    assert (found, clean) == (calls, False)


def test_no_more_calls_are_read_than_the_limit() -> None:
    found, _, clean = read("f()\n" * (MAX_CALLS + 1), 0)
    assert found == [made("f")] * MAX_CALLS
    assert not clean


def test_nothing_is_evaluated(capsys: pytest.CaptureFixture[str]) -> None:
    found, _, _ = read("[f(a=print('evaluated'), b=__import__('os').getcwd())]", 0)
    assert capsys.readouterr().out == ""
    assert all(isinstance(value, str) for call in found for value in call.arguments.values())


@pytest.mark.parametrize("text", ["f(" * 50_000, "f(a=" + "g(" * 50_000, "[f(a=[" * 20_000])
def test_depth_costs_no_stack(text: str) -> None:
    answer: Any = read(text, 0)
    assert answer[2] is False
