"""What holds for every run, and the bundled example's."""

from __future__ import annotations

import gc
import math
import random
import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.facts import facts_of
from eval_jobs.metrics.measure import measure
from eval_jobs.run import Detail, Run
from graders import GradingConfig
from graders.records import read_record
from tests.eval_jobs.metrics.runs import (
    CONFIG,
    calls,
    example,
    gold_of,
    offering,
    record,
    run_of,
)
from tests.support.strategies import CALLS, GOLD, PARAMETERS

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Breakdown
    from eval_jobs.metrics.facts import Facts
    from graders.case import Case

FEW = st.tuples(
    st.sampled_from(["search", "fetch", "notify"]),
    st.dictionaries(st.sampled_from(PARAMETERS), st.integers(0, 2) | st.booleans(), max_size=3),
)
ANSWERED = st.builds(
    lambda mine, theirs, offered, kind: record(
        mine, calls(*theirs), tools=offering(*offered), kind=kind
    ),
    st.lists(FEW, max_size=4).map(lambda found: calls(*found))
    | st.sampled_from(["No idea.", '[{"name": "search", "arg']),
    st.lists(FEW, max_size=4),
    st.lists(st.sampled_from(["search", "fetch"]), unique=True),
    st.sampled_from(["easy", "hard"]),
)
RECORDS = st.lists(ANSWERED, min_size=1, max_size=12)


def column(run: Run, name: str) -> float:
    assert run.samples is not None
    return float(np.nansum(run.samples.metrics[name]))


@given(RECORDS)
def test_micro_figures_are_those_of_the_mean_counts(records: list[Any]) -> None:
    run = run_of(records)
    hits = column(run, "tool_true_positive_count") / len(records)
    extra = column(run, "tool_false_positive_count") / len(records)
    missing = column(run, "tool_false_negative_count") / len(records)
    micro = measure(run, CONFIG).micro
    assert micro.precision == (pytest.approx(hits / (hits + extra)) if hits + extra else None)
    assert micro.recall == (pytest.approx(hits / (hits + missing)) if hits + missing else None)
    total = 2 * hits + extra + missing
    assert micro.f1 == (pytest.approx(2 * hits / total) if total else None)


@given(RECORDS)
def test_parameters_are_right_where_the_graders_say_so(records: list[Any]) -> None:
    run = run_of(records)
    found = [one for tool in measure(run, CONFIG).parameters.values() for one in tool.values()]
    assert sum(one.hits for one in found) == column(run, "parameter_right_count")
    assert sum(one.predicted for one in found) == column(run, "parameter_predicted_count")
    assert sum(one.support for one in found) == column(run, "parameter_expected_count")


@given(RECORDS)
def test_rows_and_columns_of_the_confusion_add_up_to_the_tools(records: list[Any]) -> None:
    found = measure(run_of(records), CONFIG)
    *names, no_call = found.confusion.labels
    counts = np.array(found.confusion.counts)
    assert names == list(found.tools)
    assert counts.sum(axis=1)[:-1].tolist() == [one.support for one in found.tools.values()]
    assert counts.sum(axis=0)[:-1].tolist() == [one.predicted for one in found.tools.values()]
    assert counts.diagonal()[:-1].tolist() == [one.hits for one in found.tools.values()]
    assert (no_call, counts[-1, -1]) == ("no call", 0)


@given(RECORDS)
def test_slices_add_up_to_the_run(records: list[Any]) -> None:
    found = measure(run_of(records), CONFIG, ["kind"])
    kinds = found.slices["kind"].values()
    assert sum(kind.samples for kind in kinds) == found.samples
    for name in ("support", "predicted", "hits"):
        assert sum(getattr(kind.tools, name) for kind in kinds) == getattr(found.micro, name)


@given(st.lists(st.tuples(ANSWERED, st.floats(0, 1)), min_size=1, max_size=12), st.randoms())
def test_the_order_of_the_samples_changes_nothing(
    answered: list[tuple[Any, float]], order: random.Random
) -> None:
    def found(pairs: list[tuple[Any, float]]) -> Breakdown:
        return measure(run_of([one for one, _ in pairs], confidence=[c for _, c in pairs]), CONFIG)

    assert found(order.sample(answered, len(answered))) == found(answered)


