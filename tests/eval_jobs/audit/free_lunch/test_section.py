from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval_jobs.audit.check import Level
from eval_jobs.audit.free_lunch import BARS, examine
from eval_jobs.audit.item import Item, read_items
from eval_jobs.audit.paying import Paymaster
from eval_jobs.audit.right import is_right
from eval_jobs.audit.vocabulary import Vocabulary
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from eval_jobs.evaluate.questions import Dataset
from tests.eval_jobs.audit.free_lunch.making import check, examined, made_items
from tests.eval_jobs.audit.made import Payer, call, items_of, record, seeded

EXAMPLE = Path("examples/legal_assistant/test.jsonl")


def paid(grader: str | None) -> dict[str, float | None]:
    """What each policy earns from a grader of this project on the bundled example."""
    questions = Dataset(EXAMPLE, pytest.fail)
    items = [item for _, item in read_items(questions) if isinstance(item, Item)]
    pay = Paymaster(in_process(grader, None).scorer, Stop())
    section = examine(items, Vocabulary(items), pay, seeded())
    assert pay.paid <= 60 * len(items)
    assert [one.name for one in section.checks] != []
    return {one.name: one.value for one in section.checks if one.level is not Level.PASS} | {
        "level": float([*Level].index(section.level))
    }


def test_the_default_passes_every_bar() -> None:
    assert paid(None) == {"level": 0.0}


def test_the_reference_formula_is_caught() -> None:
    found = paid("nova_workshop")
    assert found.keys() >= {
        "free_lunch.every_tool",
        "free_lunch.spam",
        "free_lunch.question_everywhere",
        "free_lunch.nearest",
        "free_lunch.no_arguments",
        "free_lunch.placeholders",
        "free_lunch.question_pasted",
        "free_lunch.other_arguments",
    }
    assert found["free_lunch.question_pasted"] == pytest.approx(0.83, abs=0.02)


def test_every_check_has_its_bar_and_every_bar_its_check() -> None:
    section = examined(made_items(4), lambda _item, _answer: 0.0)
    assert {one.name for one in section.checks} == set(BARS)
    assert all(one.bar is BARS[one.name] for one in section.checks)
    assert all(bar.warn <= bar.fail for bar in BARS.values())


@settings(max_examples=15)
@given(st.lists(st.integers(0, 3), max_size=8), st.floats(0, 1), st.integers(0, 3))
def test_paying_for_right_answers_alone_is_never_a_hole(
    values: list[int], full: float, seed: int
) -> None:
    """However often a blind answer is right, and whatever that earns."""
    records = (record(f"{at}", f"q{at} x{at}", [call("a", v=v)]) for at, v in enumerate(values))
    items = items_of(records) if values else []
    section = examined(items, lambda item, answer: full * is_right(item, answer), seed)
    assert all(one.value in (None, 0.0) for one in section.checks)
    assert section.level is Level.PASS


def test_paying_everything_fails_everything_but_what_more_text_adds() -> None:
    section = examined(made_items(30), lambda _item, _answer: 1.0)
    values = {one.name: one.value for one in section.checks}
    added = ["free_lunch.wrapping", "free_lunch.length"]
    assert [values.pop(name) for name in added] == [0.0, 0.0]
    assert set(values.values()) == {1.0}
    assert [one.name for one in section.checks if one.level is not Level.FAIL] == added


@pytest.mark.parametrize("count", [0, 1, 2, 10])
def test_few_records_are_enough_to_say_something(count: int) -> None:
    section = examined(made_items(count) if count else [], lambda _item, _answer: 1.0)
    assert check(section, "nothing").value == (1.0 if count else None)
    assert all(one.note for one in section.checks if one.value is None)
    if count == 1:
        assert "nearly the same" in check(section, "nearest").note


def test_records_that_expect_no_call_are_left_out() -> None:
    silent = [record(f"s{at}", f"never mind {at}", {"tool_calls": []}) for at in range(5)]
    items = [*made_items(15), *items_of(silent)]
    payer = Payer(lambda item, _answer: 0.0 if item.calls else 1.0)
    section = examine(items, Vocabulary(items), payer, seeded())
    assert all(probe.item.calls for probe in payer.probes)
    nothing = check(section, "nothing")
    assert (nothing.value, nothing.probes) == (0.0, 15)
    assert nothing.note.endswith("25.0% of the records expect no call, and are left out")


def test_where_no_call_is_expected_at_all_nothing_can_be_said() -> None:
    items = items_of([record("s", "never mind", {"tool_calls": []})])
    section = examined(items, lambda _item, _answer: 1.0)
    assert {(one.value, one.note) for one in section.checks} == {(None, "no record expects a call")}


def test_what_is_left_unscored_stays_out_of_the_mean() -> None:
    def half(item: Item, _answer: str) -> float | None:
        return None if int(item.id[1:]) % 2 else 0.04

    nothing = check(examined(made_items(20), half), "nothing")
    assert nothing.value == pytest.approx(0.04)
    assert nothing.probes == 10
    assert "answers left unscored: 10" in nothing.note
    silent = examined(made_items(20), lambda _item, _answer: None)
    assert all(one.value is None and one.note for one in silent.checks)


def test_the_seed_decides() -> None:
    items = made_items(30)

    def grade(_item: Item, answer: str) -> float:
        return len(answer) % 97 / 97

    one, same = examined(items, grade, 1), examined(items, grade, 1)
    other = examined(items, grade, 2)
    assert one == same
    assert one.checks != other.checks


def test_the_number_of_probes_grows_with_the_records_and_no_faster() -> None:
    counts = []
    for records in (200, 400):
        payer = Payer(lambda _item, _answer: 0.0)
        items = made_items(records)
        examine(items, Vocabulary(items), payer, seeded())
        counts.append(len(payer.probes))
    assert counts[0] <= 61 * 200
    assert counts[1] <= 2 * counts[0]
