from __future__ import annotations

from eval_jobs.audit.prompts import near_groups, prompt_text
from tests.eval_jobs.audit.made import call, items_of, record

LONG = "Which filings of the last ten years mention a restatement of the revenue of the company"


def test_prompts_that_differ_in_case_or_in_a_word_are_of_one_group() -> None:
    questions = [LONG, LONG.upper(), f"{LONG} please", "Who owns this?"]
    items = items_of(record(str(at), text, [call("a")]) for at, text in enumerate(questions))
    one, same, near, other = near_groups(items)
    assert one == same == near != other


def test_the_whole_prompt_counts_and_not_what_the_system_says() -> None:
    (item,) = items_of([record("0", "Second", [call("a")])])
    turns = [
        {"role": "system", "content": "Be brief"},
        {"role": "user", "content": "First"},
        {"role": "assistant", "content": "Yes?"},
        *item.record["messages"],
    ]
    whole = item._replace(record={**item.record, "messages": turns})
    assert prompt_text(whole) == "First\nYes?\nSecond"


def test_the_question_stands_for_a_prompt_that_cannot_be_read() -> None:
    (item,) = items_of([record("0", " ", [call("a")])])
    assert prompt_text(item) == item.question == " "
