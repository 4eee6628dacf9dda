"""What a reward function is sent and what it answers, whichever way it is called."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ToolgradeError
from eval_jobs.rows import Row

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record

MAX_BYTES: Final = 6 * 1024 * 1024 - 64 * 1024
"""What fits into one synchronous call (Lambda takes 6 MB), with some room to spare."""


class FunctionError(ToolgradeError):
    """A reward function failed, or answered what is no answer to its batch."""


def request(lines: Sequence[bytes]) -> bytes:
    """The event of a batch of records, each as JSON."""
    return b"[" + b",".join(lines) + b"]"


def fitting(lines: Mapping[int, bytes]) -> list[list[int]]:
    """The positions of records in groups, in order, that each fit into one call.

    No line is longer than `MAX_BYTES`.
    """
    groups: list[list[int]] = []
    room = 0
    for position, line in lines.items():
        size = len(line) + 1
        if size > room:
            groups.append([])
            room = MAX_BYTES
        groups[-1].append(position)
        room -= size
    return groups


def rows_of(payload: bytes, batch: Sequence[Record]) -> list[Row]:
    """The rows in the response to a batch: bare list, or `statusCode` and body.

    FunctionError unless there is one for each record, in order.
    """
    try:
        items = json.loads(payload)
    except ValueError:
        raise FunctionError(f"the function's response is not JSON: {_some(payload)}") from None
    if isinstance(items, dict) and "body" in items:
        items = _body(items["body"])
    if not isinstance(items, list):
        raise FunctionError(f"the function's response holds no list of results: {_some(payload)}")
    if len(items) != len(batch):
        raise FunctionError(
            f"the function answered {len(items)} results to {len(batch)} records: "
            "it has to answer one for each, in order"
        )
    return [_row(item, record) for item, record in zip(items, batch, strict=True)]


def _body(body: Any) -> Any:
    try:
        return json.loads(body) if isinstance(body, str) else body
    except ValueError:
        return None


def _row(item: Any, record: Record) -> Row:
    """The row of a result. A reward that is no JSON number, but says one, comes with a reason."""
    try:
        row = Row.from_item({"metrics_list": [], **item})
        told = item["aggregate_reward_score"]
        reward = float(told)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise FunctionError(
            "the function answered a result without id, aggregate_reward_score or named "
            f"metrics: {_some(json.dumps(item).encode())}"
        ) from None
    if row.id != record["id"]:
        raise FunctionError(
            f"the function answered id {row.id!r} where {record['id']!r} was asked: "
            "results have to be in the order of the records"
        )
    if row.reward is None:
        return row
    if isinstance(told, str):
        row = row._replace(
            reason=f"its aggregate_reward_score is the text {json.dumps(told):.40}, and no "
            "number: training may not take it"
        )
    return row._replace(reward=reward)


def _some(payload: bytes) -> str:
    text = payload.decode(errors="backslashreplace")
    return text if len(text) <= 200 else f"{text[:200]}..."  # noqa: PLR2004  # enough to see
