"""Buckets, quota and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.finding import Severity
from eval_jobs.jobs.job import Compute, Data
from eval_jobs.jobs.preflight import run
from eval_jobs.jobs.preflight.cost import PRICES, estimate
from tests.eval_jobs.jobs.preflight.conftest import QUOTA
from tests.eval_jobs.jobs.preflight.fake import FakeClients, Fault, only, severities

if TYPE_CHECKING:
    from tests.eval_jobs.jobs.preflight.conftest import MakeJob

ERROR, WARNING, NOTE, OK = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK


def test_a_bucket_that_is_not_there(make_job: MakeJob, clients: FakeClients) -> None:
    findings = run(make_job(output="s3://nowhere/out"), clients)
    assert only(findings, "bucket.exists").severity is ERROR


def test_a_bucket_that_may_not_be_looked_into(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["HeadBucket"] = Fault("403", 403)
    assert only(run(make_job(), clients), "bucket.exists").severity is WARNING


def test_a_bucket_that_cannot_be_asked_for(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["HeadBucket"] = Fault("SlowDown", 503)
    assert only(run(make_job(), clients), "bucket.exists").severity is NOTE


def test_a_bucket_of_another_region(make_job: MakeJob, clients: FakeClients, buckets: Any) -> None:
    place = {"LocationConstraint": "eu-west-1"}
    buckets.Bucket("far").create(CreateBucketConfiguration=place)
    finding = only(run(make_job(output="s3://far/out"), clients), "bucket.region")
    assert finding.severity is ERROR
    assert "eu-west-1" in finding.what


def test_each_bucket_is_asked_for_once(make_job: MakeJob, clients: FakeClients, train: Any) -> None:
    data = Data(train="s3://my-bucket/a", validation="s3://my-bucket/b", test=str(train))
    run(make_job(data=data), clients)
    assert clients.of("HeadBucket") == [{"Bucket": "my-bucket"}]


def test_the_bucket_of_tensorboard_is_asked_for_too(
    make_job: MakeJob, clients: FakeClients
) -> None:
    findings = run(make_job(tensorboard="s3://nowhere/curves"), clients)
    assert only(findings, "bucket.exists").severity is ERROR


@pytest.mark.parametrize(("value", "severity"), [(0, ERROR), (3, ERROR), (4, OK)])
def test_the_quota_of_the_instance_type(
    value: float, severity: Severity, make_job: MakeJob, clients: FakeClients
) -> None:
    others = [{"QuotaName": "ml.p5.48xlarge for endpoint usage", "Value": 99.0}]
    pages: dict[str | None, dict[str, Any]] = {
        None: {"Quotas": others, "NextToken": "more"},
        "more": {"Quotas": [{"QuotaName": QUOTA, "Value": float(value)}]},
    }
    clients.answers["ListServiceQuotas"] = lambda asked: pages[asked.get("NextToken")]
    assert only(run(make_job(), clients), "quota.instances").severity is severity
    assert clients.of("ListServiceQuotas")[0] == {"ServiceCode": "sagemaker"}


def test_a_quota_that_is_not_listed(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["ListServiceQuotas"] = {"Quotas": []}
    assert only(run(make_job(), clients), "quota.instances").severity is NOTE


@pytest.mark.parametrize("backend", ["bedrock", "hyperpod"])
def test_where_no_instances_are_rented(
    backend: str, make_job: MakeJob, clients: FakeClients
) -> None:
    findings = run(make_job(backend=backend, recipe={}), clients)
    assert severities(findings, "quota.instances") == [NOTE]
    assert "not estimated" in only(findings, "cost.estimate").what
    assert not clients.of("ListServiceQuotas")


def test_the_most_that_a_job_can_cost(make_job: MakeJob, clients: FakeClients) -> None:
    finding = only(run(make_job(), clients), "cost.estimate")
    assert finding.severity is NOTE
    dollars = 4 * 10 * PRICES["ml.p5.48xlarge"]
    assert f"${dollars:,.0f}: 4 x ml.p5.48xlarge for 10 h" in finding.what
    assert "us-east-1, 2025-06" in finding.what


def test_a_type_without_a_price(make_job: MakeJob, clients: FakeClients) -> None:
    compute = Compute(instance_type="ml.p5en.48xlarge", instance_count=4)
    finding = only(run(make_job(compute=compute), clients), "cost.estimate")
    assert finding.severity is NOTE
    assert "no price of ml.p5en.48xlarge" in finding.what


def test_an_estimate_is_price_times_instances_times_hours() -> None:
    assert estimate("ml.g5.12xlarge", 2, 3) == pytest.approx(42.54)
    assert estimate("ml.unknown", 1, 1) is None
