from __future__ import annotations

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.models.connect import connector, parse
from eval_jobs.models.model import Inference


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [
        (
            "bedrock:us.amazon.nova-lite-v1:0",
            ("bedrock", "us.amazon.nova-lite-v1:0"),
            "us.amazon.nova-lite-v1-0",
        ),
        (
            "bedrock:arn:aws:bedrock:us-east-1:1:custom-model-deployment/a1",
            ("bedrock", "arn:aws:bedrock:us-east-1:1:custom-model-deployment/a1"),
            "a1",
        ),
        ("openai:Qwen/Qwen3-4B", ("openai", "Qwen/Qwen3-4B"), "Qwen3-4B"),
        ("openai:..", ("openai", ".."), "openai"),
    ],
)
def test_a_model_names_its_service_and_its_run(
    text: str, address: tuple[str, str], name: str
) -> None:
    parsed = parse(text, "http://x")
    assert parsed == (*address, "http://x")
    assert parsed.name == name


@pytest.mark.parametrize("text", ["m", "bedrock", "bedrock:", "other:m", ""])
def test_a_model_without_service_is_told(text: str) -> None:
    with pytest.raises(ConfigError, match="name the service too"):
        parse(text, None)


def test_what_was_asked_how_is_noted() -> None:
    assert parse("openai:m", None).configuration(Inference(0.0, 9, True)) == {
        "provider": "openai",
        "model": "m",
        "base_url": None,
        "temperature": 0.0,
        "max_tokens": 9,
        "logprobs": True,
    }


def test_bedrock_gives_no_log_probabilities() -> None:
    with pytest.raises(ConfigError, match="leave out --logprobs"):
        connector(parse("bedrock:m", None), Inference(0.0, 9, True), 1)
