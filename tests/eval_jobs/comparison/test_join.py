from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.join import join
from eval_jobs.errors import ToolgradeError
from tests.eval_jobs.comparison.made import run

SUBSETS = st.lists(st.integers(0, 12), unique=True, min_size=1)


@given(st.lists(SUBSETS, min_size=1, max_size=4), st.booleans())
def test_what_every_run_has_is_joined_in_the_order_of_the_first(
    subsets: list[list[int]], renamed: bool
) -> None:
    shared = [i for i in subsets[0] if all(i in subset for subset in subsets)]
    runs = [
        run(
            f"run{k}",
            [f"{k}-{i}" if renamed else f"id{i}" for i in subset],
            [i / 100 for i in subset],
            prompts=[f"p{i}" for i in subset],
            references=["r"] * len(subset),
            tool_f1=[k + i / 100 for i in subset],
        )
        for k, subset in enumerate(subsets)
    ]
    if not shared:
        with pytest.raises(ComparisonError, match="no sample is in all of run0, run1"):
            join(runs)
        return
    joined = join(runs)
    assert joined.joined_by == ("prompt" if renamed and len(runs) > 1 else "id")
    assert np.array_equal(joined.scores["reward"], [[i / 100 for i in shared]] * len(runs))
    assert np.array_equal(
        joined.scores["tool_f1"], [[k + i / 100 for i in shared] for k in range(len(runs))]
    )
    assert joined.ids == [f"0-{i}" if renamed else f"id{i}" for i in shared]
    assert joined.left_out == {
        f"run{k}": len(subset) - len(shared) for k, subset in enumerate(subsets)
    }


@pytest.mark.parametrize("pattern", ["unknown-{}", "{}", "line-{}"])
def test_ids_that_only_count_do_not_join_different_prompts(pattern: str) -> None:
    one = run("one", ["a", "b", "c"], [0.1, 0.2, 0.3], prompts=["A", "B", "C"], references="rrr")
    ids = [pattern.format(i) for i in range(2)]
    two = run("two", ids, [0.6, 0.5], prompts=["C", "B"], references="rr")
    three = run("three", ids, [0.8, 0.9], prompts=["B", "C"], references="rr")
    joined = join([one, two, three])
    assert joined.joined_by == "prompt"
    assert np.array_equal(joined.scores["reward"], [[0.2, 0.3], [0.5, 0.6], [0.8, 0.9]])
    assert joined.left_out == {"one": 1, "two": 0, "three": 0}
    assert join([two, three]).joined_by == "prompt"


def test_ids_that_count_the_same_prompts_are_as_good_as_any() -> None:
    one = run("one", ["0", "1"], [0.1, 0.2])
    two = run("two", ["1", "0"], [0.4, 0.3])
    joined = join([one, two])
    assert joined.joined_by == "id"
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2], [0.3, 0.4]])


def test_ids_that_count_join_where_no_prompt_does() -> None:
    one = run("one", ["0", "1"], [0.1, 0.2], prompts=["A", "B"])
    two = run("two", ["1", "0"], [0.4, 0.3], prompts=["C", "D"])
    assert join([one, two]).joined_by == "id"


def test_one_run_whose_ids_only_count_is_enough_to_distrust_them() -> None:
    one = run("one", ["a", "1"], [0.1, 0.2], prompts="AB", references="rr")
    two = run("two", ["0", "1"], [0.4, 0.3], prompts="BA", references="rr")
    joined = join([one, two])
    assert joined.joined_by == "prompt"
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2], [0.3, 0.4]])


def test_names_join_even_if_a_prompt_was_edited() -> None:
    one = run("one", ["q1", "q2"], [0.1, 0.2])
    two = run("two", ["q2", "q1"], [0.4, 0.3], prompts=["edited", "prompt of q1"])
    joined = join([one, two])
    assert joined.joined_by == "id"
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2], [0.3, 0.4]])


def test_equal_prompts_are_told_apart_by_their_order_and_are_one_cluster() -> None:
    one = run("one", ["a", "b", "c"], [0.1, 0.2, 0.3], prompts="ZAZ", references="rrr")
    two = run("two", ["x", "y", "z"], [0.4, 0.5, 0.6], prompts="ZZA", references="rrr")
    joined = join([one, two])
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2, 0.3], [0.4, 0.6, 0.5]])
    assert joined.clusters.tolist() == [1, 0, 1]


def test_an_equal_prompt_with_another_reference_is_another_sample_of_the_same_cluster() -> None:
    one = run("one", ["a", "b"], [0.1, 0.2], prompts="ZZ", references="rs")
    two = run("two", ["x", "y"], [0.4, 0.5], prompts="ZZ", references="sr")
    joined = join([one, two])
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2], [0.5, 0.4]])
    assert joined.clusters.tolist() == [0, 0]


def test_a_repeated_id_is_told_apart_by_its_order() -> None:
    joined = join([run("one", ["a", "a"], [0.1, 0.2]), run("two", ["a", "a", "a"], [0.3, 0.4, 0])])
    assert np.array_equal(joined.scores["reward"], [[0.1, 0.2], [0.3, 0.4]])
    assert joined.left_out == {"one": 0, "two": 1}


def test_a_metric_that_a_run_lacks_is_undefined_there() -> None:
    joined = join([run("one", ["a"], [1], tool_f1=[0.5]), run("two", ["a"], [1], bleu=[0.25])])
    assert np.array_equal(joined.scores["tool_f1"], [[0.5], [np.nan]], equal_nan=True)
    assert np.array_equal(joined.scores["bleu"], [[np.nan], [0.25]], equal_nan=True)


def test_what_cannot_be_joined_says_why() -> None:
    whole = run("whole", ["a"], [1])
    averages = whole._replace(name="averages", samples=None)
    with pytest.raises(ToolgradeError, match="averages: only averages came back"):
        join([whole, averages])
    with pytest.raises(ComparisonError, match="two runs are called 'whole'"):
        join([whole, whole])
    with pytest.raises(ComparisonError, match="nothing to compare"):
        join([])
