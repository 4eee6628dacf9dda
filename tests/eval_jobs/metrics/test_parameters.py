from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.metrics.measure import measure
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

Counts = dict[str, tuple[int, int, int]]


def counts(mine: Any, theirs: Any, tool: str = "f", **fields: Any) -> Counts:
    """Support, predicted and hits of each parameter of a tool."""
    found = measure(run_of([record(mine, theirs, **fields)]), CONFIG)
    return {name: one[3:] for name, one in found.parameters.get(tool, {}).items()}


def accept(*values: Any, **options: Any) -> dict[str, Any]:
    return {"$accept": list(values), **{f"${name}": value for name, value in options.items()}}


def test_right_wrong_missing_and_extra() -> None:
    mine = calls(("f", {"right": "x", "wrong": 1, "extra": None}))
    theirs = calls(("f", {"right": "x", "wrong": 2, "missing": []}))
    assert counts(mine, theirs) == {
        "missing": (1, 0, 0),
        "right": (1, 1, 1),
        "wrong": (1, 1, 0),
        "extra": (0, 1, 0),
    }


@pytest.mark.parametrize(
    ("given", "wanted", "right"),
    [
        ("New York", "new york", True),  # up to spelling
        ("New York", "New Jersey", False),
        (5, 5.0, True),
        (True, 1, False),
        ([True], [1], False),
        ({"a": True}, {"a": 1}, False),
        ([1, 2], [1, 2], True),
        ("5", 5, False),
        ("NY", accept("New York", "NY"), True),
        (3.1, accept(3, compare="numeric", tolerance=0.5), True),
        ([2, 1], accept([1, 2], compare="set"), True),
    ],
)
def test_values_are_right_as_the_graders_judge(given: Any, wanted: Any, right: bool) -> None:
    assert counts(calls(("f", {"p": given})), calls(("f", {"p": wanted}))) == {"p": (1, 1, right)}


def test_a_comparator_of_the_configuration_counts() -> None:
    config = CONFIG.model_validate({"comparators": {"f.p": "ignore"}})
    run = run_of([record(calls(("f", {"p": 1})), calls(("f", {"p": "any"})))], config)
    assert measure(run, config).parameters["f"]["p"].hits == 1


OPTIONAL = calls(("f", {"p": accept(10, optional=True), "q": 1}))


def test_an_optional_parameter_is_expected_only_where_it_is_given() -> None:
    assert counts(calls(("f", {"q": 1})), OPTIONAL) == {"q": (1, 1, 1)}
    assert counts(calls(("f", {"q": 1, "p": 10})), OPTIONAL)["p"] == (1, 1, 1)
    assert counts(calls(("f", {"q": 1, "p": 11})), OPTIONAL)["p"] == (1, 1, 0)
    assert counts(calls("g"), OPTIONAL) == {"q": (1, 0, 0)}


def test_what_the_schema_requires_is_never_optional() -> None:
    schema = {"type": "object", "properties": {"p": {}, "q": {}}, "required": ["p"]}
    tools = [{"type": "function", "function": {"name": "f", "parameters": schema}}]
    assert counts(calls(("f", {"q": 1})), OPTIONAL, tools=tools)["p"] == (1, 0, 0)


def test_repeated_calls_are_aligned_for_the_greatest_similarity() -> None:
    theirs = calls(("f", {"city": accept("NY", "New York")}), ("f", {"city": "New York"}))
    mine = calls(("f", {"city": "New York"}), ("f", {"city": "NY"}))
    assert counts(mine, theirs) == {"city": (2, 2, 2)}


def test_all_parameters_of_a_call_that_one_side_has_are_missing_or_extra() -> None:
    one, two = ("f", {"p": 1}), ("f", {"p": 2, "q": 3})
    assert counts(calls(two), calls(one, two)) == {"p": (2, 1, 1), "q": (1, 1, 1)}
    assert counts(calls(one, two), calls(two)) == {"p": (1, 2, 1), "q": (1, 1, 1)}
    assert counts(calls(two), []) == {"p": (0, 1, 0), "q": (0, 1, 0)}


def test_tools_and_parameters_come_in_a_fixed_order() -> None:
    mine = calls(("b", {"x": 1, "y": 1}), ("a", {"z": 1}))
    found = measure(run_of([record(mine, calls(("b", {"y": 1})))]), CONFIG).parameters
    assert [(tool, [*names]) for tool, names in found.items()] == [("a", ["z"]), ("b", ["y", "x"])]


def test_a_flood_of_calls_is_measured_in_bounded_time() -> None:
    flood = [("f", {"p": number}) for number in range(3000)]
    assert counts(calls(*flood), calls(("f", {"p": 2000}))) == {"p": (1, 3000, 1)}
