import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.comparison.result import Comparison, Difference, Estimate
from eval_jobs.errors import ConfigError
from eval_jobs.gate.judge import Outcome, Verdict, judge, levels, worst
from eval_jobs.gate.rules import read_rules

Interval = tuple[float | None, float | None, float | None]


def comparison(
    estimate: Interval = (0.5, 0.4, 0.6),
    difference: Interval = (0.1, 0.05, 0.15),
    *,
    runs: tuple[str, ...] = ("base", "new"),
    left_out: int = 0,
) -> Comparison:
    estimates = {run: Estimate(*estimate, 100, 0) for run in runs}
    change = Difference(*difference, "permutation", 0.01, 0.02, 0.3, 0.05, 9, 1, 90, 100)
    return Comparison(
        runs=runs,
        baseline="base",
        estimates={"reward": estimates, "exact_match_score": estimates},
        differences={"reward": dict.fromkeys(runs[1:], change)},
        flips={},
        confidence=0.95,
        resamples=10,
        seed=0,
        clusters=100,
        joined_by="id",
        left_out={"base": left_out} | dict.fromkeys(runs[1:], 0),
    )


def verdicts(text: str, compared: Comparison, unscored: int = 0) -> list[Verdict]:
    rules = read_rules({"rules": [text]}, "gate.yaml")
    counts = {"base": 7} | dict.fromkeys(compared.runs[1:], unscored)
    return judge(rules, dict.fromkeys(levels(rules), compared), counts)


def outcome(text: str, compared: Comparison) -> Outcome:
    (verdict,) = verdicts(text, compared)
    return verdict.outcome


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_absolute_rule_without_a_level_looks_at_the_value_alone(
    value: float, bound: float
) -> None:
    text = f"reward >= {bound:.6f}"
    expected = Outcome.PASS if value >= float(f"{bound:.6f}") - 1e-9 else Outcome.FAIL
    assert outcome(text, comparison((value, 0.0, 1.0))) is expected


@given(st.lists(st.integers(0, 10), min_size=2, max_size=2), st.integers(0, 10))
def test_with_a_level_the_whole_interval_decides(ends: list[int], bound: int) -> None:
    low, high = sorted(ends)
    expected = Outcome.INCONCLUSIVE
    if low > bound:
        expected = Outcome.PASS
    if high <= bound:
        expected = Outcome.FAIL
    compared = comparison(((low + high) / 2, float(low), float(high)))
    assert outcome(f"reward > {bound} at 95%", compared) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.005, 0.3, Outcome.PASS),
        (-0.01, 0.3, Outcome.PASS),
        (-0.02, 0.3, Outcome.INCONCLUSIVE),
        (-0.3, -0.02, Outcome.FAIL),
    ],
)
def test_not_worse_by_more_than_a_margin(low: float, high: float, expected: Outcome) -> None:
    compared = comparison(difference=(0.0, low, high))
    text = "reward not worse than the baseline by more than 0.01 at 95%"
    assert outcome(text, compared) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.01, 0.3, Outcome.PASS),
        (0.0, 0.3, Outcome.INCONCLUSIVE),
        (-0.3, 0.0, Outcome.FAIL),
    ],
)
def test_better_means_an_interval_above_zero(low: float, high: float, expected: Outcome) -> None:
    compared = comparison(difference=(0.0, low, high))
    assert outcome("reward better than the baseline", compared) is expected


def test_what_is_undefined_is_inconclusive() -> None:
    nothing = comparison((None, None, None), (None, None, None))
    assert outcome("reward >= 0.1", nothing) is Outcome.INCONCLUSIVE
    assert outcome("reward >= 0.1 at 95%", nothing) is Outcome.INCONCLUSIVE
    assert outcome("reward better than the baseline", nothing) is Outcome.INCONCLUSIVE
    assert verdicts("reward >= 0.1", nothing)[0].sentence == "new: reward is undefined"


def test_unscored_counts_all_samples_of_a_run_that_have_no_score() -> None:
    for count, expected in ((0, Outcome.PASS), (2, Outcome.FAIL)):
        (verdict,) = verdicts("unscored = 0", comparison(), count)
        assert (verdict.run, verdict.outcome) == ("new", expected)
    (verdict,) = verdicts("unscored <= 1", comparison(), 1)
    assert verdict.sentence == "new: 1 sample unscored"


