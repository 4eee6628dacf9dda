from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.results.averages import means_over_scored, micro_rates
from eval_jobs.results.metric_names import plain_metrics
from eval_jobs.results.results_json import Averages
from eval_jobs.rows import Row
from eval_jobs.summary import Summary, Tally

COUNTS = (
    *("tool_true_positive_count", "tool_false_positive_count", "tool_false_negative_count"),
    *("field_true_positive_count", "field_false_positive_count", "field_false_negative_count"),
    *("parameter_right_count", "parameter_predicted_count", "parameter_expected_count"),
)
METRICS = st.fixed_dictionaries({name: st.integers(0, 9).map(float) for name in COUNTS})
SCORED = st.builds(
    lambda reward, metrics: Row("a", reward, None, None, metrics), st.floats(0, 1), METRICS
)
UNSCORED = st.just(Row("b", None, "no_answer", None, dict.fromkeys(COUNTS, 0.0)))
ROWS = st.lists(SCORED | UNSCORED, min_size=1, max_size=40)


def means_of(rows: list[Row]) -> dict[str, float]:
    averages = Averages()
    for row in rows:
        averages.add(row)
    return plain_metrics(averages.results()["results"]["all"])


def summarize(rows: list[Row]) -> Summary:
    tally = Tally()
    for row in rows:
        tally.add(row)
    return tally.summary()


def approx(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=1e-12)


@given(ROWS)
def test_micro_rates_of_mean_counts_are_those_of_the_rows(rows: list[Row]) -> None:
    rates = micro_rates(means_of(rows))
    summary = summarize(rows)
    for name, value in summary.micro.items():
        assert rates[name] == approx(value)
    for kind, (hit, predicted, expected) in {
        "field": COUNTS[3:6],
        "parameter": COUNTS[6:9],
    }.items():
        hits, given_, wanted = (
            sum(row.metrics[name] for row in rows) for name in (hit, predicted, expected)
        )
        if kind == "field":
            given_, wanted = hits + given_, hits + wanted
        assert rates[f"micro_{kind}_precision"] == approx(hits / given_ if given_ else None)
        assert rates[f"micro_{kind}_recall"] == approx(hits / wanted if wanted else None)
        total = given_ + wanted
        assert rates[f"micro_{kind}_f1"] == approx(2 * hits / total if total else None)


@given(ROWS)
def test_means_over_scored_are_those_of_the_scored_rows(rows: list[Row]) -> None:
    means = means_over_scored(means_of(rows))
    summary = summarize(rows)
    assert "graded" not in means
    assert means["reward"] == approx(summary.reward)
    for name in COUNTS:
        assert means[name] == approx(summary.means.get(name))


def test_without_graded_every_sample_counts_as_scored() -> None:
    assert means_over_scored({"reward": 0.5}) == {"reward": 0.5}


def test_what_is_not_counted_has_no_rates() -> None:
    assert micro_rates({"reward": 0.5}) == {}
