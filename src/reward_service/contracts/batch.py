"""The batch in an event: what all callers but gen_qa's custom metrics send."""

from __future__ import annotations

from collections.abc import Callable

from graders.records import is_record
from graders.sample import JSON

ResultItem = dict[str, JSON]
"""`{"id", "aggregate_reward_score", "metrics_list"}`, and `error_code` where unscored."""

GradeRecords = Callable[[list[JSON]], list[ResultItem]]
"""Grades a batch: one item per record, in order."""


class UnknownEventError(ValueError):
    """An event that the function's contract does not know; the message says what it knows."""


def records_of(event: JSON) -> list[JSON]:
    """The records in an event: a list, `{"trajectories": [...]}`, or one bare record.

    Raises `UnknownEventError` for anything else, so that the caller sees a function error.
    Records are not looked into here: a bad one costs only itself.
    """
    if isinstance(event, list):
        return event
    if isinstance(event, dict) and "process_type" in event:
        raise UnknownEventError(
            "this is a custom_metrics event ('process_type') and this function answers batches: "
            "send it to the function with TOOLGRADE_ENVELOPE=custom_metrics, "
            "or set the recipe's processor.lambda_type to rft"
        )
    if isinstance(event, dict) and isinstance(event.get("trajectories"), list):
        return list(event["trajectories"])
    if is_record(event):
        return [event]
    raise UnknownEventError(
        "this event is neither a list of records, nor {'trajectories': [records]}, "
        f"nor one record; it is {describe(event)}"
    )


def describe(event: JSON) -> str:
    """The shape of an event for an error message, without its content."""
    if not isinstance(event, dict):
        return f"of type {type(event).__name__}"
    return "an object with keys " + (
        ", ".join(repr(key[:40]) for key in list(event)[:10]) or "none"
    )
