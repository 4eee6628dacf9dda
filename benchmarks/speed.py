"""Speed of the reward handler and its import time, beside the workshop's formula, in one run.

Run it with `make bench`. All contestants grade the same batches, taking turns, so that a busy
machine slows all of them alike; compare the ratios, not the absolute figures. No text comes
twice: each round has words of its own in questions, references and answers.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "benchmarks")]
os.environ["POWERTOOLS_METRICS_NAMESPACE"] = "benchmark"

import workshop_formula  # noqa: E402  # found on the path set above
from rich.console import Console  # noqa: E402  # as above
from rich.table import Table  # noqa: E402  # as above

from graders import GradingConfig, load  # noqa: E402  # as above
from reward_service import handlers  # noqa: E402  # as above
from reward_service.contracts import bare  # noqa: E402  # as above
from reward_service.service import RewardService  # noqa: E402  # as above
from reward_service.settings import Settings  # noqa: E402  # as above

BATCH = 128
GROUP = 8
IMPORTS = 15
LONG = 8_000
"""Characters of an answer of 2,000 tokens."""
PAYLOAD = 6_000_000
"""Bytes of the largest batch that Lambda takes."""
ARTIFACT = ROOT / ".aws-sam" / "build" / "RewardFunction"
FORMULA: Final = "workshop's formula, bare"
Handler = Callable[[Any, Any], Any]
Record = dict[str, Any]
Tools = list[dict[str, Any]]


class Workload(NamedTuple):
    """A kind of batch: how it is called, how one is made, and in how many rounds it is graded."""

    name: str
    make: Callable[[random.Random, str], list[Record]]
    rounds: int


def main() -> None:
    """Measure and print."""
    contestants: dict[str, Handler] = {
        FORMULA: workshop_formula.lambda_handler,
        "toolgrade, default": handlers.reward,
        "toolgrade, nova-workshop": workshop_handler(),
    }
    console = Console(width=120)
    table = Table(title=f"Samples per second through the handlers; {machine()}")
    for column in ("batch", "contestant", "median", "best", "middle half", "of the bare formula"):
        table.add_column(column, justify="left" if column in {"batch", "contestant"} else "right")
    for workload in WORKLOADS:
        rates = measure(contestants, workload)
        for row in rows(workload.name, rates):
            table.add_row(*row)
        table.add_section()
    console.print(table)
    times = import_times()
    console.print(
        f"Import of reward_service.handlers from the built artifact, {IMPORTS} fresh processes: "
        f"best {min(times):.0f} ms, median {statistics.median(times):.0f} ms"
    )


def rows(name: str, rates: dict[str, list[float]]) -> Iterator[tuple[str, ...]]:
    """One line of the table for each contestant; ratios are of rounds, not of medians."""
    for contestant, figures in rates.items():
        low, median, high = statistics.quantiles(figures, n=4)
        ratio = statistics.median(map(float.__truediv__, figures, rates[FORMULA]))
        spread = f"{low:,.0f}-{high:,.0f}"
        yield name, contestant, f"{median:,.0f}", f"{max(figures):,.0f}", spread, f"{ratio:.2f}"
        name = ""


def make_batch(rng: random.Random, mark: str = "") -> list[Record]:
    """Short samples in the workshop's form, each of another prompt, with `mark` in their texts."""
    return [sample(rng, gold(row, mark), index, mark) for index, row in enumerate(usable()[:BATCH])]


