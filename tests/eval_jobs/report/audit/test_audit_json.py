from __future__ import annotations

import json
from typing import Any

import pytest

from eval_jobs.report.audit.audit_json import audit_json
from eval_jobs.report.audit.examples import MOST
from tests.support import audits


def strict(make: audits.Make) -> Any:
    return json.loads(json.dumps(audit_json(make()), allow_nan=False))


@pytest.mark.parametrize("make", audits.ALL)
def test_it_is_strict_json_with_the_same_keys(make: audits.Make) -> None:
    found = strict(make)
    assert list(found) == [
        *("verdict", "sentence", "dataset", "grader", "function", "configuration", "seed"),
        *("probes", "notes", "failures", "sections", "created", "versions"),
    ]
    for section in found["sections"]:
        assert list(section) == ["name", "title", "level", "checks", "ladders", "groups"]
        for check in section["checks"]:
            assert list(check) == [
                *("name", "title", "value", "unit", "worse", "warn", "fail", "level", "probes"),
                *("note", "why", "mend", "example"),
            ]


def test_every_figure_is_there() -> None:
    found = strict(audits.mixed)
    assert found["verdict"] == "fail"
    assert found["dataset"] == {
        "name": "test.jsonl",
        "sha256": "ab" * 32,
        "records": 5000,
        "audited": 1000,
    }
    lunch, blind, *_, gradient, _ = found["sections"]
    assert [check["level"] for check in lunch["checks"]] == ["pass", "fail", "warn", "pass"]
    assert lunch["checks"][1]["value"] == 0.51
    assert lunch["checks"][1]["example"]["reward"] == 0.97
    assert lunch["checks"][3]["value"] is None
    assert lunch["checks"][3]["example"] is None
    assert blind["ladders"][0]["rungs"][1] == pytest.approx(
        {"depth": 0.25, "reward": 0.8, "low": 0.775, "high": 0.85, "records": 208}
    )
    assert blind["ladders"][0]["rises"] == 1
    assert gradient["groups"][2]["correlation"] is None


def test_of_a_long_text_the_beginning_is_kept() -> None:
    example = strict(audits.hostile)["sections"][0]["checks"][0]["example"]
    assert MOST < len(example["answer"]) < MOST + 40
    assert example["answer"].endswith("more characters)")
    assert "more characters" not in example["right"]
