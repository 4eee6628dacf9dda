"""Rewards come from the grader, in batches; a grader that fails stops the job."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.local_jobs.paying import GraderError, Payer, grader
from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.local_lambda.errors import FunctionNotFoundError
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.rows import Row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.eval_jobs.conftest import MakeBuild, Serve

Batch = Sequence[dict[str, Any]]
RECORD = {"id": "mine", "messages": [{"role": "user", "content": "Do it."}], "key": "kept"}
LENGTH = """
def handler(event, context):
    return [{"id": one["id"], "aggregate_reward_score": len(one["messages"][-1]["content"]) / 10,
             "metrics_list": []} for one in event]
"""


class Scorer:
    """Answers as it is told, and remembers what it was asked."""

    def __init__(self, answer: Callable[[Batch], list[Row]], workers: int = 1) -> None:
        self.workers = workers
        self.asked: list[Batch] = []
        self._answer = answer

    def score(self, batch: Batch) -> list[Row]:
        self.asked.append(batch)
        return self._answer(batch)


def length(batch: Batch) -> list[Row]:
    return [
        Row(one["id"], len(one["messages"][-1]["content"]) / 10, None, None, {}) for one in batch
    ]


def fail(_: Batch) -> list[Row]:
    raise FunctionError("boom")


def unscored(batch: Batch) -> list[Row]:
    return [Row(one["id"], None, "malformed_reference", None, {}) for one in batch]


def payer(scorer: Any, size: int = 2, pauses: Sequence[float] = ()) -> Payer:
    return Payer(scorer, size, pauses)


def test_a_sample_is_sent_as_the_container_does() -> None:
    scorer = Scorer(length)
    payer(scorer).pay([RECORD], ["[]"])
    answer = {"role": "assistant", "content": "[]"}
    assert scorer.asked == [[{"id": "0", "messages": [*RECORD["messages"], answer], "key": "kept"}]]


@pytest.mark.parametrize("workers", [1, 3])
def test_rewards_come_in_order_from_batches(workers: int) -> None:
    scorer = Scorer(length, workers)
    answers = ["a" * number for number in range(5)]
    rows = payer(scorer).pay([RECORD] * 5, answers)
    assert [row.reward for row in rows] == [0, 0.1, 0.2, 0.3, 0.4]
    assert sorted(map(len, scorer.asked)) == [1, 2, 2]


def test_no_more_calls_at_a_time_than_the_recipe_allows() -> None:
    under_way, most, lock, met = 0, 0, threading.Lock(), threading.Barrier(3)

    def slow(batch: Batch) -> list[Row]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        met.wait(10)
        with lock:
            under_way -= 1
        return length(batch)

    payer(Scorer(slow, 3), size=1).pay([RECORD] * 6, ["a"] * 6)
    assert most == 3


def test_a_call_that_failed_is_made_again(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter([fail, fail, length])

    def change(batch: Batch) -> list[Row]:
        return next(answers)(batch)

    scorer = Scorer(change)
    rows = payer(scorer, pauses=(0, 0)).pay([RECORD], ["abc"])
    assert [row.reward for row in rows] == [0.3]
    assert scorer.asked[0] == scorer.asked[2]
    assert capsys.readouterr().out.count("boom") == 2


def test_a_grader_that_keeps_failing_pays_no_zeros() -> None:
    scorer = Scorer(fail)
    with pytest.raises(GraderError, match=r"failed 3 times: boom.*goes on from"):
        payer(scorer, pauses=(0, 0)).pay([RECORD], ["abc"])
    assert len(scorer.asked) == 3


def test_an_unscored_answer_is_no_bad_one() -> None:
    scorer = Scorer(lambda batch: [*unscored(batch[:1]), *length(batch[1:])])
    rows = payer(scorer).pay([RECORD] * 2, ["abc", "abc"])
    assert [row.reward for row in rows] == [None, 0.3]


def test_a_step_without_any_score_teaches_nothing() -> None:
    with pytest.raises(GraderError, match=r"none of 3 answers \(malformed_reference: 3\)"):
        payer(Scorer(unscored)).pay([RECORD] * 3, ["a"] * 3)


def plan(**values: Any) -> LocalPlan:
    return LocalPlan(name="job", technique="rft", **values)


def test_the_grader_may_be_served_elsewhere(serve: Serve) -> None:
    with (
        closing(InvokeApi(serve(LENGTH), "127.0.0.1", 0)) as api,
        grader(plan(function="RewardFunction", endpoint_url=f"http://{api.address}")) as scorer,
    ):
        assert isinstance(scorer, LambdaScorer)
        assert scorer.workers == plan().concurrency
        rows = Payer(scorer, 2).pay([RECORD] * 3, ["a", "ab", "abc"])
    assert [row.reward for row in rows] == [0.1, 0.2, 0.3]


ARN = "arn:aws:lambda:us-east-1:111122223333:function:RewardFunction"


@pytest.mark.parametrize("function", ["RewardFunction", ARN])
def test_the_built_function_grades_in_process(
    make_build: MakeBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    make_build(LENGTH)
    (tmp_path / ".aws-sam").mkdir()
    (tmp_path / "build").rename(tmp_path / ".aws-sam" / "build")
    monkeypatch.chdir(tmp_path)
    with grader(plan(function=function)) as scorer:
        rows = Payer(scorer, 2).pay([RECORD], ["abcd"])
    assert [row.reward for row in rows] == [0.4]


def test_a_function_that_was_not_built_is_named(
    make_build: MakeBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_build(LENGTH)
    (tmp_path / ".aws-sam").mkdir()
    (tmp_path / "build").rename(tmp_path / ".aws-sam" / "build")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FunctionNotFoundError, match="Other"), grader(plan(function="Other")):
        pass


def test_without_a_grader_or_a_build_it_is_said_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ToolgradeError, match=r"grader\.function"), grader(plan()):
        pass
    with pytest.raises(ToolgradeError, match="make build"), grader(plan(function="F")):
        pass
