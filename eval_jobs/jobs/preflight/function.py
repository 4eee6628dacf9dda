"""Whether the grader's function is set up for what the job will ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.evaluate.reward_function import MAX_BYTES
from eval_jobs.jobs.preflight.findings import code_of, error, note, ok, safely, warning

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.clients import Clients
    from eval_jobs.jobs.preflight.plan import Plan

NAMES: Final = ("SageMaker", "sagemaker", "Sagemaker")
"""One of these in its name. AWS docs: HyperPod's error message for `lambda_arn`."""
UNQUALIFIED: Final = 7
"""Parts of a function's ARN; one more names an alias or a version."""
DEFAULT_SECONDS: Final = 3
LEAST_SECONDS: Final = 60
"""AWS docs: Lambda's default is 3 s, the most 15 min; 60 s leave room for a cold batch."""
LEAST_MIB: Final = 256
"""Lambda's default is 128 MiB, a fourteenth of a CPU; the template's least is 256."""
WORKER_CALLS: Final = 64
"""AWS docs, HyperPod: rollout_worker_replicas * 64 calls may come at once."""
BYTES_PER_TOKEN: Final = 4


def check(plan: Plan, clients: Clients) -> Iterator[Finding]:
    """The function's name, ARN and settings, each against the job."""
    yield from _arn(plan)
    yield from _payload(plan)
    function = plan.job.grader.function if plan.job.grader else ""
    try:
        found = clients.get("lambda").get_function_configuration(FunctionName=function)
    except Exception as failure:
        if code_of(failure) != "ResourceNotFoundException":
            raise
        yield error(
            "function.exists",
            f"there is no function {function} in {plan.job.region}",
            "Every call of the grader would fail.",
            "Deploy it (docs/deploy.md), or correct grader.function.",
        )
        return
    yield ok("function.exists", f"{function} exists")
    yield from _timeout(found["Timeout"], plan.recipe.get("lambda_batch_size"))
    yield from _memory(found["MemorySize"])
    yield from safely("function.concurrency", lambda: _concurrency(plan, function, clients))


def _arn(plan: Plan) -> Iterator[Finding]:
    parts = plan.function_arn.split(":")
    name, backend = parts[6], plan.job.backend
    if backend != "bedrock" and len(parts) > UNQUALIFIED:
        yield error(
            "function.arn",
            f"{plan.function_arn} names an alias or a version",
            "SageMaker takes unqualified ARNs only.",
            f"Leave out :{parts[7]}.",
        )
    if parts[3] != plan.job.region:
        yield error(
            "function.region",
            f"the function is in {parts[3]}, the job in {plan.job.region}",
            "A job calls functions of its own region.",
            f"Deploy it to {plan.job.region}.",
        )
    if backend != "bedrock" and not any(word in name for word in NAMES):
        say = error if backend == "hyperpod" else warning
        yield say(
            "function.name",
            f'the name {name} does not contain "SageMaker"',
            "HyperPod refuses such names, and SageMaker's managed policy does not let a role "
            "call them.",
            "Deploy it under a name that begins with SageMaker-.",
        )
    else:
        yield ok("function.name", f"the name {name} is one that {backend} takes")


def _payload(plan: Plan) -> Iterator[Finding]:
    batch, tokens = (plan.recipe.get(name) for name in ("lambda_batch_size", "max_new_tokens"))
    if batch and tokens and batch * tokens * BYTES_PER_TOKEN > MAX_BYTES:
        yield warning(
            "function.payload",
            f"{batch} answers of {tokens:,} tokens are about "
            f"{batch * tokens * BYTES_PER_TOKEN / 2**20:.0f} MiB (4 bytes a token, an estimate)",
            "One call carries 6 MB at most.",
            "Lower recipe.lambda_batch_size or recipe.max_new_tokens.",
        )


def _timeout(seconds: int, batch: int | None) -> Iterator[Finding]:
    if seconds >= LEAST_SECONDS:
        yield ok("function.timeout", f"the timeout is {seconds} s")
        return
    say = error if seconds <= DEFAULT_SECONDS else warning
    yield say(
        "function.timeout",
        f"the timeout is {seconds} s, for " + (f"up to {batch} samples" if batch else "a batch"),
        "A batch that takes longer is lost, the first one also starts the function.",
        f"Raise it to {LEAST_SECONDS} s or more (at most 900).",
    )


def _memory(size: int) -> Iterator[Finding]:
    if size >= LEAST_MIB:
        yield ok("function.memory", f"the memory is {size} MiB")
        return
    yield warning(
        "function.memory",
        f"the memory is {size} MiB",
        "Lambda gives CPU in proportion to memory: grading is slow and may run out of it.",
        f"Raise it to {LEAST_MIB} MiB or more; 1769 MiB are one whole CPU.",
    )


def _concurrency(plan: Plan, function: str, clients: Clients) -> Iterator[Finding]:
    need = _calls_at_once(plan.job.backend, plan.recipe)
    if need is None:
        yield note(
            "function.concurrency",
            f"not checked: {plan.job.backend} does not say how many calls it makes at once",
            "Calls over the function's concurrency are throttled.",
            "Watch the function's Throttles metric when the job runs.",
        )
        return
    reserved = (
        clients.get("lambda")
        .get_function_concurrency(FunctionName=function)
        .get("ReservedConcurrentExecutions")
    )
    room, where = reserved, "reserved for the function"
    if reserved is None:
        limit = clients.get("lambda").get_account_settings()["AccountLimit"]
        room = limit["UnreservedConcurrentExecutions"]
        where = "in the account's pool, which all functions share"
    if room < need:
        yield error(
            "function.concurrency",
            f"{need} calls may come at once, {room} are {where}",
            "The others are throttled; what a trainer then does is not documented.",
            f"Reserve at least {need} (template parameter ReservedConcurrency), or lower "
            "recipe.lambda_concurrency_limit.",
        )
    else:
        yield ok("function.concurrency", f"{need} calls at once, {room} are {where}")


def _calls_at_once(backend: str, recipe: Mapping[str, Any]) -> int | None:
    limit: int | None = recipe.get("lambda_concurrency_limit")
    if backend != "hyperpod":
        return limit
    workers: int = recipe.get("rollout_worker_replicas", 1)
    return max(limit or 0, workers * WORKER_CALLS)
