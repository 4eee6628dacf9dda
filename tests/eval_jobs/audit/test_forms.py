from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.formats import FORMATS, PROSE, answer, as_text, references, text, wrappings
from eval_jobs.audit.forms import form_of
from graders.parsing import parse_answer
from graders.parsing.reference import read_reference
from tests.eval_jobs.audit.made import call, items_of, record
from tests.support.grading import call as tool_call

if TYPE_CHECKING:
    from graders.sample import ToolCall

ONE = [tool_call("find", query="a b", limit=3)]
TWO = [*ONE, tool_call("stop", now=True)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("calls", [ONE, TWO, []], ids=["one", "two", "none"])
def test_what_is_written_is_read(form: str, calls: list[ToolCall]) -> None:
    assert list(parse_answer(answer(f"{form}/bare", calls)).calls) == calls


@pytest.mark.parametrize("form", FORMATS)
def test_a_reference_is_answered_in_its_own_format(form: str) -> None:
    calls = TWO if form == "one_object_a_line" else ONE  # one line is one object by itself
    written = text(form, calls)
    assert form_of(written) == form
    (item,) = items_of([record("a", "Who?", written)])
    assert item.form == form
    assert text(form, read_reference(written).calls) == written


@pytest.mark.parametrize("form", [form for form in FORMATS if text(form, ONE)[0] in "[{"])
def test_json_is_told_by_its_keys_wherever_it_stands(form: str) -> None:
    if form in {"one_object_a_line", "python_list"}:
        assert form_of({"ground_truth": text(form, TWO)}) == form
        return
    value = json.loads(text(form, ONE))
    assert form_of(value) == form
    assert form_of({"text": text(form, ONE)}) == form
    assert not isinstance(value, list) or form_of([value]) == form


def test_every_form_of_reference_has_some_format() -> None:
    found = {name: form_of(one) for name, one in references(TWO).items()}
    assert set(found.values()) <= set(FORMATS)
    assert found["bfcl"] == found["groups"] == found["accept"] == "name_arguments"
    assert found["python_lines/text"] == "python_lines"
    assert found["converse_response"] == found["converse_response/text"] == "converse_response"


@pytest.mark.parametrize("raw", [None, 7, "", "It is sunny.", [], {}, [[]], [None], "[" * 9999])
def test_what_no_answer_is_written_in_has_the_plain_format(raw: Any) -> None:
    assert form_of(raw) in {"name_arguments", "python_list"}


def test_letters_of_any_script_stay_letters() -> None:
    (item,) = items_of([record("a", "Wer?", [call("finde", wort="Stra\u00dfe")])])
    assert "Stra\u00dfe" in item.gold
    assert json.loads(as_text("\u2028\u00df")) == "\u2028\u00df"


def test_calls_without_brackets_are_never_put_into_prose() -> None:
    assert not set(PROSE) & set(wrappings("python_lines"))
    assert set(PROSE) < set(wrappings("one_name_input"))
