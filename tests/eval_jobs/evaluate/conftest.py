"""The services of `tests.eval_jobs.services`, and clients that wait for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from tests.eval_jobs.services import Service, reward_function, serving


@pytest.fixture
def function() -> Iterator[Service]:
    with serving(reward_function) as service:
        yield service


@pytest.fixture
def scorer(function: Service) -> Iterator[LambdaScorer]:
    with closing(LambdaScorer("SageMaker-x", function.url, 2)) as scorer:
        yield scorer
