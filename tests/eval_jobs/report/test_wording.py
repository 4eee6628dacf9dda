from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.comparison.result import Difference, Estimate
from eval_jobs.report.wording import (
    change,
    compared,
    figure,
    method,
    outcome,
    probability,
    signed,
    verdict,
    verdicts,
    with_interval,
)
from tests.support.material import material, single_run, three_runs, two_runs, undefined

CLEAR = Difference(0.3, 0.2, 0.4, "permutation", 0.001, 0.01, 0.5, 0.06, 9, 1, 0, 10)


def reward_of(difference: Difference, *others: Difference) -> str:
    """The verdict on `few_shot`, beside other runs and another metric."""
    comparison = two_runs().comparison
    assert comparison is not None
    beside = {str(number): other for number, other in enumerate(others)}
    differences = {"reward": {"few_shot": difference, **beside}, "tool_f1": {"few_shot": CLEAR}}
    return verdict(comparison._replace(differences=differences), "few_shot")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (figure(None), "undefined"),
        (figure(0.81549), "0.815"),
        (figure(-0.0), "0.000"),
        (signed(None), "undefined"),
        (signed(0.3149), "+0.315"),
        (signed(-0.3149), "-0.315"),
        (signed(-0.0001), "+0.000"),
        (probability(None), "undefined"),
        (probability(0.00099), "< 0.001"),
        (probability(0.001), "0.001"),
        (with_interval(Estimate(0.5, 0.4, 0.6, 9, 1)), "0.500 [0.400, 0.600]"),
        (with_interval(Estimate(None, None, None, 0, 1)), "undefined"),
        (change(CLEAR), "+0.300 [+0.200, +0.400]"),
        (change(CLEAR._replace(low=None, high=None)), "+0.300"),
    ],
)
def test_figures_are_written_in_one_way(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (CLEAR, "better"),
        (CLEAR._replace(value=-0.3, low=-0.4, high=-0.2), "worse"),
        (CLEAR._replace(low=-0.1), "unclear"),
        (CLEAR._replace(low=0.0), "unclear"),
        (CLEAR._replace(p_adjusted=0.05), "unclear"),
        (CLEAR._replace(p_adjusted=None), "unclear"),
        (CLEAR._replace(value=None, low=None, high=None), "unclear"),
    ],
)
def test_interval_and_corrected_p_have_to_agree(difference: Difference, expected: str) -> None:
    assert outcome(difference, 0.95) == expected


@given(st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_nobody_is_better_when_the_runs_change_places_too(
    value: float, half: float, p: float
) -> None:
    one = CLEAR._replace(value=value, low=value - half, high=value + half, p_adjusted=p)
    other = CLEAR._replace(value=-value, low=-value - half, high=-value + half, p_adjusted=p)
    swapped = {"better": "worse", "worse": "better", "unclear": "unclear"}
    assert outcome(other, 0.95) == swapped[outcome(one, 0.95)]


def test_a_better_run_is_said_to_be_better() -> None:
    assert reward_of(CLEAR._replace(p=0.0001, p_adjusted=0.0004)) == (
        "few_shot is better than zero_shot: reward +0.300 [+0.200, +0.400], p < 0.001; smallest "
        "difference that 10 samples would probably show: 0.060."
    )


def test_a_worse_run_is_said_to_be_worse() -> None:
    sentence = reward_of(CLEAR._replace(value=-0.3, low=-0.4, high=-0.2))
    assert sentence.startswith("few_shot is worse than zero_shot: reward -0.300")


def test_what_the_correction_takes_away_is_said() -> None:
    sentence = reward_of(CLEAR._replace(p=0.02, p_adjusted=0.2, detectable=None, samples=1), CLEAR)
    assert sentence == (
        "few_shot is not shown to differ from zero_shot: reward +0.300 [+0.200, +0.400], "
        "p = 0.020 (0.200 corrected over the runs)."
    )


def test_the_reward_of_one_run_beside_the_baseline_is_not_said_to_be_corrected() -> None:
    assert "corrected" not in reward_of(CLEAR)
    assert "corrected" not in reward_of(CLEAR, CLEAR._replace(p=None, p_adjusted=None))
    assert "(0.010 corrected over the runs)" in reward_of(CLEAR, CLEAR)


def test_equal_and_incomparable_runs_have_sentences_of_their_own() -> None:
    same = CLEAR._replace(value=0.0, wins=0, losses=0, ties=1, samples=1)
    assert reward_of(same) == "few_shot earns what zero_shot earns on each of 1 sample."
    assert list(verdicts(undefined()).values()) == [
        "b cannot be compared with a: no sample is scored in both."
    ]


def test_every_run_but_the_baseline_has_a_verdict() -> None:
    assert list(verdicts(three_runs())) == ["sft", "sft-rft"]
    assert verdicts(single_run()) == {}


def test_what_was_compared_says_what_was_not() -> None:
    assert compared(two_runs()) == (
        "2 runs on 200 samples, joined by id, of 190 different prompts. Left out: 3 of zero_shot. "
        "Unscored: 2 of zero_shot, 2 of few_shot."
    )
    assert compared(undefined()) == (
        "2 runs on 3 samples, joined by id. Left out: none. Unscored: 3 of a, 3 of b."
    )
    assert compared(single_run()) == "only: 200 samples, 2 unscored (2 no_answer)."


def test_a_single_run_is_compared_with_nothing() -> None:
    comparison = material(["only"], [0.7]).comparison
    assert comparison is not None
    found = material(["only"], [0.7])._replace(comparison=comparison._replace(left_out={"only": 0}))
    assert compared(found) == "200 samples, of 190 different prompts. Unscored: 2 of only."
    text = method(comparison)
    assert "95%" in text
    for part in ("ifference", "p is", "orrected", "joined"):
        assert part not in text
    assert verdicts(found) == {}


def test_the_method_names_level_resamples_seed_and_baseline() -> None:
    comparison = two_runs().comparison
    assert comparison is not None
    text = method(comparison)
    for part in ("95%", "10,000", "seed 0", "zero_shot", "two-sided", "Holm"):
        assert part in text


def test_the_method_says_what_was_corrected_over_what() -> None:
    two, three = two_runs().comparison, three_runs().comparison
    assert two is not None
    assert three is not None
    rewards, others = "that of the reward over the runs", "another metric over all other diff"
    assert rewards not in method(two)
    assert others in method(two)
    assert rewards in method(three)
    assert others in method(three)
    alone = two._replace(differences={"reward": two.differences["reward"]})
    assert method(alone).endswith("p is two-sided.")
