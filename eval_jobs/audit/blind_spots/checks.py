"""The ladders held against their bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.blind_spots.bars import BARS, HEIGHTS
from eval_jobs.audit.blind_spots.climbing import SAME, Climb, Step
from eval_jobs.audit.blind_spots.drawing import steps
from eval_jobs.audit.blind_spots.kinds import BROKEN, MENDABLE, PARTIAL
from eval_jobs.audit.check import Check, Example, Level

if TYPE_CHECKING:
    from eval_jobs.audit.check import Ladder

Climbed = tuple["Ladder", Sequence[Climb]]
NAMED: Final = 5
"""So many kinds of damage are named in a note, the worst first."""


def checks(
    climbed: Sequence[Climbed], places: Sequence[tuple[str, Sequence[Climb]]]
) -> list[Check]:
    """A check for each height that has a bar of its own, then one each for all other ladders.

    `places` are answers that are wrong in one value only, by what these have in common.
    """
    by_name = {ladder.name: (ladder, climbs) for ladder, climbs in climbed}
    heights = [_height(name, by_name.get(name)) for name in HEIGHTS]
    rest = [one for one in climbed if one[0].name not in (*HEIGHTS, *MENDABLE, *PARTIAL)]
    titled = [(ladder.title, each) for ladder, each in climbed if ladder.name not in BROKEN]
    broken = [(ladder.title, each) for ladder, each in climbed if ladder.name in BROKEN]
    return [
        *heights,
        _other_heights(rest),
        _first_step("first_step", [*titled, *places]),
        _first_step("broken_json", broken),
        _rises(climbed),
    ]


def _height(kind: str, climbed: Climbed | None) -> Check:
    name = f"blind_spots.{kind}"
    if climbed is None:
        return _nothing(name, "no right answer here can be damaged so")
    ladder, climbs = climbed
    note = f"{len(climbs)} records, whose right answers earn {ladder.rungs[0].reward:.2f}"
    return _check(name, ladder.rungs[-1].reward, len(climbs), note, _best_paid(climbs))


def _other_heights(climbed: Sequence[Climbed]) -> Check:
    """The best paid of the other kinds, at all their damage."""
    name = "blind_spots.full_damage"
    if not climbed:
        return _nothing(name, "no right answer here can be damaged")
    ranked = sorted(climbed, key=lambda one: -one[0].rungs[-1].reward)
    worst, climbs = ranked[0]
    note = _listed([(ladder.title, ladder.rungs[-1].reward) for ladder, _ in ranked])
    probes = sum(len(each) for _, each in climbed)
    return _check(name, worst.rungs[-1].reward, probes, note, _best_paid(climbs))


def _first_step(kind: str, climbed: Sequence[tuple[str, Sequence[Climb]]]) -> Check:
    """Of the titled damages, the one whose beginning costs nothing most often."""
    name = f"blind_spots.{kind}"
    if not climbed:
        return _nothing(name, "no right answer here can be damaged so")
    free = [(title, [one for one in climbs if _free(one)], climbs) for title, climbs in climbed]
    shares = [(title, len(blind) / len(all_)) for title, blind, all_ in free]
    _, blind, climbs = max(free, key=lambda one: len(one[1]) / len(one[2]))
    note = _listed(sorted((one for one in shares if one[1] > 0), key=lambda one: -one[1]))
    probes = sum(len(each) for _, each in climbed)
    shortest = min(blind, key=lambda one: len(one.first.answer), default=None)
    example = _example(shortest, shortest.first) if shortest else None
    return _check(name, len(blind) / len(climbs), probes, note, example)


def _rises(climbed: Sequence[Climbed]) -> Check:
    """How often more damage pays more."""
    name = "blind_spots.rises"
    total = sum(ladder.steps for ladder, _ in climbed)
    if not total:
        return _nothing(name, "no right answer here can be damaged")
    rises = [(ladder.title, ladder.rises / ladder.steps) for ladder, _ in climbed if ladder.rises]
    note = _listed(sorted(rises, key=lambda one: -one[1]))
    value = sum(ladder.rises for ladder, _ in climbed) / total
    return _check(name, value, total, note, _highest_rise(climbed))


def _highest_rise(climbed: Sequence[Climbed]) -> Example | None:
    """The step that gains most, with the better answer that it gained on as the right one."""
    all_steps = [(climb, *pair) for _, each in climbed for climb in each for pair in steps([climb])]
    climb, less, more = max(all_steps, key=lambda one: one[2].reward - one[1].reward)
    if more.reward - less.reward <= SAME:
        return None
    return _example(climb, more)._replace(right=less.answer)


def _free(climb: Climb) -> bool:
    return climb.first.reward >= climb.steps[0].reward - SAME


def _best_paid(climbs: Sequence[Climb]) -> Example:
    """The record where all the damage costs least; the shortest of several."""
    climb = min(climbs, key=lambda one: (-one.worst.reward, len(one.worst.answer)))
    return _example(climb, climb.worst)


def _example(climb: Climb, step: Step) -> Example:
    item = climb.item
    return Example(item.id, item.question, item.gold, step.answer, step.reward)


def _listed(found: Sequence[tuple[str, float]]) -> str:
    return "; ".join(f"{title}: {value:.2f}" for title, value in found[:NAMED])


def _nothing(name: str, note: str) -> Check:
    return Check(name, BARS[name], None, 0, note)


def _check(name: str, value: float, probes: int, note: str, example: Example | None) -> Check:
    """A check whose example is kept where it shows a hole."""
    check = Check(name, BARS[name], value, probes, note, example)
    return check._replace(example=None) if check.level is Level.PASS else check