def groups(rng: random.Random, mark: str) -> list[Record]:
    """What RFT sends: for each prompt `GROUP` answers, of which most differ."""
    prompts = [gold(row, mark) for row in usable()[: BATCH // GROUP]]
    return [sample(rng, prompts[at // GROUP], at, f"{mark}{at % GROUP}") for at in range(BATCH)]


def long_answers(rng: random.Random, mark: str) -> list[Record]:
    """Answers of 2,000 tokens, most of them reasoning."""
    batch = make_batch(rng, mark)[: BATCH // 4]
    for record in batch:
        answer = json.loads(record["messages"][-1]["content"])
        words = " ".join(f"because{index}" for index in range(LONG // 12))
        answer["Information needed"] = words[: LONG - len(json.dumps(answer))]
        record["messages"][-1]["content"] = json.dumps(answer)
    return batch


def twenty_calls(rng: random.Random, mark: str) -> list[Record]:
    """Answers and references of 20 calls, to whatever tools."""
    pool = [tool for row in usable() for tool in tools_of(row)]
    batch = []
    for index, row in enumerate(usable()[: BATCH // 4]):
        prompt = gold(row, mark)
        calls = copy.deepcopy(rng.sample(pool, 20))
        prompt["reference_answer"]["Tools"] = [marked(call, mark) for call in calls]
        batch.append(sample(rng, prompt, index, mark))
    return batch


def six_megabytes(rng: random.Random, mark: str) -> list[Record]:
    """As many long answers as a request to Lambda can carry."""
    batch: list[Record] = []
    while len(batch) * (LONG + 1_000) < PAYLOAD:
        batch += long_answers(rng, f"{mark}{len(batch)}")
    return batch


WORKLOADS: Final = (
    Workload("128 short samples, distinct prompts", make_batch, 40),
    Workload("128 short samples, 16 prompts x 8 answers", groups, 40),
    Workload("32 answers of 2,000 tokens", long_answers, 20),
    Workload("32 answers of 20 calls", twenty_calls, 20),
    Workload("6 MB of answers of 2,000 tokens", six_megabytes, 5),
)


@cache
def usable() -> list[Record]:
    """The rows of the example that the workshop's form can hold."""
    lines = (ROOT / "examples" / "legal_assistant" / "train.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if tools_of(row)]


def gold(row: Record, mark: str) -> Record:
    """The row's prompt with its reference, in the workshop's form."""
    tools = [marked(tool, mark) for tool in tools_of(row)]
    question = {"role": "user", "content": f"{row['messages'][-1]['content']} {mark}"}
    reference = {"Type": ["x"], "Information needed": "x", "Tools": tools}
    return {"id": row["id"], "messages": [question], "reference_answer": reference}


def sample(rng: random.Random, prompt: Record, index: int, mark: str) -> Record:
    """The prompt with an answer: of four, one is right, and three are damaged in three ways."""
    answer = copy.deepcopy(prompt["reference_answer"])
    if index % 4 == 1:
        for tool in answer["Tools"]:
            tool["Parameters"] = {k: f"{v} and more {mark}" for k, v in tool["Parameters"].items()}
    elif index % 4 == 2:  # noqa: PLR2004  # the second way of three
        answer["Tools"] = [marked(tool, mark) for tool in tools_of(rng.choice(usable()))]
    elif index % 4 == 3:  # noqa: PLR2004  # the third
        del answer["Tools"][1:]
    turn = {"role": "assistant", "content": json.dumps(answer)}
    return {**prompt, "messages": [*prompt["messages"], turn]}


def tools_of(row: Record) -> Tools:
    """The row's expected calls with plain values; none where the workshop has no form for them."""
    reference = row["reference_answer"]
    analysis = reference.get("Query analysis", {}) if isinstance(reference, dict) else {}
    tools: Tools = copy.deepcopy(analysis.get("Tools", []))
    if not all(isinstance(tool, dict) for tool in tools):
        return []
    for tool in tools:
        for key, value in tool["Parameters"].items():
            if isinstance(value, dict) and "$accept" in value:
                tool["Parameters"][key] = value["$accept"][0]
    return tools


def marked(tool: Record, mark: str) -> Record:
    """The call with `mark` behind each of its texts."""
    values = tool["Parameters"].items()
    return {**tool, "Parameters": {k: f"{v} {mark}" if type(v) is str else v for k, v in values}}


def workshop_handler() -> Handler:
    """The same handler under the preset that reproduces the formula."""
    config = GradingConfig.model_validate({"preset": "nova-workshop"})
    service = RewardService(load("tool_call", config), Settings(config=config))
    return lambda event, context: bare.respond(event, lambda rows: service.grade(rows, context))


def measure(contestants: dict[str, Handler], workload: Workload) -> dict[str, list[float]]:
    """Samples per second of each round; metric lines are written to memory."""
    rng = random.Random(7)
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    with contextlib.redirect_stdout(io.StringIO()):
        for turn in range(workload.rounds):
            event = json.dumps(workload.make(rng, f"q{turn}"))
            for name, handler in contestants.items():
                batch = json.loads(event)  # as it arrives: nothing is shared between contestants
                start = time.perf_counter()
                handler(batch, {})
                rates[name].append(len(batch) / (time.perf_counter() - start))
    return rates


def import_times() -> list[float]:
    """Milliseconds that a fresh interpreter takes to import the built handlers."""
    code = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); start = time.perf_counter();"
        "import reward_service.handlers; print((time.perf_counter() - start) * 1000)"
    )
    command = [sys.executable, "-I", "-S", "-c", code, str(ARTIFACT)]
    runs = [subprocess.run(command, capture_output=True, check=True) for _ in range(IMPORTS)]
    return [float(run.stdout) for run in runs]


def machine() -> str:
    """What it was measured on."""
    return f"Python {platform.python_version()}, {platform.machine()}"


if __name__ == "__main__":
    main()
