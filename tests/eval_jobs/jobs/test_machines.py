from __future__ import annotations

from typing import Any

import pytest

from tests.eval_jobs.jobs.sample_jobs import errors, make, warnings


@pytest.mark.parametrize(
    ("backend", "compute", "expected"),
    [
        ("sagemaker", {"max_runtime_hours": 1, "volume_gb": 50, "tags": {"a": "b"}}, []),
        ("bedrock", {"max_runtime_hours": 1}, ["compute.max_runtime_hours"]),
        ("bedrock", {"tags": {"a": "b"}, "kms_key": "alias/a"}, []),
        ("bedrock", {"network_isolation": True}, ["compute.network_isolation"]),
        ("serverless", {"volume_gb": 50, "max_runtime_hours": 1}, ["compute.volume_gb"]),
        (
            "hyperpod",
            {"subnets": ["subnet-1"], "security_groups": ["sg-1"], "tags": {"a": "b"}},
            ["compute.subnets", "compute.security_groups", "compute.tags"],
        ),
    ],
)
def test_what_a_backend_ignores_is_a_warning(
    backend: str, compute: dict[str, Any], expected: list[str]
) -> None:
    job = make("rft", backend=backend, compute=compute)
    assert warnings(job) == expected
    assert errors(job) == []


@pytest.mark.parametrize(
    ("backend", "expected"),
    [("sagemaker", []), ("bedrock", ["tensorboard"]), ("hyperpod", ["tensorboard"])],
)
def test_tensorboard_is_of_training_jobs_only(backend: str, expected: list[str]) -> None:
    assert warnings(make("rft", backend=backend, tensorboard="s3://b/curves")) == expected


@pytest.mark.parametrize(
    ("technique", "expected"),
    [("rft", ["compute.network_isolation"]), ("eval", ["compute.network_isolation"]), ("sft", [])],
)
def test_an_isolated_container_calls_no_grader(technique: str, expected: list[str]) -> None:
    assert errors(make(technique, compute={"network_isolation": True})) == expected


@pytest.mark.parametrize("backend", ["bedrock", "serverless"])
def test_services_that_choose_machines_take_no_instances(backend: str) -> None:
    job = make("rft", backend=backend, compute={"instance_count": 4})
    assert errors(job) == ["compute"]


def test_a_region_without_images_is_an_error_for_training_jobs_alone() -> None:
    assert errors(make("rft", region="eu-west-1")) == ["region"]
    assert errors(make("rft", backend="bedrock", region="eu-west-1")) == []