def test_samples_that_did_not_join_make_a_gate_inconclusive() -> None:
    rule, silent = verdicts("reward >= 0.1", comparison(left_out=80))
    assert rule.outcome is Outcome.PASS
    assert silent == Verdict(
        "left_out",
        None,
        Outcome.INCONCLUSIVE,
        "80 samples left out (80 of base), and every figure is without them; if that is right, "
        "add the rule left_out <= 80",
    )


@pytest.mark.parametrize(("most", "expected"), [(80, Outcome.PASS), (79, Outcome.FAIL)])
def test_a_rule_may_say_how_many_samples_are_left_out(most: int, expected: Outcome) -> None:
    (verdict,) = verdicts(f"left_out <= {most}", comparison(left_out=80))
    assert (verdict.run, verdict.outcome) == (None, expected)
    assert verdict.sentence == "80 samples left out (80 of base)"
    (verdict,) = verdicts("left_out = 0", comparison(runs=("base", "new", "newer")))
    assert (verdict.outcome, verdict.sentence) == (Outcome.PASS, "0 samples left out")


@pytest.mark.parametrize(
    ("value", "sign"),
    [(0.1 + 1e-17, "="), (0.1 + 1e-10, "<="), (0.1 - 1e-10, ">="), (0.3 - 0.2, "=")],
)
def test_rounding_errors_decide_nothing(value: float, sign: str) -> None:
    compared = comparison((value, 0.0, 1.0), (0.0, 0.7 - 0.8, 0.3))
    assert outcome(f"reward {sign} 0.1", compared) is Outcome.PASS
    text = "reward not worse than the baseline by more than 0.1"
    assert outcome(text, compared) is Outcome.PASS


@pytest.mark.parametrize(("value", "sign"), [(0.1 + 1e-10, ">"), (0.1 - 1e-10, "<")])
def test_what_is_equal_but_for_rounding_is_neither_more_nor_less(value: float, sign: str) -> None:
    assert outcome(f"reward {sign} 0.1", comparison((value, 0.0, 1.0))) is Outcome.FAIL


def test_the_sentence_holds_the_figures() -> None:
    (absolute,) = verdicts("exact_match >= 0.45", comparison())
    assert absolute.sentence == (
        "new: exact_match is 0.5000, 0.4000 to 0.6000 (interval at 95%, not corrected)"
    )
    (relative,) = verdicts("reward better than the baseline", comparison())
    assert relative.sentence == (
        "new: reward minus that of base is 0.1000, 0.0500 to 0.1500 "
        "(interval at 95%, not corrected)"
    )


def test_a_rule_is_for_every_run_but_the_baseline() -> None:
    three = comparison(runs=("base", "new", "newer"))
    assert [verdict.run for verdict in verdicts("reward >= 0.1", three)] == ["new", "newer"]


def test_a_run_alone_is_judged_itself_and_has_no_baseline() -> None:
    alone = comparison(runs=("base",))
    assert [verdict.run for verdict in verdicts("reward >= 0.1", alone)] == ["base"]
    with pytest.raises(ConfigError, match="needs a second run"):
        verdicts("reward better than the baseline", alone)


def test_an_unknown_metric_is_an_error_that_lists_the_known() -> None:
    with pytest.raises(
        ConfigError, match="f2; there are reward, exact_match_score, unscored, left"
    ):
        verdicts("f2 >= 0.1", comparison())


def test_each_rule_is_judged_at_its_own_level() -> None:
    rules = read_rules({"rules": ["reward > 0.3 at 99%", "reward > 0.3 at 90%"]}, "gate.yaml")
    wide, narrow = comparison((0.5, 0.1, 0.9)), comparison((0.5, 0.4, 0.6))
    outcomes = [verdict.outcome for verdict in judge(rules, {0.99: wide, 0.9: narrow}, {})]
    assert outcomes == [Outcome.INCONCLUSIVE, Outcome.PASS]


@given(st.lists(st.sampled_from(Outcome), min_size=1))
def test_the_gate_is_as_good_as_its_worst_rule(outcomes: list[Outcome]) -> None:
    order = [Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.PASS]
    made = [Verdict("", "", outcome, "") for outcome in outcomes]
    assert worst(made) is min(outcomes, key=order.index)
