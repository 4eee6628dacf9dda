"""What holds for every run."""

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

from eval_jobs.metrics.measure import measure
from eval_jobs.run import Detail, Run
from graders import GradingConfig
from graders.records import read_record
from tests.eval_jobs.metrics.drawn import ANSWERED, RECORDS
from tests.eval_jobs.metrics.runs import CONFIG, calls, offering, record, run_of
from tests.support.strategies import CALLS, GOLD

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Breakdown


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
