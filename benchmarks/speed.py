"""Speed of the reward handler and its import time, beside the workshop's formula, in one run.

Run it with `make bench`. All contestants grade the same batches of short samples, taking turns,
so that a busy machine slows all of them alike; compare the ratios, not the absolute figures.
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
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
ROUNDS = 40
IMPORTS = 15
ARTIFACT = ROOT / ".aws-sam" / "build" / "RewardFunction"
Handler = Callable[[Any, Any], Any]


def main() -> None:
    """Measure and print both tables."""
    batch = make_batch(random.Random(7))
    contestants: dict[str, Handler] = {
        "workshop's formula, bare": workshop_formula.lambda_handler,
        "toolgrade, default": handlers.reward,
        "toolgrade, nova-workshop": workshop_handler(),
    }
    rates = measure(contestants, batch)
    peer = statistics.median(rates["workshop's formula, bare"])
    table = Table(title=f"Samples per second, {BATCH} in a batch, {ROUNDS} rounds; {machine()}")
    for column in ("contestant", "median", "best", "middle half", "of the bare formula"):
        table.add_column(column, justify="left" if column == "contestant" else "right")
    for name, figures in rates.items():
        low, median, high = statistics.quantiles(figures, n=4)
        spread = f"{low:,.0f}-{high:,.0f}"
        row = (f"{median:,.0f}", f"{max(figures):,.0f}", spread, f"{median / peer:.2f}")
        table.add_row(name, *row)
    console = Console(width=110)
    console.print(table)
    times = import_times()
    console.print(
        f"Import of reward_service.handlers from the built artifact, {IMPORTS} fresh processes: "
        f"best {min(times):.0f} ms, median {statistics.median(times):.0f} ms"
    )


def make_batch(rng: random.Random) -> list[dict[str, Any]]:
    """Short samples in the workshop's form: a quarter right, the rest damaged in three ways."""
    rows = (ROOT / "examples" / "legal_assistant" / "test.jsonl").read_text("utf-8").splitlines()
    usable = [row for row in map(json.loads, rows) if _tools(row)]
    batch = []
    for index in range(BATCH):
        row = usable[index % len(usable)]
        gold = {"Type": ["x"], "Information needed": "x", "Tools": _tools(row)}
        answer = copy.deepcopy(gold)
        if index % 4 == 1:
            for tool in answer["Tools"]:
                tool["Parameters"] = {k: f"{v} and more" for k, v in tool["Parameters"].items()}
        elif index % 4 == 2:  # noqa: PLR2004  # the second way of three
            answer["Tools"] = _tools(rng.choice(usable))
        elif index % 4 == 3:  # noqa: PLR2004  # the third
            del answer["Tools"][1:]
        messages = [*row["messages"][-1:], {"role": "assistant", "content": json.dumps(answer)}]
        batch.append({"id": row["id"], "messages": messages, "reference_answer": gold})
    return batch


def _tools(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The row's expected calls with plain values; none where the workshop has no form for them."""
    reference = row["reference_answer"]
    analysis = reference.get("Query analysis", {}) if isinstance(reference, dict) else {}
    tools = copy.deepcopy(analysis.get("Tools", []))
    if not all(isinstance(tool, dict) for tool in tools):
        return []
    for tool in tools:
        for key, value in tool["Parameters"].items():
            if isinstance(value, dict) and "$accept" in value:
                tool["Parameters"][key] = value["$accept"][0]
    return tools


def workshop_handler() -> Handler:
    """The same handler under the preset that reproduces the formula."""
    config = GradingConfig.model_validate({"preset": "nova-workshop"})
    service = RewardService(load("tool_call", config), Settings(config=config))
    return lambda event, context: bare.respond(event, lambda rows: service.grade(rows, context))


def measure(contestants: dict[str, Handler], batch: list[Any]) -> dict[str, list[float]]:
    """Samples per second of each round; metric lines are written to memory."""
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in range(ROUNDS):
            for name, handler in contestants.items():
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
