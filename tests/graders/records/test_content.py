"""Content of every style, in the graded turn of a chat record."""

from __future__ import annotations

from typing import Any

import pytest

from graders import Turn
from graders.records import UnknownRecordError, read_record

CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
USE = {"toolUse": {"toolUseId": "u1", "name": "f", "input": {}}}
REASONING = {"reasoningContent": {"reasoningText": {"text": "maybe f"}}}


def turn(content: Any, **keys: Any) -> Turn | None:
    message = {"role": "assistant", "content": content, **keys}
    return read_record({"messages": [message]}).answer


@pytest.mark.parametrize(
    "content",
    [
        "answer",
        [{"type": "text", "text": "answer"}],
        [{"text": "answer"}],
        [{"type": "output_text", "text": "answer"}],
        {"text": "answer"},
        {"type": "text", "text": "answer"},
        ["answer"],
        [REASONING, {"text": "answer"}],
        [{"type": "reasoning", "text": "maybe f"}, {"text": "answer"}],
        [{"type": "image", "text": "of a cat"}, {"text": "answer"}, {"text": None}, 5, None],
    ],
)
def test_every_style_of_text_is_the_same_text(content: Any) -> None:
    assert turn(content) == Turn("answer")


def test_texts_of_one_turn_are_lines() -> None:
    assert turn([{"text": "a"}, {"text": "b"}]) == Turn("a\nb")


def test_null_is_silence() -> None:
    assert turn(None) == Turn("")


def test_structured_calls_are_kept_as_they_arrived() -> None:
    assert turn(None, tool_calls=[CALL]) == Turn("", (CALL,))
    assert turn("so", tool_calls=[CALL]) == Turn("so", (CALL,))
    assert turn("so", tool_calls=None) == Turn("so")
    assert turn([REASONING, {"text": "so"}, USE, USE]) == Turn("so", (USE, USE))
    assert turn(USE) == Turn("", (USE,))


@pytest.mark.parametrize("calls", ["f()", {"name": "f"}, 0])
def test_calls_that_are_no_list_stay_visible_to_the_parser(calls: Any) -> None:
    assert turn(None, tool_calls=calls) == Turn("", (calls,))


@pytest.mark.parametrize("content", [5, 1.5, True, {}, {"Tools": []}])
def test_what_is_no_content_is_an_error_and_not_silence(content: Any) -> None:
    with pytest.raises(UnknownRecordError, match="content is a string"):
        turn(content)
