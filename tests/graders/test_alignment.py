"""Both alignments against every alignment there is, on small matrices."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.alignment import Matrix, Pairs, align, assignment, in_order

SIZES = st.tuples(st.integers(0, 5), st.integers(1, 5))
SIMILARITIES = st.sampled_from([0.0, 0.1, 0.5, 0.9, 0.97, 1.0]) | st.floats(0, 1)
MATRICES = SIZES.flatmap(
    lambda size: st.lists(
        st.lists(SIMILARITIES, min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def total(matrix: Matrix, pairs: Pairs) -> float:
    return sum(matrix[row][column] for row, column in pairs)


def best_assignment(matrix: Matrix) -> float:
    rows, columns = len(matrix), len(matrix[0])
    if rows > columns:
        return best_assignment([list(column) for column in zip(*matrix, strict=True)])
    orders = permutations(range(columns), rows)
    return max(total(matrix, list(zip(range(rows), order, strict=True))) for order in orders)


def best_in_order(matrix: Matrix) -> float:
    rows, columns = range(len(matrix)), range(len(matrix[0]))
    return max(
        total(matrix, list(zip(some, others, strict=True)))
        for size in range(min(len(rows), len(columns)) + 1)
        for some in combinations(rows, size)
        for others in combinations(columns, size)
    )


@given(MATRICES)
def test_assignment_is_as_good_as_the_best_permutation(matrix: Matrix) -> None:
    pairs = assignment(matrix)
    rows, columns = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert len(pairs) == (min(len(matrix), len(matrix[0])) if matrix else 0)
    assert rows == sorted(set(rows))
    assert len(set(columns)) == len(columns)
    if matrix:
        assert total(matrix, pairs) == pytest.approx(best_assignment(matrix))


@given(MATRICES)
def test_in_order_is_as_good_as_the_best_that_does_not_cross(matrix: Matrix) -> None:
    pairs = in_order(matrix)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in zip(pairs, pairs[1:]))  # noqa: B905, RUF007  # neighbours
    if matrix:
        assert total(matrix, pairs) == pytest.approx(best_in_order(matrix))
    else:
        assert pairs == []


def test_assignment_beats_the_greedy_choice() -> None:
    assert assignment([[1.0, 0.9], [0.9, 0.0]]) == [(0, 1), (1, 0)]


def test_ties_go_to_the_lower_index() -> None:
    assert assignment([[1.0, 1.0], [1.0, 1.0]]) == [(0, 0), (1, 1)]


@pytest.mark.parametrize("choose", [assignment, in_order])
def test_nothing_aligns_with_nothing(choose: object) -> None:
    assert align([], ["a"], lambda *_: 1.0, choose) == []  # type: ignore[arg-type]  # either one
    assert align(["a"], [], lambda *_: 1.0, choose) == []  # type: ignore[arg-type]  # either one


def same(one: int, two: int) -> float:
    return float(one == two)


def test_align_carries_the_similarity_of_each_pair() -> None:
    assert align([1, 2, 3], [3, 2], same, assignment) == [(1, 1, 1.0), (2, 0, 1.0)]


@pytest.mark.parametrize(("rows", "columns", "by_position"), [(32, 32, False), (41, 25, True)])
def test_beyond_1024_pairs_elements_are_paired_by_position(
    rows: int, columns: int, by_position: bool
) -> None:
    answer, reference = list(range(100, 100 + rows)), list(range(columns))
    calls: list[tuple[int, int]] = []

    def similarity(one: int, two: int) -> float:
        calls.append((one, two))
        return 0.5

    pairs = align(answer, reference, similarity, assignment)
    assert [pair[:2] for pair in pairs] == [(index, index) for index in range(min(rows, columns))]
    assert len(calls) == (min(rows, columns) if by_position else rows * columns)
