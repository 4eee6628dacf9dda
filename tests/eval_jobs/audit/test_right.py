from __future__ import annotations

import json

import pytest

from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.made import call, items_of, record

ITEM = items_of(
    [record("1", "?", [call("find", query={"$accept": ["Rule 10b-5", "10b-5"]}), call("stop")])]
)[0]


@pytest.mark.parametrize("query", ["Rule 10b-5", "10b-5", "rule 10B-5"])
def test_all_that_is_accepted_is_right(query: str) -> None:
    assert is_right(ITEM, json.dumps([call("find", query=query), call("stop")]))


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I can't help.",
        "[]",
        json.dumps([call("find", query="Rule 10b-5")]),
        json.dumps([call("stop"), call("find", query="Rule 10b-5")]),
        json.dumps([call("find", query="Rule 10"), call("stop")]),
    ],
)
def test_what_falls_short_is_not_right(answer: str) -> None:
    assert not is_right(ITEM, answer)


def test_silence_is_right_where_no_call_is_expected() -> None:
    silent = items_of([record("1", "?", {"tool_calls": []})])[0]
    assert is_right(silent, "")
    assert not is_right(silent, json.dumps([call("find", query="x")]))
