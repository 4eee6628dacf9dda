"""Every technique x backend x model x rank that there is, and no other, has a request."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Final, get_args

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.job import BackendName, Job, ModelName, Technique
from eval_jobs.jobs.limits import check as check_limits
from eval_jobs.jobs.recipes.select import variants
from tests.eval_jobs.jobs.backends.jobs import (
    CHECKPOINT,
    EVALUATOR,
    GROUP,
    MODELS,
    NAME,
    NOVA_1,
    PACKAGE,
    data,
    job,
)
from tests.eval_jobs.jobs.backends.offline import check, leaving
from tests.eval_jobs.jobs.backends.test_bedrock import CUSTOM

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

RANKS: Final = ("lora", "full")
RECIPES: Final = {
    *product(("sft",), MODELS, RANKS),
    *product(("dpo",), NOVA_1, RANKS),
    *product(("rft",), ("nova-2-lite",), RANKS),
    *product(("rft_eval", "gen_qa"), MODELS, RANKS),
}
"""What training jobs and HyperPod run (the issue; contracts.md 3.1: RFT is of Nova 2 Lite only)."""
SUPPORTED: Final = {
    *(("sagemaker", *kind) for kind in RECIPES),
    *(("hyperpod", *kind) for kind in RECIPES),
    *product(("bedrock",), ("sft",), MODELS, ("lora",)),
    ("bedrock", "rft", "nova-2-lite", "lora"),
    ("serverless", "rft", "nova-2-lite", "lora"),
    *product(("serverless",), ("gen_qa",), MODELS, RANKS),
}
HERE: Final = {
    *product(("local",), ("sft", "rft_eval"), MODELS, RANKS),
    *product(("local",), ("rft",), ("nova-2-lite",), RANKS),
}
"""What this machine does: see test_local.py. The recipes are those of training jobs."""
STARTS: Final = {
    "sagemaker": CHECKPOINT,
    "hyperpod": "s3://customer-escrow-111122223333-hp-1a2b/run",
    "serverless": PACKAGE,
    "bedrock": CUSTOM,
}


def made(backend: str, kind: str, model: str, rank: str) -> Job:
    more: dict[str, Any] = {}
    if backend == "serverless":
        more["extra"] = {"run.model_package_group": GROUP}
        more["grader"] = {"function": EVALUATOR}
    if kind in {"rft_eval", "gen_qa"}:
        more["task"] = kind
        kind = "eval"
    return job(backend=backend, technique=kind, model=model, rank=rank, **more)


def request(said: Job, checkpoint: str | None) -> Request:
    return build_request(said, NAME, checkpoint=checkpoint, data=data(said))


def test_the_combinations_are_those_of_the_services() -> None:
    found = {
        (one.backend, one.task if one.technique == "eval" else one.technique, one.model, one.rank)
        for one in variants()
    }
    assert found == SUPPORTED


@pytest.mark.parametrize("start", ["base", "checkpoint"])
@pytest.mark.parametrize("combination", sorted(SUPPORTED), ids=" ".join)
def test_each_has_a_request_that_the_service_takes(
    combination: tuple[str, str, str, str], start: str
) -> None:
    said = made(*combination)
    assert not check_limits(said).errors
    sent = request(said, STARTS[said.backend] if start == "checkpoint" else None)
    if said.backend == "hyperpod":  # no API starts it
        assert (sent.operation, sent.parameters) == ("", {})
        assert "hyperpod start-job" in sent.command
        return
    check(sent)
    assert leaving(sent) == sent.parameters


@pytest.mark.parametrize(
    "combination",
    [
        kind
        for kind in product(
            get_args(BackendName),
            (*(one for one in get_args(Technique) if one != "eval"), "rft_eval", "gen_qa"),
            get_args(ModelName),
            RANKS,
        )
        if kind not in SUPPORTED | HERE
    ],
    ids=" ".join,
)
def test_no_other_has_one(combination: tuple[str, str, str, str]) -> None:
    said = made(*combination)
    assert check_limits(said).errors
    with pytest.raises(ConfigError):
        request(said, None)
