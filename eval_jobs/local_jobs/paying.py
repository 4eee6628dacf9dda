"""Rewards through the deployed contract: answers go to the grader as SageMaker's container sends.

An answer that the grader could not score (an error code instead of a reward) is no bad answer. It
earns None: GRPO then leaves it out of its group, and it moves no weight. A 0 would teach the model
to avoid what nobody judged. Where not one answer of a step could be scored there is nothing to
learn from, and the job ends; it also ends where the grader fails again and again.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.answers import answered
from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record
    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.rows import Row

BUILD: Final = Path(".aws-sam/build")
"""What `make build` made, in the folder that the job was launched from."""
PLATFORM: Final = ("INIT_START", "START ", "END ", "REPORT ", '{"_aws"')
"""How the lines begin that Lambda writes for each call, and those that hold the metrics."""
PAUSES: Final = (1.0, 3.0)
"""Seconds before a call that failed is made again. boto3 itself waits for a busy service."""


class GraderError(ToolgradeError):
    """The grader paid nothing, and the job cannot go on without."""


@contextmanager
def grader(plan: LocalPlan) -> Iterator[LambdaScorer]:
    """The grader of a job: on AWS, at the plan's endpoint, or built and in this process."""
    if plan.function is None:
        raise ToolgradeError(f"{plan.name}: no grader: give grader.function in the job file")
    if plan.region is not None:
        os.environ.setdefault("AWS_DEFAULT_REGION", plan.region)
    if plan.deployed or plan.endpoint_url is not None:
        with closing(LambdaScorer(plan.function, plan.endpoint_url, plan.concurrency)) as scorer:
            yield scorer
        return
    if not BUILD.is_dir():
        raise ToolgradeError(f"no functions in {BUILD}: `make build` makes them")
    with (
        LocalLambda(BUILD, _log) as service,
        closing(InvokeApi(service, "127.0.0.1", 0)) as api,
        closing(LambdaScorer(plan.function, f"http://{api.address}", plan.concurrency)) as scorer,
    ):
        service.find(plan.function)
        yield scorer


class Payer:
    """Pays answers in batches, never more at a time than the scorer has workers."""

    def __init__(
        self, scorer: LambdaScorer, batch_size: int, pauses: Sequence[float] = PAUSES
    ) -> None:
        self._scorer = scorer
        self._batch_size = batch_size
        self._pauses = pauses

    def pay(self, records: Sequence[Record], answers: Sequence[str]) -> list[Row]:
        """A row for each answer, in order; `records` are what was asked.

        Each event's samples have ids of their own, as a trainer gives them. GraderError where a
        batch fails whenever it is tried, or not one answer was scored.
        """
        samples = [
            {**answered(record, answer), "id": str(number)}
            for number, (record, answer) in enumerate(zip(records, answers, strict=True))
        ]
        batches = [
            samples[first : first + self._batch_size]
            for first in range(0, len(samples), self._batch_size)
        ]
        paid: dict[str, Row] = {}
        stop = Stop()
        for _, outcome in concurrently(self._score, batches, self._scorer.workers, stop):
            if isinstance(outcome, Exception):
                raise outcome
            paid.update((row.id, row) for row in outcome)
        rows = [paid[str(number)] for number in range(len(samples))]
        if not any(row.graded for row in rows):
            codes = ", ".join(f"{code}: {n}" for code, n in Counter(r.code for r in rows).items())
            raise GraderError(
                f"the grader scored none of {len(rows)} answers ({codes}): check the references "
                "of the dataset with `toolgrade data validate`"
            )
        return rows

    def _score(self, batch: Sequence[dict[str, Any]]) -> list[Row]:
        for pause in self._pauses:
            try:
                return self._scorer.score(batch)
            except FunctionError as error:
                print(f"grader: {error}; again in {pause:g} s", flush=True)  # noqa: T201  # the log
                time.sleep(pause)
        try:
            return self._scorer.score(batch)
        except FunctionError as error:
            raise GraderError(
                f"the grader failed {len(self._pauses) + 1} times: {error}. Mend it and launch "
                "the job again: it goes on from its last checkpoint"
            ) from error


def _log(function: str, text: str) -> None:
    """What the function says of what went wrong; not that it was called, and how long it took."""
    for line in text.split("\n"):
        if not line.startswith(PLATFORM):
            print(f"{function} | {line}", flush=True)  # noqa: T201  # the job's log is this output
