from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from eval_jobs.aws import AwsError, client
from tests.eval_jobs.services import Reply, serving

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:SageMaker-x"


@pytest.fixture(autouse=True)
def nothing_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)


def test_an_arn_names_its_region() -> None:
    with closing(client("lambda", read_seconds=1, connections=1, arn=ARN, endpoint=None)) as made:
        assert made.meta.region_name == "eu-west-1"


def test_a_name_without_a_region_says_what_to_set() -> None:
    with pytest.raises(AwsError, match=r"You must specify a region.\nSet AWS_REGION") as caught:
        client("lambda", read_seconds=1, connections=1, arn="x", endpoint=None)
    assert caught.value.code == "NoRegionError"


def test_an_arn_that_is_none_is_told() -> None:
    with pytest.raises(AwsError, match="lambda: "):
        client("lambda", read_seconds=1, connections=1, arn="arn:aws", endpoint=None)


def test_a_local_endpoint_needs_neither_region_nor_credentials() -> None:
    with serving(lambda _: Reply([])) as service:
        made = client("lambda", read_seconds=9, connections=1, arn="x", endpoint=service.url)
        with closing(made), made.invoke(FunctionName="x", Payload=b"{}")["Payload"] as payload:
            assert payload.read() == b"[]"
        assert "authorization" not in service.requests[0].headers
