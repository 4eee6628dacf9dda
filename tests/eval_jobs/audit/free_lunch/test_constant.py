from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.free_lunch.constant import best_constant
from eval_jobs.audit.free_lunch.halves import folds
from eval_jobs.audit.free_lunch.known import Known
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.free_lunch.making import check, examined, made_items
from tests.eval_jobs.audit.made import Grade, Payer, call, items_of, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def best(seen: list[Item], grade: Grade) -> tuple[Item | None, Payer]:
    payer = Payer(grade)
    known = Known(seen, [], Vocabulary(seen), seeded())
    return best_constant(seen, known, payer, seeded()), payer


@pytest.mark.parametrize("rich", [0, 17, 39])
def test_the_answer_that_earns_most_is_found(rich: int) -> None:
    items = made_items(40)

    def grade(_item: Item, answer: str) -> float:
        return 0.5 if f'"many": {rich + 1}}}' in answer else 0.2

    found, _ = best(items, grade)
    assert found is not None
    assert found.id == f"r{rich}"


def test_a_frequent_answer_is_among_the_candidates_of_many() -> None:
    items = items_of(
        record(str(at), f"q{at}", [call("a", x=at if at % 4 else "usual")]) for at in range(400)
    )

    def grade(_item: Item, answer: str) -> float:
        return float("usual" in answer)

    found, payer = best(items, grade)
    assert found is not None
    assert found.calls[0].arguments == {"x": "usual"}
    assert len(payer.probes) <= 60 * 20 + 10 * 100


def test_none_where_nothing_is_seen_or_paid() -> None:
    assert best([], lambda _item, _answer: 1.0)[0] is None
    assert best(made_items(4), lambda _item, _answer: None)[0] is None


def test_it_is_chosen_on_one_half_and_paid_on_the_other() -> None:
    """What earns on its own half only earns nothing."""
    items = made_items(40)
    sides = [{item.gold for item in seen} for seen, _ in folds(items, seeded())]

    def own_half(item: Item, answer: str) -> float:
        return float(any({item.gold, answer} <= side for side in sides))

    section = examined(items, own_half)
    assert check(section, "constant").value == 0.0
    assert check(section, "constant").probes == 40


def test_an_answer_that_is_truly_right_often_is_no_hole() -> None:
    usual = call("a", x="usual")
    items = items_of(
        record(str(at), f"q{at} w{at}", [usual if at % 2 else call("b", x=f"v{at}")])
        for at in range(40)
    )

    def fair(item: Item, answer: str) -> float:
        return 1.0 if answer == item.gold else 0.1

    found = check(examined(items, fair), "constant")
    assert found.value == pytest.approx(0.1)
    assert found.probes == 20
    assert found.note == "right for 50.0% of the records, which are left out"


def test_on_few_records_none_is_chosen() -> None:
    few, enough = (check(examined(made_items(count), one), "constant") for count in (29, 30))
    assert (few.value, enough.value) == (None, 1.0)
    assert few.note.startswith("fewer than 30 records expect calls")


def test_of_one_tool_none_is_chosen() -> None:
    items = items_of(record(str(at), f"q{at} w{at}", [call("a", x=at)]) for at in range(40))
    found = check(examined(items, one), "constant")
    assert found.value is None
    assert found.note.startswith("all records expect the same tool")


def one(_item: Item, _answer: str) -> float:
    return 1.0
