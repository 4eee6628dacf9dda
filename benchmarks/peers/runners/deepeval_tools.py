"""deepeval: tool correctness with parameters, without a judge."""

from __future__ import annotations

from typing import Any

from deepeval.metrics import ToolCorrectnessMetric
from deepeval.models import DeepEvalBaseLLM
from deepeval.test_case import LLMTestCase, ToolCall, ToolCallParams
from serve import one_by_one, serve


class Nobody(DeepEvalBaseLLM):
    """The judge that is never asked: without one, deepeval wants a key of OpenAI's."""

    def load_model(self) -> None:
        """No model."""

    def generate(self, *_: Any, **__: Any) -> str:
        """No answer."""
        raise NotImplementedError

    async def a_generate(self, *_: Any, **__: Any) -> str:
        """No answer."""
        raise NotImplementedError

    def get_model_name(self) -> str:
        """No name."""
        return "nobody"


METRIC = ToolCorrectnessMetric(
    model=Nobody(), async_mode=False, evaluation_params=[ToolCallParams.INPUT_PARAMETERS]
)


def prepare(case: dict[str, Any]) -> LLMTestCase:
    """A test case."""
    return LLMTestCase(
        input=case["question"],
        actual_output="",
        tools_called=calls(case["calls"]),
        expected_tools=calls(case["gold"]),
    )


def calls(items: list[dict[str, Any]]) -> list[ToolCall]:
    """As deepeval holds calls."""
    return [ToolCall(name=item["name"], input_parameters=item["arguments"]) for item in items]


def score(case: LLMTestCase) -> float:
    """The metric."""
    METRIC.measure(case, _show_indicator=False)
    return float(METRIC.score)


if __name__ == "__main__":
    serve(prepare, one_by_one(score))
