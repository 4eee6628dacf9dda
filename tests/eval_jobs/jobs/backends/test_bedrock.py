from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import (
    CHECKPOINT,
    FUNCTION,
    KEY,
    MODELS,
    NAME,
    ROLE,
    TRAINING,
    job,
)
from tests.eval_jobs.jobs.backends.offline import check, leaving

IDENTIFIERS = {
    "nova-micro": "amazon.nova-micro-v1:0:128k",
    "nova-lite": "amazon.nova-lite-v1:0:300k",
    "nova-pro": "amazon.nova-pro-v1:0:300k",
    "nova-2-lite": "amazon.nova-2-lite-v1:0:256k",
}
CUSTOM = (
    "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-2-lite-v1:0:256k/abcdefghij12"
)


def sent(**changes: Any) -> dict[str, Any]:
    """The parameters of a job, without the token, once they are checked."""
    request = build_request(job(backend="bedrock", **changes), NAME, checkpoint=None, data=TRAINING)
    check(request)
    assert leaving(request) == request.parameters
    assert (request.service, request.operation) == ("bedrock", "create_model_customization_job")
    parameters = dict(request.parameters)
    assert len(parameters.pop("clientRequestToken")) == 64
    return parameters


def common(model: str) -> dict[str, Any]:
    return {
        "jobName": NAME,
        "customModelName": NAME,
        "roleArn": ROLE,
        "baseModelIdentifier": f"arn:aws:bedrock:us-east-1::foundation-model/{IDENTIFIERS[model]}",
        "trainingDataConfig": {"s3Uri": "s3://my-bucket/data/train.jsonl"},
        "validationDataConfig": {"validators": [{"s3Uri": "s3://my-bucket/data/val.jsonl"}]},
        "outputDataConfig": {"s3Uri": "s3://my-bucket/jobs/"},
    }


@pytest.mark.parametrize("model", MODELS)
def test_supervised_values_are_texts(model: str) -> None:
    assert sent(technique="sft", model=model) == {
        **common(model),
        "customizationType": "FINE_TUNING",
        "hyperParameters": {
            "epochCount": "2",
            "learningRate": "0.00001",
            "learningRateWarmupSteps": "10",
        },
    }


def test_reinforcement_values_are_numbers() -> None:
    assert sent() == {
        **common("nova-2-lite"),
        "customizationType": "REINFORCEMENT_FINE_TUNING",
        "customizationConfig": {
            "rftConfig": {
                "graderConfig": {"lambdaGrader": {"lambdaArn": FUNCTION}},
                "hyperParameters": {
                    "epochCount": 1,
                    "batchSize": 128,
                    "learningRate": 1e-5,
                    "maxPromptLength": 8192,
                    "trainingSamplePerPrompt": 8,
                    "inferenceMaxTokens": 2048,
                    "reasoningEffort": "medium",
                    "evalInterval": 10,
                },
            }
        },
    }


def test_what_compute_says_is_sent() -> None:
    compute = {
        "kms_key": KEY,
        "subnets": ["subnet-12345678"],
        "security_groups": ["sg-12345678"],
        "tags": {"team": "agents"},
    }
    parameters = sent(compute=compute)
    assert parameters["customModelKmsKeyId"] == KEY
    assert parameters["vpcConfig"] == {
        "subnetIds": ["subnet-12345678"],
        "securityGroupIds": ["sg-12345678"],
    }
    tags = [{"key": "team", "value": "agents"}]
    assert parameters["jobTags"] == parameters["customModelTags"] == tags


def test_a_custom_model_takes_the_place_of_the_base_model() -> None:
    request = build_request(job(backend="bedrock"), NAME, checkpoint=CUSTOM, data=TRAINING)
    check(request)
    assert request.parameters["baseModelIdentifier"] == CUSTOM


def test_a_checkpoint_in_s3_has_to_become_a_model_first() -> None:
    with pytest.raises(ConfigError, match="goes on from the ARN of a custom model"):
        build_request(job(backend="bedrock"), NAME, checkpoint=CHECKPOINT, data=TRAINING)


REQUESTS = st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 3))


@given(REQUESTS, REQUESTS)
def test_the_token_is_the_same_exactly_where_the_request_is(
    one: tuple[str, int], other: tuple[str, int]
) -> None:
    first, second = (
        build_request(
            job(backend="bedrock", recipe={"max_epochs": count}),
            called,
            checkpoint=None,
            data=TRAINING,
        ).parameters
        for called, count in (one, other)
    )
    same = first["clientRequestToken"] == second["clientRequestToken"]
    assert same is (one == other)


def test_local_data_are_uploaded() -> None:
    request = build_request(
        job(backend="bedrock"), NAME, checkpoint=None, data={"train": "train.jsonl"}
    )
    (upload,) = request.uploads
    assert request.parameters["trainingDataConfig"] == {"s3Uri": upload.uri}
    assert "validationDataConfig" not in request.parameters
    assert request.recipe is None


@pytest.mark.parametrize("technique", ["dpo", "eval"])
def test_what_bedrock_does_not_do_is_refused(technique: str) -> None:
    said = job(backend="bedrock", technique=technique)
    with pytest.raises(ConfigError, match=f"no job of technique '{technique}'"):
        build_request(said, NAME, checkpoint=None, data={**TRAINING, "test": "s3://b/t.jsonl"})


def test_rft_needs_a_grader() -> None:
    with pytest.raises(ConfigError, match="grader: a job of technique 'rft' needs one"):
        build_request(job(backend="bedrock", grader=None), NAME, checkpoint=None, data=TRAINING)
