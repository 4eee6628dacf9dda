"""Events, stub graders and services that the tests share."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graders import Grade, Sample
from reward_service.service import RewardService
from reward_service.settings import Settings

ROOT = Path(__file__).parents[2]


def read_event(name: str) -> Any:
    return json.loads((ROOT / "events" / f"{name}.json").read_text(encoding="utf-8"))


class StubGrader:
    """Pays what the answer's text says, or does what a test gives it to do."""

    name = "stub"
    metric_names: tuple[str, ...] = ("stub_score", "word_count")
    reward_names = frozenset({"stub_score"})

    def __init__(self, grade: Callable[[Sample], Grade] | None = None) -> None:
        self._grade = grade or self._pay

    def grade(self, sample: Sample) -> Grade:
        return self._grade(sample)

    def _pay(self, sample: Sample) -> Grade:
        if sample.answer is None:
            return Grade.unscored("no_answer", "no model turn", self.metric_names)
        score = float(sample.answer.text)
        return Grade(score, {"stub_score": score, "word_count": 1}, "score {stub_score}")


@pytest.fixture
def service() -> RewardService:
    return RewardService(StubGrader(), Settings())


def record(sample_id: Any, answer: str | None = "0.5", **keys: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": "q"}]
    if answer is not None:
        messages.append({"role": "assistant", "content": answer})
    return {"id": sample_id, "messages": messages, **keys}
