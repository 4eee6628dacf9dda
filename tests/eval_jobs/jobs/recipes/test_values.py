from __future__ import annotations

import pytest
from botocore.session import get_session
from botocore.validate import validate_parameters

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.recipes import (
    bedrock_hyperparameters,
    serverless_hyperparameters,
    values_of,
)
from eval_jobs.jobs.recipes.select import variants
from tests.eval_jobs.jobs.sample_jobs import ARN, make


def test_bedrock_rft_takes_native_types_that_its_api_knows() -> None:
    chosen = bedrock_hyperparameters(
        make("rft", backend="bedrock", recipe={"lr": 5e-5, "max_epochs": 2})
    )
    assert chosen == {
        "epochCount": 2,
        "batchSize": 128,
        "learningRate": 5e-5,
        "maxPromptLength": 8192,
        "trainingSamplePerPrompt": 8,
        "inferenceMaxTokens": 2048,
        "reasoningEffort": "medium",
        "evalInterval": 10,
    }
    model = get_session().get_service_model("bedrock")
    shape = model.operation_model("CreateModelCustomizationJob").input_shape
    config = {
        "rftConfig": {
            "graderConfig": {"lambdaGrader": {"lambdaArn": ARN}},
            "hyperParameters": chosen,
        }
    }
    validate_parameters(config, shape.members["customizationConfig"])


def test_bedrock_sft_takes_texts_without_exponents() -> None:
    chosen = bedrock_hyperparameters(make("sft", backend="bedrock", recipe={"lr": 1e-6}))
    assert chosen == {
        "epochCount": "2",
        "learningRate": "0.000001",
        "learningRateWarmupSteps": "10",
    }


def test_serverless_takes_texts() -> None:
    job = make("rft", backend="serverless", recipe={"max_steps": 20}, extra={"new": True})
    assert serverless_hyperparameters(job) == {
        "max_steps": "20",
        "save_steps": "20",
        "max_length": "8192",
        "global_batch_size": "64",
        "learning_rate": "0.00001",
        "lora_alpha": "32",
        "learning_rate_ratio": "64.0",
        "new": "true",
    }
    job = make("eval", backend="serverless", task="gen_qa", recipe={"max_new_tokens": 512})
    assert serverless_hyperparameters(job) == {
        "max_new_tokens": "512",
        "top_k": "-1",
        "top_p": "1.0",
        "temperature": "0",
    }


@pytest.mark.parametrize("place", ["lora_alpha", "lora_alpha.new"])
def test_extra_overwrites_no_hyperparameter(place: str) -> None:
    with pytest.raises(ConfigError, match=r"Set it by recipe\.alpha"):
        serverless_hyperparameters(make("rft", backend="serverless", extra={place: 1}))


def test_a_recipe_is_no_set_of_hyperparameters() -> None:
    with pytest.raises(ConfigError, match="sagemaker reads a recipe"):
        bedrock_hyperparameters(make("rft"))
    with pytest.raises(ConfigError, match="bedrock"):
        serverless_hyperparameters(make("sft", backend="bedrock"))


def test_what_the_job_file_says_wins_over_the_default() -> None:
    for job in variants():
        defaults = values_of(job)
        for name in defaults:
            own = values_of(job.model_copy(update={"recipe": {name: "own"}}))
            assert own[name] == "own"
            followed = {"save_steps"} if name == "max_steps" else set()
            changed = {other for other, value in own.items() if value != defaults[other]}
            assert changed - followed == {name}