@given(st.lists(GOLD | st.just([]), min_size=1, max_size=5))
def test_gold_is_perfect(golds: list[Any]) -> None:
    found = measure(run_of([record(calls(*gold), calls(*gold)) for gold in golds]), CONFIG)
    assert {value for value, _ in found.means.values()} == {1.0}
    rates = [found.micro, found.macro, *found.tools.values()]
    rates += [one for tool in found.parameters.values() for one in tool.values()]
    assert {figure for one in rates for figure in one[:3]} <= {1.0, None}
    assert {one.value for one in found.shares.values()} <= {0.0, None}
    assert found.rewards == [0] * 19 + [len(golds)]
    assert found.unscored == {}


@given(st.lists(CALLS, max_size=6), st.lists(CALLS, max_size=6))
def test_any_answer_can_be_measured(mine: list[Any], theirs: list[Any]) -> None:
    run = run_of([record(calls(*mine), calls(*theirs))])
    found = measure(run, CONFIG)
    assert (found.micro.predicted, found.micro.support) == (len(mine), len(theirs))
    hits = sum(one.hits for tool in found.parameters.values() for one in tool.values())
    assert hits == column(run, "parameter_right_count")


UNSCORED = [
    record(calls("a"), calls("a")),
    {"messages": [{"role": "user", "content": "?"}], "reference_answer": calls("a")},
    record(calls("a"), 7),
    {"what": "is this"},
    record("[]", calls("a")),
]


def test_the_unscored_are_counted_by_code_and_nowhere_else() -> None:
    found = measure(run_of(UNSCORED), CONFIG)
    assert found.samples == 5
    assert found.unscored == {"malformed_record": 1, "malformed_reference": 1, "no_answer": 1}
    assert found.means["reward"] == (0.5, 2)
    assert found.means["tool_f1"] == (0.5, 2)
    assert found.micro == pytest.approx((1.0, 0.5, 2 / 3, 2, 1, 1))
    assert sum(found.rewards) == 2


def test_without_a_scored_sample_everything_is_undefined() -> None:
    found = measure(run_of(UNSCORED[1:4], confidence=[0.5] * 3), CONFIG)
    assert set(found.means.values()) == {(None, 0)}
    assert found.micro == found.macro == (None, None, None, 0, 0, 0)
    assert {one.value for one in found.shares.values()} == {None}
    assert found.confusion == (["no call"], [[0]])
    assert (found.tools, found.parameters, found.labels, found.calibration) == ({}, {}, None, None)
    assert found.rewards == [0] * 20


def test_a_scored_sample_that_cannot_be_read_here_keeps_its_reward() -> None:
    run = run_of([record(calls("a"), calls("a"))] * 2)
    details = [next(run.details()), Detail("id-1", {"what": "is this"})]
    found = measure(run._replace(details=lambda: iter(details)), CONFIG)
    assert found.unscored == {"malformed_record": 1}
    assert (found.means["reward"], found.micro.support) == ((1.0, 2), 1)


def test_a_scored_sample_that_cannot_be_graded_here_has_the_code_of_why() -> None:
    scored = run_of([record(calls("a"), calls("a"))] * 3)
    run = scored._replace(details=run_of(UNSCORED[:3]).details)
    found = measure(run, CONFIG)
    assert found.unscored == {"malformed_reference": 1, "no_answer": 1}
    assert (found.means["reward"], found.micro.support) == ((1.0, 3), 1)


def test_a_defect_of_grading_costs_its_sample_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(case: Case) -> Facts:
        if "b" in case.called:
            raise RuntimeError
        return facts_of(case)

    monkeypatch.setattr("eval_jobs.metrics.examined.facts_of", defective)
    found = measure(run_of([record(calls(name), calls(name)) for name in "abc"]), CONFIG)
    assert found.unscored == {"grader_error": 1}
    assert [*found.tools] == ["a", "c"]


def test_a_code_that_is_not_known_is_called_so() -> None:
    run = run_of(UNSCORED[1:2])
    assert run.samples is not None
    found = measure(run._replace(samples=run.samples._replace(codes=[None])), CONFIG)
    assert found.unscored == {"unknown": 1}


def test_a_run_of_averages_cannot_be_measured() -> None:
    run = run_of([])._replace(samples=None, name="base")
    with pytest.raises(MetricsError, match="base: only averages came back"):
        measure(run, CONFIG)


def test_details_that_do_not_fit_the_samples_are_no_silent_loss() -> None:
    run = run_of(UNSCORED)._replace(details=lambda: iter([]))
    with pytest.raises(ValueError, match="shorter"):
        measure(run, CONFIG)


class Record(dict[str, Any]):
    """A record that can be watched."""


