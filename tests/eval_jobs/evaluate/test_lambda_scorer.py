from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.evaluate.lambda_scorer import Deployed, LambdaScorer
from eval_jobs.evaluate.reward_function import FunctionError
from eval_jobs.evaluate.scoring import InProcessScorer
from graders import load
from tests.eval_jobs.datasets.files import record
from tests.eval_jobs.services import DROPPED, Reply, Request, Service, aws_fault, reward_function

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = InProcessScorer(load("tool_call"))
BATCH = [record("a"), record("b", "[]"), record("c", None), {"id": "d", "odd": 1}]
THROTTLED = aws_fault(429, "TooManyRequestsException")
AWAY = aws_fault(503, "ServiceUnavailable")


def test_rows_are_those_of_this_process(scorer: LambdaScorer, function: Service) -> None:
    assert scorer.score(BATCH) == HERE.score(BATCH)
    (request,) = function.requests
    assert request.path == "/2015-03-31/functions/SageMaker-x/invocations"
    assert request.body == BATCH


@pytest.mark.parametrize("fault", [THROTTLED, AWAY, DROPPED], ids=["429", "503", "dropped"])
def test_a_call_that_may_succeed_is_made_again(
    scorer: LambdaScorer, function: Service, fault: Reply
) -> None:
    function.faults += [fault]
    assert scorer.score(BATCH) == HERE.score(BATCH)
    assert len(function.requests) == 2


def test_a_refused_call_is_not_made_again(scorer: LambdaScorer, function: Service) -> None:
    function.faults += [aws_fault(403, "AccessDeniedException", "not you")]
    with pytest.raises(AwsError, match=r"function SageMaker-x: .*not you") as caught:
        scorer.score(BATCH)
    assert caught.value.code == "AccessDeniedException"
    assert len(function.requests) == 1


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"errorType": "KeyError", "errorMessage": "'x'"}, "SageMaker-x failed: KeyError: 'x'"),
        ("odd", 'SageMaker-x failed: "odd"'),
    ],
)
def test_an_error_of_the_function_is_told(
    scorer: LambdaScorer, function: Service, body: Any, message: str
) -> None:
    function.faults += [Reply(body, 200, {"X-Amz-Function-Error": "Unhandled"})]
    with pytest.raises(FunctionError) as caught:
        scorer.score(BATCH)
    assert str(caught.value) == message


def test_a_wrong_count_is_told(scorer: LambdaScorer, function: Service) -> None:
    function.answer = lambda request: reward_function(request._replace(body=request.body[1:]))
    with pytest.raises(FunctionError, match=r"SageMaker-x: .* 3 results to 4 records"):
        scorer.score(BATCH)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: "x" * 7_000_000, "more than a call can carry"),
        (lambda: math.nan, "cannot be sent"),
    ],
    ids=["too large", "NaN"],
)
def test_what_no_call_can_carry_costs_no_neighbour(
    scorer: LambdaScorer, make: Callable[[], Any], why: str
) -> None:
    rows = scorer.score([record("a"), record("b", odd=make()), record("c")])
    assert [row.reward for row in rows] == [1.0, None, 1.0]
    assert rows[1].code == "malformed_record"
    assert why in str(rows[1].reason)


def test_large_batches_go_in_several_calls(scorer: LambdaScorer, function: Service) -> None:
    batch = [record(str(number), more="x" * 2_500_000) for number in range(5)]
    assert [row.id for row in scorer.score(batch)] == list("01234")
    assert sorted(len(request.body) for request in function.requests) == [1, 2, 2]
    assert all(len(json.dumps(request.body)) < 6 * 2**20 for request in function.requests)


def late(request: Request) -> Reply:
    """The function's time is over after the first record of a batch."""
    reply = reward_function(request)
    for item in reply.body[1:]:
        item["metrics_list"] = [{"name": "graded", "value": 0.0, "type": "Metric"}]
        item["error_code"] = "deadline"
    return reply


def test_what_the_functions_time_was_too_short_for_is_sent_again(
    scorer: LambdaScorer, function: Service
) -> None:
    function.answer = late
    assert scorer.score(BATCH) == HERE.score(BATCH)
    assert [len(request.body) for request in function.requests] == [4, 3, 2, 1]


def test_a_function_without_any_time_is_told(scorer: LambdaScorer, function: Service) -> None:
    def never(request: Request) -> Reply:
        reply = late(request._replace(body=[{}, *request.body]))
        return reply._replace(body=reply.body[1:])

    function.answer = never
    with pytest.raises(FunctionError, match="raise its timeout"):
        scorer.score(BATCH)


def test_only_our_settings_of_the_function_are_noted(scorer: LambdaScorer) -> None:
    assert scorer.deployed() == Deployed("abc=", {"TOOLGRADE_GRADER": "tool_call"})


def test_a_function_that_may_not_be_asked_says_nothing(
    scorer: LambdaScorer, function: Service
) -> None:
    function.faults += [aws_fault(403, "AccessDeniedException")]
    assert scorer.deployed() == Deployed(None, None)


def test_a_reward_as_text_keeps_its_reason(scorer: LambdaScorer, function: Service) -> None:
    function.answer = lambda _: Reply([{"id": "a", "aggregate_reward_score": "0.5"}])
    (row,) = scorer.score(BATCH[:1])
    assert row.reward == 0.5
    assert "no number" in str(row.reason)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_local_function_that_only_answers_invocations_tells_nothing(
    scorer: LambdaScorer, function: Service, status: int
) -> None:
    function.faults += [Reply(b"404 page not found", status)]
    assert scorer.deployed() == Deployed(None, None)


def test_a_function_that_is_not_there_is_told(scorer: LambdaScorer, function: Service) -> None:
    function.faults += [aws_fault(404, "ResourceNotFoundException", "Function not found: x")]
    with pytest.raises(AwsError, match="Function not found: x"):
        scorer.deployed()
