from __future__ import annotations

from eval_jobs.audit.golds import different_golds
from tests.eval_jobs.audit.made import call, items_of, record

A, B, C = call("a", x=1), call("b", x=1), call("a", x=2)


def test_each_answer_once_the_most_frequent_first_then_the_earlier() -> None:
    answers = [B, A, C, A]
    items = items_of(record(str(at), "?", [one]) for at, one in enumerate(answers))
    assert [(item.id, count) for item, count in different_golds(items)] == [
        ("1", 2),
        ("0", 1),
        ("2", 1),
    ]
    assert different_golds([]) == []


def test_the_order_of_keys_makes_no_other_answer() -> None:
    items = items_of(
        [record("0", "?", [call("a", x=1, y=2)]), record("1", "?", [call("a", y=2, x=1)])]
    )
    assert len(different_golds(items)) == 1
