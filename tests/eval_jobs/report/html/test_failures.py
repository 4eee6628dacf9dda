from __future__ import annotations

import json
from typing import Any

import pytest

from eval_jobs.report.html.failures import examples_json
from eval_jobs.report.material import Example, Material
from tests.support import material

CALL = {"name": "f", "arguments": {"a": 1}}


def data(found: Material) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(examples_json(found))
    return loaded


def only(reference: Any, answer: str, **changes: Any) -> dict[str, Any]:
    example = Example(
        id="x",
        question="q",
        reference=reference,
        answers={"zero_shot": answer},
        rewards={"zero_shot": 0.5},
        exact={"zero_shot": 0.0},
        kinds={"zero_shot": ("wrong_value",)},
        slices={},
        flip={},
    )
    found = material.two_runs()._replace(examples=[example._replace(**changes)])
    (loaded,) = data(found)
    return loaded


@pytest.mark.parametrize("make", material.ALL)
def test_nothing_in_it_can_end_a_script(make: material.Make) -> None:
    text = examples_json(make())
    assert text.isascii()
    assert not set("<>&") & set(text)
    assert text.isprintable()


@pytest.mark.parametrize("make", material.ALL)
def test_every_text_in_it_is_visible(make: material.Make) -> None:
    def check(value: Any) -> None:
        if isinstance(value, str):
            assert value.replace("\n", "").isprintable()
        elif isinstance(value, dict):
            check([*value, *value.values()])
        elif isinstance(value, list):
            for each in value:
                check(each)

    check(data(make()))


def test_calls_are_compared_and_the_text_is_kept() -> None:
    found = only([CALL], "[f(a=2)]")
    answer = found["answers"]["zero_shot"]
    assert found["reference"] == "f\n  a: 1"
    assert json.loads(found["raw"]) == [CALL]
    assert answer["marks"] == [["=", "f\n  a: "], ["-", "1"], ["+", "2"]]
    assert answer["raw"] == "[f(a=2)]"
    assert (answer["reward"], answer["state"], answer["kinds"]) == (
        *("0.500", "wrong", ["wrong_value"]),
    )


def test_an_answer_without_calls_lacks_all_of_the_reference() -> None:
    answer = only([CALL], "I do not know.")["answers"]["zero_shot"]
    assert answer["marks"] == [["-", "f\n  a: 1"]]
    assert answer["raw"] == "I do not know."


def test_where_nothing_is_about_calls_the_texts_are_compared() -> None:
    found = only({"Type": "a"}, '{"Type":"b"}')
    answer = found["answers"]["zero_shot"]
    assert found["reference"] == '{\n  "Type": "a"\n}'
    assert found["raw"] is None
    assert answer["raw"] is None
    assert answer["marks"] == [["=", '{\n  "Type": '], ["-", '"a"'], ["+", '"b"'], ["=", "\n}"]]


def test_states_are_right_wrong_and_unscored() -> None:
    right = only([CALL], "[f(a=1)]", exact={"zero_shot": 1.0})["answers"]["zero_shot"]
    wrong = only([CALL], "[f(a=1)]", kinds={})["answers"]["zero_shot"]
    unscored = only([CALL], "", rewards={})["answers"]["zero_shot"]
    assert (right["state"], right["marks"]) == ("right", [["=", "f\n  a: 1"]])
    assert wrong["state"] == "wrong"
    assert (unscored["state"], unscored["reward"]) == ("unscored", "unscored")


def test_flips_and_slices_are_there_to_filter_by() -> None:
    first, second = data(material.two_runs())[:2]
    assert first["slices"] == {"Type": "Deadlines"}
    assert first["answers"]["few_shot"]["flip"] is None
    assert second["answers"]["few_shot"]["flip"] == "won"


def test_five_hundred_examples_stay_small() -> None:
    assert len(examples_json(material.two_runs(500))) < 1_000_000