def test_no_record_stays_in_memory() -> None:
    run = run_of([record(calls(("a", {"b": 1})), calls(("a", {"b": 1})))] * 50)
    seen: list[weakref.ref[Record]] = []
    alive: list[int] = []

    def details() -> Iterator[Detail]:
        for identifier, one in run.details():
            gc.collect(0)
            alive.append(sum(ref() is not None for ref in seen))
            watched = Record(one)
            seen.append(weakref.ref(watched))
            yield Detail(identifier, watched)
            del watched

    assert measure(run._replace(details=details), CONFIG).micro.hits == 50
    assert max(alive) <= 2


def test_rewards_fall_into_20_bins_of_which_the_last_is_closed() -> None:
    run = run_of([record(calls("a"), calls("a"))] * 6)
    assert run.samples is not None
    rewards = np.array([0.0, 0.049, 0.05, 0.96, 1.0, math.nan])
    run = run._replace(samples=run.samples._replace(reward=rewards))
    assert measure(run, CONFIG).rewards == [2, 1, *[0] * 16, 0, 2]


def test_rewards_beyond_the_bins_are_counted_too() -> None:
    run = run_of([record(calls("a"), calls("a"))] * 5)
    assert run.samples is not None
    rewards = np.array([-0.5, 1.5, 7.0, 1 + 1e-15, math.nan])
    found = measure(run._replace(samples=run.samples._replace(reward=rewards)), CONFIG)
    assert (found.rewards, found.beyond) == ([*[0] * 19, 1], (1, 2))


@given(st.lists(ANSWERED, min_size=1, max_size=8), st.data())
def test_chosen_samples_are_measured_like_a_run_of_them(records: list[Any], data: Any) -> None:
    chosen = data.draw(st.lists(st.sampled_from(range(len(records))), unique=True))
    confidence = [0.1 * (k + 1) for k in range(len(records))]
    whole = run_of(records, confidence=confidence)
    alone = run_of([records[k] for k in chosen], confidence=[confidence[k] for k in chosen])
    seen: list[tuple[int, Any]] = []
    found = measure(whole, CONFIG, None, chosen, lambda k, one: seen.append((k, one.sample)))
    assert found == measure(alone, CONFIG)
    assert dict(seen) == {k: read_record(records[place]) for k, place in enumerate(chosen)}
    assert len(seen) == len(chosen)


def test_counts_are_no_scores() -> None:
    names = measure(run_of([record(calls("a"), calls("a"))]), CONFIG).means
    assert "tool_f1" in names
    assert not [name for name in names if name.endswith("_count")]


def test_shares_of_what_should_not_occur() -> None:
    tools = offering("a", "b")
    records = [
        record(calls("a", "x"), calls("a"), tools=tools),  # one of two calls is invented
        record(calls("x"), calls("a")),  # nothing is offered, so nothing can be invented
        record(calls("a"), [], tools=tools),
        record("I need not.", []),
        record("No idea.", calls("a"), tools=tools),
    ]
    shares = measure(run_of(records), CONFIG).shares
    assert shares["invented"] == (1 / 3, 1, 3)
    assert shares["needless"] == (0.5, 1, 2)
    assert shares["missed"] == (1 / 3, 1, 3)


def test_references_without_calls_count_no_calls() -> None:
    config = GradingConfig(field="Type")
    run = run_of([record({"Type": "a"}, {"Type": "a"})], config, "field_match")
    found = measure(run, config)
    assert found.means["field_match_score"] == (1.0, 1)
    assert found.micro.support == 0
    assert {one.total for one in found.shares.values()} == {0}
    assert found.unscored == {}


def test_the_recorded_answers() -> None:
    few, zero = (measure(run_of(example(name)), CONFIG) for name in ("few_shot", "zero_shot"))
    assert few.samples == zero.samples == 208
    assert few.unscored == zero.unscored == {}
    assert few.micro[3:] == (329, 275, 218)
    assert zero.micro == (None, 0.0, 0.0, 329, 0, 0)
    assert few.shares["needless"][1:] == (9, 13)
    assert (zero.shares["missed"][1:], zero.shares["invented"].value) == ((195, 195), None)
    assert [*few.slices] == ["Type", "question_type"]
    assert {one.samples for one in few.slices["question_type"].values()} == {13}
    assert len(few.slices["question_type"]) == 16
    assert few.labels is not None
    assert few.labels.micro.support == 110


def test_the_gold_of_the_example() -> None:
    found = measure(run_of(gold_of(example("few_shot"))), CONFIG)
    assert {value for value, _ in found.means.values()} == {1.0}
    assert found.micro == found.macro == (1.0, 1.0, 1.0, 329, 329, 329)
    assert found.labels is not None
    assert found.labels.macro_f1 == 1.0
