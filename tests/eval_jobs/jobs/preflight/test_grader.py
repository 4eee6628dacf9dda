from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from botocore.response import StreamingBody

from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.job import Data, Grader
from eval_jobs.jobs.preflight import Clients, run
from graders import load
from reward_service.contracts import CONTRACTS
from reward_service.service import RewardService
from reward_service.settings import Settings
from tests.eval_jobs.datasets.files import GOLD, record, write_lines
from tests.eval_jobs.jobs.preflight.conftest import answered, invoked
from tests.eval_jobs.jobs.preflight.fake import FUNCTION, FakeClients, only, severities
from tests.eval_jobs.services import REWARD, reward_function, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.eval_jobs.jobs.preflight.conftest import MakeJob

ERROR, WARNING, NOTE, OK = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK
QUERY = {"query": "Do f.", "response": GOLD, "system": "Call."}


def events(clients: FakeClients) -> list[Any]:
    return [json.loads(call["Payload"]) for call in clients.of("Invoke")]


def gen_qa(make_job: MakeJob, tmp_path: Path, lambda_type: str, **fields: Any) -> Any:
    test = write_lines(tmp_path / "gen_qa.jsonl", *[{**QUERY, "n": at} for at in range(128)])
    given = {
        "technique": "eval",
        "task": "gen_qa",
        "recipe": {},
        "data": Data(test=str(test)),
        "grader": Grader.model_validate({"function": FUNCTION, "lambda_type": lambda_type}),
    }
    return make_job(**given | fields)


def enveloped(name: str) -> Callable[[Any], dict[str, Any]]:
    """This repository's function with an envelope."""
    service = RewardService(load("tool_call"), Settings())

    def invoke(parameters: Any) -> dict[str, Any]:
        event = json.loads(parameters["Payload"])
        return answered(CONTRACTS[name].respond(event, lambda records: service.grade(records, {})))

    return invoke


def test_first_rows_go_as_prompts_and_then_with_gold_and_garbage(
    make_job: MakeJob, clients: FakeClients
) -> None:
    findings = run(make_job(), clients)
    prompts, tried = events(clients)
    assert [len(row["messages"]) for row in prompts] == [1] * 8
    assert [row["id"] for row in prompts] == [f"row-{at}" for at in range(8)]
    assert len({row["id"] for row in tried}) == len(tried) == 24
    assert [only(findings, f"grader.{name}").severity for name in ("prompts", "envelope")] == [
        OK,
        OK,
    ]
    assert [only(findings, f"grader.{name}").severity for name in ("gold", "garbage")] == [OK, OK]


