from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.audit.check import Level, worst
from eval_jobs.audit.data import BARS, examine
from eval_jobs.audit.item import read_items
from eval_jobs.audit.paying import Paymaster
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from eval_jobs.evaluate.questions import Dataset
from tests.eval_jobs.audit.data.making import checks_of, sound
from tests.eval_jobs.audit.made import Payer, call, record

FOLDER = Path("examples/legal_assistant")


@pytest.mark.parametrize("grader", [None, "nova_workshop"])
def test_the_bundled_example_is_sound(grader: str | None) -> None:
    questions = Dataset(FOLDER / "test.jsonl", pytest.fail)
    pay = Paymaster(in_process(grader, None).scorer, Stop())
    others = [FOLDER / "train.jsonl", FOLDER / "validation.jsonl"]
    section = examine([*read_items(questions)], others, pay)
    assert section.level is Level.PASS
    assert all(check.value is not None for check in section.checks)


def test_every_check_has_its_bar_and_every_bar_its_check() -> None:
    section = examine([], [], Payer(lambda _item, _answer: 0.0))
    assert [check.name for check in section.checks] == list(BARS)
    for bar in BARS.values():
        assert bar.warn <= bar.fail if bar.worse == "above" else bar.warn >= bar.fail


def test_nothing_is_wrong_with_sound_data() -> None:
    checks = checks_of(sound(40))
    assert worst(check.level for check in checks.values()) is Level.PASS
    assert (checks["records"].value, checks["records"].probes) == (40.0, 40)


@pytest.mark.parametrize(
    ("count", "level"), [(0, Level.FAIL), (1, Level.WARN), (29, Level.WARN), (30, Level.PASS)]
)
def test_few_records_are_told(count: int, level: Level) -> None:
    checks = checks_of(sound(count))
    assert checks["records"].level is level
    assert worst(check.level for check in checks.values()) is level


def test_a_grader_is_asked_for_what_is_paid_and_for_nothing_else() -> None:
    """The other examples show what is wrong with the data, whatever a grader pays."""
    tools = [{"name": "f", "parameters": {"properties": {"n": {"type": "integer"}}}}]
    records = [
        record(f"x{at}", "the same", [call("f", n=str(at)), call("g")], tools=tools)
        for at in range(30)
    ]
    checks = checks_of([*records, record("broken", "what?", "")], lambda _item, _answer: 0.5)
    examples = {name: check.example for name, check in checks.items() if check.example}
    asked = {name for name, example in examples.items() if example.asked}
    assert asked <= {"unreachable", "ceiling"}
    assert examples.keys() - asked >= {
        *("unreadable", "not_offered", "against_schema", "conflicting", "repeated"),
        *("imbalance", "one_answer"),
    }


def test_a_check_that_fails_has_an_example() -> None:
    checks = checks_of(sound(2) * 20, lambda _item, _answer: None)
    failing = [name for name, check in checks.items() if check.level is Level.FAIL]
    assert failing == ["unreachable", "repeated"]
    assert all(checks[name].example is not None for name in failing)
