"""Which element of an answer stands for which element of the reference: optimal, not greedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from graders.effort import Effort

T = TypeVar("T")

MAX_PAIRS: Final = 1024
"""Above this many pairs elements are paired quickly: the cost of a sample stays bounded."""
EACH: Final = 2
"""Steps that aligning costs beside those for its pairs."""
ASSIGNED: Final = 64
"""So many operations of the Hungarian method cost as much as comparing a pair."""

Matrix = list[list[float]]
"""Similarities in [0, 1]: a row for each element of the answer, a column for each expected."""
Pairs = list[tuple[int, int]]


def align(
    answer: Sequence[T],
    reference: Sequence[T],
    similarity: Callable[[T, T], float],
    choose: Callable[[Matrix], Pairs],
    effort: Effort | None = None,
) -> list[tuple[int, int, float]]:
    """The pairs `(row, column, similarity)` that `choose` takes from all that are possible.

    Beyond `MAX_PAIRS`, or without thorough `effort`, elements that are written alike are paired
    (for `in_order`, those at the beginning and the end), and the rest first with first.
    """
    possible = len(answer) * len(reference)
    quickly = possible > MAX_PAIRS or (effort is not None and not effort.thorough)
    if effort is not None:
        effort.spend(EACH + _steps(len(answer), len(reference), choose, quickly=quickly))
    if possible == 1:
        return [(0, 0, similarity(answer[0], reference[0]))]
    if quickly:
        quick = _ends_then_by_position if choose is in_order else _equal_then_by_position
        pairs = quick(answer, reference)
        return [(row, column, similarity(answer[row], reference[column])) for row, column in pairs]
    matrix = [[similarity(mine, theirs) for theirs in reference] for mine in answer]
    return [(row, column, matrix[row][column]) for row, column in choose(matrix)]


def _steps(rows: int, columns: int, choose: Callable[[Matrix], Pairs], *, quickly: bool) -> int:
    if quickly:
        return rows + columns
    moves = min(rows, columns) if choose is assignment else 0
    return rows * columns * (ASSIGNED + moves) // ASSIGNED


def _equal_then_by_position(answer: Sequence[T], reference: Sequence[T]) -> Pairs:
    """Elements that are written alike go together; the rest, first with first."""
    places: dict[str, list[int]] = {}
    for column in reversed(range(len(reference))):
        places.setdefault(repr(reference[column]), []).append(column)
    found = {
        row: places[text].pop() for row, text in enumerate(map(repr, answer)) if places.get(text)
    }
    rows = (row for row in range(len(answer)) if row not in found)
    columns = sorted(column for left in places.values() for column in left)
    return sorted([*found.items(), *zip(rows, columns, strict=False)])


def _ends_then_by_position(answer: Sequence[T], reference: Sequence[T]) -> Pairs:
    """Common elements at the beginning and at the end, and between them first with first."""
    mine, theirs = list(map(repr, answer)), list(map(repr, reference))
    shortest = min(len(mine), len(theirs))
    end = 0
    while end < shortest and mine[-1 - end] == theirs[-1 - end]:
        end += 1
    middle = shortest - end  # a common beginning is paired by position anyway
    pairs = [(index, index) for index in range(middle)]
    return pairs + [(len(mine) - back, len(theirs) - back) for back in range(end, 0, -1)]


def assignment(matrix: Matrix) -> Pairs:
    """The one-to-one pairs of the greatest total similarity, any order.

    `min(rows, columns)` pairs. The Hungarian method with potentials, in O(n^2 m) (Jonker and
    Volgenant, 1987); ties go to the lower index.
    """
    if not matrix or not matrix[0]:
        return []
    if len(matrix) > len(matrix[0]):
        flipped = [list(column) for column in zip(*matrix, strict=True)]
        return sorted((row, column) for column, row in assignment(flipped))
    columns = len(matrix[0])
    row_potential = [0.0] * (len(matrix) + 1)
    column_potential = [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # the row (from 1) that holds a column (from 1); 0: free
    for row in range(1, len(matrix) + 1):
        owner[0] = row
        _augment(matrix, row_potential, column_potential, owner)
    return sorted(
        (owner[column] - 1, column - 1) for column in range(1, columns + 1) if owner[column]
    )


def _augment(
    matrix: Matrix, row_potential: list[float], column_potential: list[float], owner: list[int]
) -> None:
    """Give the row in `owner[0]` a column along the cheapest path, moving other rows over."""
    columns = len(column_potential)
    distance = [inf] * columns
    before = [0] * columns
    done = [False] * columns
    column = 0
    while owner[column]:
        done[column] = True
        row, step, nearest = owner[column], inf, 0
        for other in range(1, columns):
            if done[other]:
                continue
            cost = -matrix[row - 1][other - 1] - row_potential[row] - column_potential[other]
            if cost < distance[other]:
                distance[other], before[other] = cost, column
            if distance[other] < step:
                step, nearest = distance[other], other
        for other in range(columns):
            if done[other]:
                row_potential[owner[other]] += step
                column_potential[other] -= step
            else:
                distance[other] -= step
        column = nearest
    while column:
        owner[column] = owner[before[column]]
        column = before[column]


def in_order(matrix: Matrix) -> Pairs:
    """The pairs of the greatest total similarity that do not cross: both orders are kept."""
    if not matrix:
        return []
    best = [[0.0] * (len(matrix[0]) + 1)]
    for similarities in matrix:
        above, row = best[-1], [0.0]
        for column, similarity in enumerate(similarities, 1):
            row.append(max(above[column], row[-1], above[column - 1] + similarity))
        best.append(row)
    pairs: Pairs = []
    row_index, column = len(matrix), len(matrix[0])
    while row_index and column:
        here = best[row_index][column]
        if here == best[row_index - 1][column]:
            row_index -= 1
        elif here == best[row_index][column - 1]:
            column -= 1
        else:
            row_index, column = row_index - 1, column - 1
            pairs.append((row_index, column))
    return pairs[::-1]


def overlap(one: Sequence[str], two: Sequence[str]) -> int:
    """How many elements two multisets have in common."""
    if len(one) * len(two) > MAX_PAIRS:
        return (Counter(one) & Counter(two)).total()
    left = list(two)  # for a few, faster than counting
    for element in one:
        if element in left:
            left.remove(element)
    return len(two) - len(left)
