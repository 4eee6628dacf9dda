"""Rewards through the deployed contract: answers go to the grader as SageMaker's container sends.

An answer that the grader could not score (an error code instead of a reward) is no bad answer. It
earns None: GRPO then leaves it out of its group, and it moves no weight. A 0 would teach the model
to avoid what nobody judged. Where not one answer of a step could be scored there is nothing to
learn from, and the job ends; it also ends where the grader fails again and again.
"""

from __future__ import annotations

import math
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.datasets.answers import answered
from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.local_jobs.built import code_sha256, own_build
from eval_jobs.local_jobs.plan import GRADER, WORK
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record
    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.rows import Row

PLATFORM: Final = ("INIT_START", "START ", "END ", "REPORT ", '{"_aws"')
"""How the lines begin that Lambda writes for each call, and those that hold the metrics."""
PAUSES: Final = (1.0, 3.0)
"""Seconds before a call that failed is made again. boto3 itself waits for a busy service."""


class GraderError(ToolgradeError):
    """The grader paid nothing, and the job cannot go on without."""


class Opened(NamedTuple):
    """A grader that is ready; `code_sha256` where its code is here."""

    scorer: LambdaScorer
    code_sha256: str | None = None


@contextmanager
def grader(plan: LocalPlan, folder: Path) -> Iterator[Opened]:
    """The grader of a job: on AWS, at the plan's endpoint, or in this process.

    That one is a copy in the job's folder of what `make build` made: the same pays at all times.
    """
    if plan.function is None:
        raise ToolgradeError(f"{plan.name}: no grader: give grader.function in the job file")
    if plan.region is not None:
        os.environ.setdefault("AWS_DEFAULT_REGION", plan.region)
    if plan.deployed or plan.endpoint_url is not None:
        with closing(LambdaScorer(plan.function, plan.endpoint_url, plan.concurrency)) as scorer:
            yield Opened(scorer)
        return
    with (
        LocalLambda(own_build(folder), _log) as service,
        closing(InvokeApi(service, "127.0.0.1", 0)) as api,
        closing(LambdaScorer(plan.function, f"http://{api.address}", plan.concurrency)) as scorer,
    ):
        yield Opened(scorer, code_sha256(service.find(plan.function).code))


class Payer:
    """Pays answers in batches, never more at a time than the scorer has workers.

    `report` is told of the first call that has to be made again; the log of all.
    """

    def __init__(
        self,
        scorer: LambdaScorer,
        batch_size: int,
        report: Callable[[str], None],
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._scorer = scorer
        self._batch_size = batch_size
        self._report = report
        self._pauses = pauses
        self._first_retry = threading.Lock()  # who gets it reports; nobody gives it back

    def pay(self, records: Sequence[Record], answers: Sequence[str]) -> list[Row]:
        """A row for each answer, in order; `records` are what was asked.

        Each event's samples have ids of their own, as a trainer gives them. GraderError where a
        batch fails whenever it is tried, not one answer was scored, or a reward is no finite
        number: one such would make the whole step's gradient none.
        """
        samples = [
            {**answered(record, answer), "id": str(number)}
            for number, (record, answer) in enumerate(zip(records, answers, strict=True))
        ]
        rows = [row for batch in self._paid(samples) for row in batch]
        if not any(row.graded for row in rows):
            codes = ", ".join(f"{code}: {n}" for code, n in Counter(r.code for r in rows).items())
            raise GraderError(
                f"the grader scored none of {len(rows)} answers ({codes}): check the references "
                "of the dataset with `toolgrade data validate`"
            )
        wrong = [row.reward for row in rows if row.reward and not math.isfinite(row.reward)]
        if wrong:
            raise GraderError(
                f"the grader paid {wrong[0]} for {len(wrong)} of {len(rows)} answers: no number to "
                "learn from. Mend it and launch the job under a new name"
            )
        return rows

    def _paid(self, samples: Sequence[dict[str, Any]]) -> list[list[Row]]:
        """The rows of each batch. Whatever ends it, no call is made again after that."""
        batches = [
            samples[first : first + self._batch_size]
            for first in range(0, len(samples), self._batch_size)
        ]
        ending = threading.Event()
        with ThreadPoolExecutor(self._scorer.workers) as pool:
            try:
                return list(pool.map(lambda batch: self._score(batch, ending), batches))
            finally:
                ending.set()  # before the pool waits for what is under way
                pool.shutdown(wait=False, cancel_futures=True)

    def _score(self, batch: Sequence[dict[str, Any]], ending: threading.Event) -> list[Row]:
        for pause in self._pauses:
            try:
                return self._scorer.score(batch)
            except FunctionError as error:
                self._told(f"grader: {error}; again in {pause:g} s")
                if ending.wait(pause):
                    raise
        try:
            return self._scorer.score(batch)
        except FunctionError as error:
            raise GraderError(
                f"the grader failed {len(self._pauses) + 1} times: {error}. Mend it and launch "
                "the job again: it goes on from its last checkpoint. A grader in process is the "
                f"copy that the job began with: delete {WORK}/{GRADER} in its folder for another"
            ) from error

    def _told(self, problem: str) -> None:
        if self._first_retry.acquire(blocking=False):
            self._report(problem)
        else:
            print(problem, flush=True)  # noqa: T201  # the log


def _log(function: str, text: str) -> None:
    """What the function says of what went wrong; not that it was called, and how long it took."""
    for line in text.split("\n"):
        if not line.startswith(PLATFORM):
            print(f"{function} | {line}", flush=True)  # noqa: T201  # the job's log is this output
