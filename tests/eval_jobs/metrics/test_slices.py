from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.measure import measure
from eval_jobs.metrics.slices import slices_of
from graders.records import read_record
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

RIGHT, WRONG = (calls("a"), calls("a")), (calls("b"), calls("a"))


def sliced(records: list[Any], fields: list[str] | None = None) -> Any:
    return measure(run_of(records), CONFIG, fields).slices


def values(fields: list[str] | None = None, /, **keys: Any) -> dict[str, str]:
    return slices_of(read_record(record(*RIGHT, **keys)), fields)


def test_a_slice_is_the_run_of_its_samples() -> None:
    records = [record(*RIGHT, level=1), record(*WRONG, level=1), record(*RIGHT, level=2)]
    records.append({**record(*RIGHT, level=2), "reference_answer": 7})
    one, two = measure(run_of(records), CONFIG).slices["level"].items()
    alone = measure(run_of(records[:2]), CONFIG)
    assert one[0] == "1"
    assert one[1] == (2, 0, alone.means["reward"][0], 0.5, alone.micro)
    assert two == ("2", (2, 1, 1.0, 1.0, (1.0, 1.0, 1.0, 1, 1, 1)))


def test_a_slice_without_a_scored_sample_is_undefined() -> None:
    records = [record(*RIGHT, level=1), {**record(*RIGHT, level=2), "reference_answer": 7}]
    assert sliced(records)["level"]["2"] == (1, 1, None, None, (None, None, None, 0, 0, 0))


def test_fields_of_2_to_30_short_values_make_slices() -> None:
    def fields(count: int) -> list[str]:
        records = [
            record(
                *RIGHT,
                id=f"id-{number % count}",
                text=f"v{number % count}",
                number=number % count,
                long=f"{number % count:0100d}",
                inner={"a": number % count},
                real=number % count + 0.5,
                flag=bool(number % 2),
            )
            for number in range(62)
        ]
        return sorted(sliced(records))

    assert fields(1) == ["flag"]
    assert fields(2) == fields(30) == ["flag", "number", "text"]
    assert fields(31) == ["flag"]


def test_the_type_of_the_reference_makes_slices() -> None:
    def asked(labels: Any) -> dict[str, Any]:
        reference = {"Query analysis": {"Type": labels, "Tools": [{"Tool": "a"}]}}
        return record(calls("a"), reference)

    found = sliced([asked("x"), asked(["x"]), asked(["x", "y"]), asked([]), record(*RIGHT)])
    assert {value: one.samples for value, one in found["Type"].items()} == {
        "": 1,
        "x": 2,
        "x + y": 1,
    }


def test_without_a_reference_that_can_be_read_there_is_no_type() -> None:
    one = record(*RIGHT)
    assert slices_of(read_record({**one, "reference_answer": 7})) == {}
    assert slices_of(read_record({"messages": one["messages"]})) == {}


def test_a_field_of_the_record_goes_before_the_type_of_the_reference() -> None:
    reference = {"Type": "theirs", "Tools": []}
    one = read_record(record("[]", reference, Type="ours"))
    assert slices_of(one)["Type"] == slices_of(one, ["Type"])["Type"] == "ours"


def test_values_read_as_json_and_booleans_are_no_numbers() -> None:
    assert values(flag=True, number=1) == {"flag": "true", "number": "1"}


def test_dotted_names_reach_into_nested_objects() -> None:
    nested = {"a": {"b": {"c": 7, "d": None}}, "a.b": "a name with a dot"}
    assert values(["a.b.c"], **nested) == {"a.b.c": "7"}
    assert values(["a.b"], **nested) == {"a.b": "a name with a dot"}
    assert values(["a.b.d", "a.x", "a.b.c.d"], **nested) == {}
    assert values(["a"], a=["x", 1.5]) == {"a": "x + 1.5"}


def test_metadata_is_at_hand_with_and_without_its_name() -> None:
    assert values(["source", "metadata.source"], metadata={"source": "s"}) == {
        "source": "s",
        "metadata.source": "s",
    }


def test_a_field_that_is_asked_for_may_have_one_value_or_many() -> None:
    records = [record(*RIGHT, one="same", id=f"id-{number}") for number in range(40)]
    found = sliced(records, ["one", "id"])
    assert [*found] == ["one", "id"]
    assert (len(found["one"]), len(found["id"])) == (1, 40)


def test_a_field_that_no_sample_has_is_an_error_that_lists_what_there_is() -> None:
    records = [record(calls("a"), {"Type": "x", "Tools": [{"Tool": "a"}]}, level=1, inner={"a": 1})]
    records.append({"messages": [], "reference_answer": []})
    with pytest.raises(MetricsError, match=r"'lvl'.*fields: Type, inner\.a, level$"):
        sliced(records, ["level", "lvl"])
    with pytest.raises(MetricsError, match=r"fields: none$"):
        sliced([], ["level"])
