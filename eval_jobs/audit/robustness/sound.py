"""Samples with nothing wrong about them, whose rewards are watched while other things change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.paying import Probe
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay

ITEMS: Final = 32
"""Items that are watched, each with two answers: as many samples as a batch has."""


class Sound(NamedTuple):
    """A probe that got a reward, and its record as sent."""

    probe: Probe
    record: dict[str, Any]


def sound_samples(items: Sequence[Item], pay: Pay) -> list[Sound]:
    """Right and worse answers to items from all over the dataset, by reward, lowest first.

    An answer that the grader leaves unscored is no sound one.
    """
    chosen = (
        [items[at * len(items) // ITEMS] for at in range(ITEMS)] if len(items) > ITEMS else items
    )
    probes = [
        Probe(item, item.answer(calls)) for item in chosen for calls in (item.calls, _worse(item))
    ]
    paid = zip(pay(probes, "sound samples"), probes, strict=True)
    known = [(reward, probe) for reward, probe in paid if reward is not None]
    ordered = [probe for _, probe in sorted(known, key=lambda one: one[0])]
    return [
        Sound(probe, {**probe.item.answered(probe.answer), "id": f"{probe.item.id}/sound-{at}"})
        for at, probe in enumerate(ordered)
    ]


def _worse(item: Item) -> list[ToolCall]:
    """The calls without the last one; one without arguments where there is but one."""
    if not item.calls:
        return [ToolCall("no_such_tool", {})]
    return list(item.calls[:-1]) or [ToolCall(item.calls[0].name, {})]
