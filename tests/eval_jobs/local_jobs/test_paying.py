"""Rewards come from the grader, in batches; a grader that fails stops the job."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.local_jobs import built
from eval_jobs.local_jobs.paying import GraderError, Payer, grader
from eval_jobs.local_jobs.plan import WORK, LocalPlan
from eval_jobs.local_lambda.errors import BuildError, FunctionNotFoundError
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.rows import Row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.eval_jobs.conftest import MakeBuild, Serve

Batch = Sequence[dict[str, Any]]
Report = Callable[[str], None]
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


def payer(
    scorer: Any, size: int = 2, pauses: Sequence[float] = (), report: Report = lambda _: None
) -> Payer:
    return Payer(scorer, size, report, pauses)


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

    scorer, notes = Scorer(change), list[str]()
    rows = payer(scorer, pauses=(0, 0), report=notes.append).pay([RECORD], ["abc"])
    assert [row.reward for row in rows] == [0.3]
    assert scorer.asked[0] == scorer.asked[2]
    assert [note.count("boom") for note in notes] == [1]  # the first in the job's state
    assert capsys.readouterr().out.count("boom") == 1  # the rest in its log


def test_after_the_end_no_call_is_made_again() -> None:
    def end(batch: Batch) -> list[Row]:
        raise FunctionError("boom") if batch[0]["id"] == "1" else ToolgradeError("the end")

    scorer = Scorer(end, workers=2)
    with pytest.raises(ToolgradeError, match="the end"):
        payer(scorer, size=1, pauses=(5, 5)).pay([RECORD] * 2, ["abc"] * 2)
    assert len(scorer.asked) <= 2


@pytest.mark.parametrize("reward", [math.nan, math.inf, -math.inf])
def test_a_reward_that_is_no_number_teaches_nothing(reward: float) -> None:
    def one(batch: Batch) -> list[Row]:
        first, *rest = length(batch)
        return [first._replace(reward=reward), *rest]

    with pytest.raises(GraderError, match=rf"paid {reward} for 1 of 3 answers"):
        payer(Scorer(one), size=3).pay([RECORD] * 3, ["a"] * 3)


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


def test_the_grader_may_be_served_elsewhere(serve: Serve, tmp_path: Path) -> None:
    with closing(InvokeApi(serve(LENGTH), "127.0.0.1", 0)) as api:
        served = plan(function="RewardFunction", endpoint_url=f"http://{api.address}")
        with grader(served, tmp_path) as (scorer, code):
            assert code is None
            assert isinstance(scorer, LambdaScorer)
            assert scorer.workers == plan().concurrency
            rows = payer(scorer).pay([RECORD] * 3, ["a", "ab", "abc"])
    assert [row.reward for row in rows] == [0.1, 0.2, 0.3]


ARN = "arn:aws:lambda:us-east-1:111122223333:function:RewardFunction"


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a job; what is built is built beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(built, "BUILD", tmp_path / "build")
    (tmp_path / "job" / WORK).mkdir(parents=True)
    return tmp_path / "job"


@pytest.mark.parametrize("function", ["RewardFunction", ARN])
def test_the_built_function_grades_in_process(
    make_build: MakeBuild, job: Path, function: str
) -> None:
    make_build(LENGTH)
    with grader(plan(function=function), job) as (scorer, _):
        rows = payer(scorer).pay([RECORD], ["abcd"])
    assert [row.reward for row in rows] == [0.4]


def test_one_code_pays_from_the_start_to_the_end(make_build: MakeBuild, job: Path) -> None:
    build = make_build(LENGTH)
    seen = set()
    for _ in range(2):  # the second time is a job that is resumed
        with grader(plan(function="RewardFunction"), job) as (scorer, code):
            seen.add((payer(scorer).pay([RECORD], ["abcd"])[0].reward, code))
            make_build(LENGTH.replace("/ 10", "/ 5"))
            seen.add((payer(scorer).pay([RECORD], ["abcd"])[0].reward, code))
    assert [reward for reward, _ in seen] == [0.4]
    assert seen != {(0.4, built.code_sha256(build / "RewardFunction"))}
    make_build(LENGTH)
    assert seen == {(0.4, built.code_sha256(build / "RewardFunction"))}


def test_half_a_build_is_not_kept(make_build: MakeBuild, job: Path) -> None:
    template = make_build(LENGTH) / "template.yaml"
    whole = template.read_bytes()
    template.unlink()
    with pytest.raises(BuildError):
        built.own_build(job)
    template.write_bytes(whole)
    assert (built.own_build(job) / "RewardFunction" / "app.py").read_text() == LENGTH


def test_code_is_told_by_names_and_contents(tmp_path: Path) -> None:
    def code(**files: str) -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        (folder / "__pycache__").mkdir(parents=True)
        (folder / "__pycache__" / "a.pyc").write_text(str(folder))  # made by running it
        for name, text in files.items():
            (folder / name).write_text(text)
        return built.code_sha256(folder)

    assert code(a="1", b="2") == code(b="2", a="1")
    assert len({code(a="1"), code(a="2"), code(b="1"), code(a="1", b="")}) == 4


def test_a_function_that_was_not_built_is_named(make_build: MakeBuild, job: Path) -> None:
    make_build(LENGTH)
    with pytest.raises(FunctionNotFoundError, match="Other"), grader(plan(function="Other"), job):
        pass


def test_without_a_grader_or_a_build_it_is_said_what_to_do(job: Path) -> None:
    with pytest.raises(ToolgradeError, match=r"grader\.function"), grader(plan(), job):
        pass
    with pytest.raises(ToolgradeError, match="make build"), grader(plan(function="F"), job):
        pass