@pytest.mark.parametrize(
    "damage",
    [
        lambda items: items[1:],
        lambda items: items[::-1],
        lambda items: [{**items[0], "id": "other"}, *items[1:]],
        lambda items: [{**item, "aggregate_reward_score": None} for item in items],
        lambda items: {"statusCode": 200, "body": items},
        lambda _: "no list",
    ],
    ids=["count", "order", "ids", "no score", "envelope", "odd"],
)
def test_answers_that_a_trainer_does_not_take(
    damage: Callable[[Any], Any], make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["Invoke"] = lambda asked: answered(
        damage(REWARD.grade(json.loads(asked["Payload"]), {}))
    )
    finding = only(run(make_job(), clients), "grader.envelope")
    assert finding.severity is ERROR
    assert "a list of results" in finding.why
    assert "RewardFunction" in finding.mend


def test_an_answer_that_is_no_json(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["Invoke"] = lambda _: {
        **answered(""),
        "Payload": StreamingBody(BytesIO(b"<html>"), 6),
    }
    finding = only(run(make_job(), clients), "grader.envelope")
    assert finding.severity is ERROR
    assert finding.what == "the function's response is not JSON: <html>"


def test_a_function_that_fails(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["Invoke"] = lambda _: {**answered("x"), "FunctionError": "Unhandled"}
    finding = only(run(make_job(), clients), "grader.envelope")
    assert finding.severity is ERROR
    assert f"{FUNCTION} failed" in finding.what


def scored(make: Callable[[int, Any], float]) -> Callable[[Any], dict[str, Any]]:
    """A function whose scores are `make` of position and record."""

    def invoke(parameters: Any) -> dict[str, Any]:
        records = json.loads(parameters["Payload"])
        return answered(
            [
                {"id": record["id"], "aggregate_reward_score": make(at, record)}
                for at, record in enumerate(records)
            ]
        )

    return invoke


def is_gold(record: Any) -> bool:
    return "no_such_tool" not in record["messages"][-1]["content"]


@pytest.mark.parametrize(
    ("make", "gold", "garbage"),
    [
        (lambda _, record: float(is_gold(record)), [OK], [OK]),
        (lambda _, record: 0.98 * is_gold(record), [WARNING], [OK]),
        (lambda _, record: 1.0 if is_gold(record) else 0.31, [OK], [WARNING]),
        (lambda _, record: 1.0 if is_gold(record) else 0.3, [OK], [OK]),
        (lambda *_: 0.5, [ERROR], []),
        (lambda _, record: -float(is_gold(record)), [ERROR], []),
    ],
    ids=["right", "gold below 1", "garbage paid", "garbage at bound", "constant", "upside down"],
)
def test_what_gold_and_garbage_score(
    make: Callable[[int, Any], float],
    gold: list[Severity],
    garbage: list[Severity],
    make_job: MakeJob,
    clients: FakeClients,
) -> None:
    clients.answers["Invoke"] = scored(make)
    findings = run(make_job(), clients)
    assert severities(findings, "grader.gold") == gold
    assert severities(findings, "grader.garbage") == garbage


def judged(findings: list[Finding]) -> list[tuple[str, Severity]]:
    """What was found about scores, without the envelope's finding."""
    names = ("grader.graded", "grader.gold", "grader.garbage")
    return [(one.check, one.severity) for one in findings if one.check in names]


def test_rows_without_a_reference_are_named(
    make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    bare = {key: value for key, value in record("x").items() if key != "reference_answer"}
    rows = [record("r0", None), bare, *[record(f"r{at}", None) for at in range(126)]]
    path = write_lines(tmp_path / "x.jsonl", *rows)
    findings = run(make_job(data=Data(train=str(path))), clients)
    assert judged(findings) == [
        ("grader.graded", WARNING),
        ("grader.gold", OK),
        ("grader.garbage", OK),
    ]
    assert "row 2" in only(findings, "grader.graded").what


def test_alternatives_and_no_calls_have_a_gold_answer_too(
    make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    references: list[Any] = [
        [],
        {"f": {"a": [1, 2], "b": ["", 3]}},
        {
            "name": "f",
            "arguments": {"a": {"$accept": [1, 2]}, "b": {"$accept": [], "$optional": True}},
        },
        json.dumps([{"name": "f", "arguments": {}}]),
        {"text": GOLD},
    ]
    rows = [
        {**record(f"r{at}", None), "reference_answer": one} for at, one in enumerate(references)
    ]
    path = write_lines(tmp_path / "x.jsonl", *rows * 30)
    assert judged(run(make_job(data=Data(train=str(path))), clients)) == [
        ("grader.gold", OK),
        ("grader.garbage", OK),
    ]


def test_gen_qa_takes_a_body(make_job: MakeJob, clients: FakeClients, tmp_path: Path) -> None:
    clients.answers["Invoke"] = enveloped("body_list")
    findings = run(gen_qa(make_job, tmp_path, "rft"), clients)
    assert judged(findings) == [("grader.gold", OK), ("grader.garbage", OK)]
    (tried,) = events(clients)
    assert {"model_response", "query", "response", "reference_answer"} <= tried[0].keys()
    assert tried[0]["reference_answer"] == {"text": GOLD}


@pytest.mark.parametrize("task", ["rft", "custom_metrics"])
def test_gen_qa_takes_no_bare_list(
    task: str, make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    clients.answers["Invoke"] = lambda _: answered([{"id": "x", "aggregate_reward_score": 1}])
    finding = only(run(gen_qa(make_job, tmp_path, task), clients), "grader.envelope")
    assert finding.severity is ERROR


def test_serverless_evaluation_takes_a_body(
    make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    clients.answers["Invoke"] = enveloped("body_list")
    findings = run(gen_qa(make_job, tmp_path, "rft", backend="serverless"), clients)
    assert only(findings, "grader.envelope").severity is OK


def test_custom_metrics_are_asked_for_one_by_one(
    make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    clients.answers["Invoke"] = enveloped("custom_metrics")
    findings = run(gen_qa(make_job, tmp_path, "custom_metrics"), clients)
    assert judged(findings) == [("grader.gold", OK), ("grader.garbage", OK)]
    first, *others = events(clients)
    assert first == {
        "process_type": "preprocess",
        "data": {"prompt": "Do f.", "gold": GOLD, "system": "Call."},
    }
    assert {event["process_type"] for event in others} == {"postprocess"}
    assert len(others) == 24


@pytest.mark.parametrize(
    "metrics", [[{"name": "reward", "value": 1}], [{"metric": "reward", "value": "x"}], 3]
)
def test_metrics_that_are_none(
    metrics: Any, make_job: MakeJob, clients: FakeClients, tmp_path: Path
) -> None:
    def invoke(parameters: Any) -> dict[str, Any]:
        event = json.loads(parameters["Payload"])
        body = event["data"] if event["process_type"] == "preprocess" else metrics
        return answered({"statusCode": 200, "body": body})

    clients.answers["Invoke"] = invoke
    findings = run(gen_qa(make_job, tmp_path, "custom_metrics"), clients)
    assert only(findings, "grader.envelope").severity is ERROR


def test_rft_eval_takes_a_bare_list(make_job: MakeJob, clients: FakeClients, train: Path) -> None:
    clients.answers["Invoke"] = invoked
    findings = run(make_job(technique="eval", data=Data(test=str(train)), recipe={}), clients)
    assert only(findings, "grader.prompts").severity is OK


def test_the_grader_is_tried_through_a_local_endpoint(make_job: MakeJob) -> None:
    with serving(reward_function) as service, Clients("us-east-1", service.url) as clients:
        findings = run(make_job(), clients)
        posted = [request for request in service.requests if request.method == "POST"]
    assert judged(findings) == [("grader.gold", OK), ("grader.garbage", OK)]
    assert [len(request.body) for request in posted] == [8, 24]
