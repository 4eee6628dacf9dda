"""ragas: the F1 of tool calls."""

from __future__ import annotations

import asyncio
from typing import Any

from ragas import MultiTurnSample
from ragas.messages import AIMessage, ToolCall
from ragas.metrics import ToolCallF1
from serve import serve

METRIC = ToolCallF1()


def prepare(case: dict[str, Any]) -> MultiTurnSample:
    """A conversation of one turn."""
    turn = AIMessage(content="", tool_calls=calls(case["calls"]))
    return MultiTurnSample(user_input=[turn], reference_tool_calls=calls(case["gold"]))


def calls(items: list[dict[str, Any]]) -> list[ToolCall]:
    """As ragas holds calls."""
    return [ToolCall(name=item["name"], args=item["arguments"]) for item in items]


def grade(batch: list[MultiTurnSample], metric: Any = METRIC) -> list[Any]:
    """All samples in one event loop; what one raises is its own."""

    async def scores() -> list[Any]:
        return [await attempt(sample) for sample in batch]

    async def attempt(sample: MultiTurnSample) -> Any:
        try:
            return await metric.multi_turn_ascore(sample)
        except Exception as error:  # noqa: BLE001  # whatever it raises is a finding
            return type(error).__name__

    return asyncio.run(scores())


if __name__ == "__main__":
    serve(prepare, grade)
