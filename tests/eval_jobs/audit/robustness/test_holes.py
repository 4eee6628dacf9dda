"""Scorers with one defect each: the check that looks for it fails, and no other."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.robustness import BARS
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.rows import Row
from tests.eval_jobs.audit.made import items_of, record
from tests.eval_jobs.audit.robustness.broken import (
    ITEMS,
    Changed,
    Clock,
    check,
    examined,
    failed,
    plus,
    text_of,
)
from tests.eval_jobs.audit.sound import SOUND

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record

Rows = list[Row]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_sound_grader_passes(count: int) -> None:
    section = examined(SOUND, ITEMS[:count])
    assert [one.name for one in section.checks] == list(BARS)
    assert section.level is Level.PASS


def recursing(batch: Sequence[Record], rows: Rows) -> Rows:
    if any("[[[[" in text_of(one) for one in batch):
        raise RecursionError
    return rows


def failing(batch: Sequence[Record], rows: Rows) -> Rows:
    if any("messages" not in one for one in batch):
        raise FunctionError("KeyError: 'messages'")
    return rows


def dropping(_: Sequence[Record], rows: Rows) -> Rows:
    return [row for row in rows if row.graded]


def renaming(_: Sequence[Record], rows: Rows) -> Rows:
    ids = [row.id for row in rows]
    return [row._replace(id=ids[0]) for row in rows] if None in [r.reward for r in rows] else rows


def shifting(_: Sequence[Record], rows: Rows) -> Rows:
    """What could not be scored takes the reward of the one behind it."""
    rewards = [row.reward for row in rows]
    if None in rewards:
        rewards.append(rewards.pop(rewards.index(None)))
    return [row._replace(reward=reward) for row, reward in zip(rows, rewards, strict=True)]


@pytest.mark.parametrize("change", [recursing, failing, dropping, renaming, shifting])
def test_one_sample_costs_the_others(change: Callable[[Any, Rows], Rows]) -> None:
    section = examined(Changed(change))
    found = check(section, "neighbours")
    assert "neighbours" in failed(section)
    assert set(failed(section)) <= {"neighbours", "garbage"}  # shifted, it is paid for another
    assert found.value is not None
    assert 0 < found.value < found.probes
    assert found.example is not None
    assert 0 < len(found.example.answer) < 2100  # of a text of 100,000 the start is enough


def test_what_it_costs_is_said() -> None:
    found = check(examined(Changed(failing)), "neighbours")
    assert found.value == 2  # without messages, and without anything
    assert "no messages" in found.note
    assert "KeyError: 'messages'" in found.note


def defaulting(_: Sequence[Record], rows: Rows) -> Rows:
    return [row if row.graded else row._replace(reward=0.5) for row in rows]


def test_what_cannot_be_graded_is_paid() -> None:
    section = examined(Changed(defaulting))
    assert failed(section) == ["garbage"]
    assert check(section, "garbage").value == 0.5


@pytest.mark.parametrize("reward", [math.nan, math.inf, -0.5, 1.5])
def test_a_reward_that_is_none(reward: float) -> None:
    def spoil(batch: Sequence[Record], rows: Rows) -> Rows:
        spoilt = ["9999" in text_of(one) for one in batch]
        return [
            row._replace(reward=reward) if bad else row
            for row, bad in zip(rows, spoilt, strict=True)
        ]

    section = examined(Changed(spoil))
    assert "invalid" in failed(section)
    assert set(failed(section)) <= {"invalid", "garbage"}  # it is paid for garbage
    example = check(section, "invalid").example
    assert example is not None
    assert "9999" in example.answer


def test_a_reward_that_changes() -> None:
    calls = iter(range(10**6))

    def drift(_: Sequence[Record], rows: Rows) -> Rows:
        return [row._replace(reward=(row.reward or 0) / 2 + next(calls) / 10**5) for row in rows]

    section = examined(Changed(drift))
    assert failed(section) == ["deterministic"]
    assert check(section, "deterministic").value == 1.0
    assert check(section, "batch").value is None


@pytest.mark.parametrize("place", [0, 1])
def test_chance_is_blamed_on_no_neighbour_and_no_batch(place: int) -> None:
    """One call in a few hundred pays one sample otherwise, and never the same one twice."""
    calls = iter(range(30, 10**6))

    def lapse(batch: Sequence[Record], rows: Rows) -> Rows:
        if next(calls) % 37 or len(batch) < 3:
            return rows
        return [row._replace(reward=0.77) if at == place else row for at, row in enumerate(rows)]

    assert {"neighbours", "batch"}.isdisjoint(failed(examined(Changed(lapse))))


def test_a_grader_that_pays_by_chance_is_called_that_and_nothing_else() -> None:
    noise = random.Random(0)  # noqa: S311  # seeded, no secret

    def noisy(_: Sequence[Record], rows: Rows) -> Rows:
        return [
            row
            if row.reward is None
            else row._replace(reward=max(0.0, row.reward - noise.random()))
            for row in rows
        ]

    section = examined(Changed(noisy))
    assert failed(section) == ["deterministic"]
    assert check(section, "batch").value is None


def test_a_right_answer_that_is_paid_otherwise_later() -> None:
    seen = set()

    def once(batch: Sequence[Record], rows: Rows) -> Rows:
        paid = []
        for one, row in zip(batch, rows, strict=True):
            again = text_of(one) in seen
            seen.add(text_of(one))
            paid.append(row._replace(reward=0.5) if again and row.reward == 1.0 else row)
        return paid

    found = check(examined(Changed(once)), "deterministic")
    assert found.level is Level.FAIL
    assert found.note == "such as 1 at first, then 0.5"
    assert found.example is not None
    assert found.example.answer == found.example.right


def normalised(_: Sequence[Record], rows: Rows) -> Rows:
    best = max(row.reward or 0.0 for row in rows)
    return [row._replace(reward=(row.reward or 0.0) / best) if best else row for row in rows]


def first_served(_: Sequence[Record], rows: Rows) -> Rows:
    return [plus(row, -at / 1000) if row.reward else row for at, row in enumerate(rows)]


def in_small_batches(batch: Sequence[Record], rows: Rows) -> Rows:
    if len(batch) > 5:
        raise FunctionError("time is over")
    return rows


def test_the_company_counts() -> None:
    section = examined(Changed(normalised))
    assert check(section, "batch").level is Level.FAIL
    assert "alone" in check(section, "batch").note


def test_the_place_counts() -> None:
    assert check(examined(Changed(first_served)), "batch").level is Level.FAIL


def test_a_full_batch_fails() -> None:
    section = examined(Changed(in_small_batches))
    assert failed(section) == ["batch"]
    assert check(section, "batch").value == 1.0
    assert "time is over" in check(section, "batch").note


def emptying(batch: Sequence[Record], rows: Rows) -> Rows:
    for one in batch:
        if isinstance(one, dict):
            one["seen"] = True
    return rows


def test_a_record_that_is_changed() -> None:
    section = examined(Changed(emptying))
    assert failed(section) == ["mutated"]
    example = check(section, "mutated").example
    assert example is not None
    assert example.record in {item.id for item in ITEMS}


@pytest.mark.parametrize(("power", "level"), [(0, "pass"), (1, "pass"), (1.5, "warn"), (2, "fail")])
def test_time_grows_with_a_power_of_the_length(power: float, level: str) -> None:
    clock = Clock()

    def work(batch: Sequence[Record], rows: Rows) -> Rows:
        clock.now += sum(len(text_of(one)) ** power for one in batch)
        return rows

    found = check(examined(Changed(work), clock=clock), "growth")
    assert found.value == pytest.approx(power, abs=0.1)
    assert found.level.value == level
    assert "ms" in found.note


def test_only_calls_cost_more_and_more() -> None:
    clock = Clock()

    def work(batch: Sequence[Record], rows: Rows) -> Rows:
        clock.now += sum(text_of(one).count("arguments") ** 2 for one in batch)
        return rows

    assert check(examined(Changed(work), clock=clock), "growth").value == pytest.approx(2, abs=0.1)


def test_a_machine_that_was_busy_for_a_while_is_not_the_graders_fault() -> None:
    clock = Clock()
    long_ones = iter(range(10**6))

    def work(batch: Sequence[Record], rows: Rows) -> Rows:
        size = sum(len(text_of(one)) for one in batch)
        busy = size > 100_000 and next(long_ones) % 10 < 5
        clock.now += size * (10 if busy else 1)
        return rows

    found = check(examined(Changed(work), clock=clock), "growth")
    assert found.value == pytest.approx(1, abs=0.1)


def test_what_is_quick_at_any_length_has_no_growth() -> None:
    clock = Clock()

    def work(batch: Sequence[Record], rows: Rows) -> Rows:
        clock.now += sum(len(text_of(one)) ** 2 for one in batch) / 10**14
        return rows

    found = check(examined(Changed(work), clock=clock), "growth")
    assert found.value is None
    assert found.note.startswith("nothing took long enough to tell")


def test_nothing_is_found_where_nothing_is_scored() -> None:
    def unscored(_: Sequence[Record], rows: Rows) -> Rows:
        return [row._replace(reward=None) for row in rows]

    section = examined(Changed(unscored))
    assert [one.value for one in section.checks] == [None] * len(BARS)
    assert section.level is Level.PASS


def test_a_scorer_that_always_raises_does_not_end_the_audit() -> None:
    def broken(_: Sequence[Record], __: Rows) -> Rows:
        raise FunctionError("not found")

    assert check(examined(Changed(broken)), "neighbours").value is None


def test_where_no_call_is_expected_silence_is_no_garbage() -> None:
    silent = items_of(record(f"r{at}", "Hello", {"tool_calls": []}) for at in range(3))
    section = examined(SOUND, silent)
    assert section.level is Level.PASS
    assert check(section, "garbage").value is None
    assert check(section, "garbage").note
