from __future__ import annotations

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.profiles import ACCOUNTS, foundation_model, image, max_runtime_hours
from tests.eval_jobs.jobs.sample_jobs import make


@pytest.mark.parametrize(
    ("technique", "model", "name"),
    [
        ("rft", "nova-2-lite", "nova-fine-tune-repo:SM-TJ-RFT-V2-latest"),
        ("sft", "nova-2-lite", "nova-fine-tune-repo:SM-TJ-SFT-V2-latest"),
        ("sft", "nova-pro", "nova-fine-tune-repo:SM-TJ-SFT-latest"),
        ("dpo", "nova-micro", "nova-fine-tune-repo:SM-TJ-DPO-latest"),
        ("eval", "nova-2-lite", "nova-evaluation-repo:SM-TJ-Eval-V2-latest"),
        ("eval", "nova-lite", "nova-evaluation-repo:SM-TJ-Eval-V2-latest"),
    ],
)
def test_image(technique: str, model: str, name: str) -> None:
    for region, account in ACCOUNTS.items():
        expected = f"{account}.dkr.ecr.{region}.amazonaws.com/{name}"
        assert image(make(technique, model, region=region)) == expected


def test_accounts_are_those_of_aws() -> None:
    assert ACCOUNTS == {
        "us-east-1": "708977205387",
        "us-west-2": "176779409107",
        "ap-northeast-1": "878185805882",
    }


def test_a_region_without_images_names_those_that_have() -> None:
    with pytest.raises(ConfigError, match=r"eu-west-1.*us-east-1, us-west-2, ap-northeast-1"):
        image(make("rft", region="eu-west-1"))


def test_foundation_model() -> None:
    job = make("rft", backend="bedrock", region="us-west-2")
    expected = "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-2-lite-v1:0:256k"
    assert foundation_model(job) == expected


def test_runtime_is_never_left_to_the_service() -> None:
    assert max_runtime_hours(make("rft")) == 120
    assert max_runtime_hours(make("eval")) == 24
    assert max_runtime_hours(make("rft", compute={"max_runtime_hours": 1.5})) == 1.5
