from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.audit.check import Level
from tests.eval_jobs.audit.data.making import checks_of, sound
from tests.eval_jobs.audit.made import call, offering, record


def calling(at: int, *tools: str, value: object = None) -> dict[str, Any]:
    calls = [call(tool, v=at if value is None else value) for tool in tools]
    return record(f"c{at}", f"w{at} x{at} y{at} z{at}", calls or {"tool_calls": []})


def test_the_most_frequent_sequence_of_tools_is_named() -> None:
    records = [calling(at, *(("a", "b") if at < 24 else ("b", "a"))) for at in range(40)]
    found = checks_of(records)["imbalance"]
    assert found.value == pytest.approx(0.6)
    assert found.level is Level.WARN
    assert found.note.startswith("a, b, the most frequent of 2 sequences; their entropy is 0.97")
    assert found.example is not None
    assert found.example.record == "c0"


def test_one_sequence_for_all_may_be_the_task() -> None:
    found = checks_of([calling(at, "only") for at in range(30)])["imbalance"]
    assert (found.value, found.level) == (1.0, Level.WARN)
    assert found.note == "only"


def test_no_call_is_a_label_too() -> None:
    records = [calling(at, *(("a",) if at < 10 else ())) for at in range(40)]
    checks = checks_of(records)
    assert checks["imbalance"].note.startswith("no call, the most frequent of 2")
    assert checks["one_answer"].value == pytest.approx(0.75)
    assert checks["one_answer"].level is Level.FAIL
    assert checks["one_answer"].note == "different right answers: 11"


def test_the_same_tool_with_other_arguments_is_another_answer() -> None:
    records = [calling(at, "a", value=at % 4) for at in range(40)]
    assert checks_of(records)["one_answer"].value == pytest.approx(0.25)


def test_tools_that_nobody_expects_are_named() -> None:
    unused = [f"extra_{at}" for at in range(7)]
    tools = offering(**{key: {} for key in ["a", *unused]})
    records = [{**calling(at, "a"), "tools": tools} for at in range(30)]
    found = checks_of(records)["unused_tools"]
    assert found.value == pytest.approx(7 / 8)
    assert found.level is Level.WARN
    assert found.note == "of 8 tools: extra_0, extra_1, extra_2, extra_3, extra_4 and 2 more"
    used = checks_of([{**one, "tools": offering(a={})} for one in records])["unused_tools"]
    assert (used.value, used.note) == (0.0, "")


def test_few_records_say_nothing_of_labels() -> None:
    tools = offering(a={}, b={})
    checks = checks_of([{**calling(at, "a"), "tools": tools} for at in range(29)])
    for name in ("imbalance", "one_answer", "unused_tools"):
        assert (checks[name].value, checks[name].note) == (None, "too few records to tell")
    assert checks_of(sound(30))["unused_tools"].note == "no record offers tools"
