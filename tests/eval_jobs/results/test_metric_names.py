from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.results.metric_names import plain_metrics


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ({"lambda_tool_f1": 0.5, "lambda_tool_f1_stderr": 0.1}, {"tool_f1": 0.5}),
        ({"lambda_reward_score": 0.75}, {"reward": 0.75}),
        ({"rft_eval_lambda_metric": {"lambda_reward_score": 1}}, {"reward": 1.0}),
        ({"reward": 0.5, "graded": 1.0}, {"reward": 0.5, "graded": 1.0}),
        ({"overall_score": 0.25}, {"reward": 0.25}),
        (
            {"lambda_reward_score": 0.5, "lambda_overall_score": 0.25},
            {"reward": 0.5, "overall_score": 0.25},
        ),
        ({"bleu": 25.0, "rouge1": 0.5}, {"bleu": 0.25, "rouge1": 0.5}),
        ({"lambda_bleu": 0.25}, {"bleu": 0.25}),
        ({"lambda_lambda_x": 1.0}, {"lambda_x": 1.0}),
        ({"a": None, "b": "0.5", "c": float("nan"), "d": float("inf"), "e": 10**400}, {}),
        ({"exact": True}, {"exact": 1.0}),
        ({}, {}),
        (None, {}),
        ([1], {}),
        ("text", {}),
    ],
)
def test_plain_metrics(given: Any, plain: dict[str, float]) -> None:
    assert plain_metrics(given) == plain
