"""Who is measured: each contestant is a script of `runners/`, kept running in its environment."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from benchmarks.peers.environments import PEERS, ROOT, NotInstalledError, python_of

RUNNERS: Final = Path(__file__).parent / "runners"
Case = dict[str, Any]
"""What is scored: `calls` as answered, `gold` as expected, both lists of name and arguments;
`accepted` is the gold in BFCL's form, `tools` and `question` are the record's."""

SILENT: Final = {
    "DEEPEVAL_TELEMETRY_OPT_OUT": "YES",
    "LANGSMITH_TRACING": "false",
    "OTEL_SDK_DISABLED": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "benchmark",
    "PYTHONWARNINGS": "ignore",
    "RAGAS_DO_NOT_TRACK": "true",
}
"""Peers that report their use are told not to."""


class Contestant(NamedTuple):
    """A way of scoring calls: its script, whose environment it needs (empty: this one), options."""

    script: str
    peer: str = ""
    options: tuple[str, ...] = ()

    @property
    def imported(self) -> str:
        """What its import time is that of: a peer, or a script of this project."""
        return self.peer or self.script

    @property
    def version(self) -> str:
        """As pinned."""
        return PEERS[self.peer].version if self.peer else "this one"


CONTESTANTS: Final = {
    "toolgrade, handler": Contestant("toolgrade_handler.py"),
    "toolgrade, in process": Contestant("toolgrade_grader.py"),
    "workshop's formula": Contestant("workshop.py"),
    "BFCL ast_checker": Contestant("bfcl_checker.py", "bfcl-eval"),
    "agentevals strict": Contestant("agentevals_match.py", "agentevals"),
    "ragas ToolCallF1": Contestant("ragas_f1.py", "ragas"),
    "ragas ToolCallAccuracy": Contestant("ragas_accuracy.py", "ragas"),
    "deepeval ToolCorrectness": Contestant("deepeval_tools.py", "deepeval"),
    "ADK exact": Contestant("adk_trajectory.py", "google-adk"),
    "strands ToolCalled": Contestant("strands_called.py", "strands-agents-evals"),
}


class Scores(NamedTuple):
    """Scores in [0, 1], None where the contestant raised, and what it raised.

    `seconds` of processor time went into scoring, `making` into making cases into what it scores.
    """

    values: list[float | None]
    raised: list[str]
    seconds: float
    making: float


class Runner:
    """A contestant's process: cases go in as one line of JSON, scores come back as one."""

    def __init__(self, contestant: Contestant) -> None:
        python = python_of(contestant.peer) if contestant.peer else Path(sys.executable)
        command = [str(python), str(RUNNERS / contestant.script), *contestant.options]
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  # closed with the process
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment(contestant),
            text=True,
        )

    def score(self, cases: Sequence[Case]) -> Scores:
        """Have a batch scored; `RuntimeError` where the process is gone."""
        sender, receiver = self._process.stdin, self._process.stdout
        if sender is None or receiver is None:
            raise RuntimeError("the runner has no pipes")
        with contextlib.suppress(BrokenPipeError):
            sender.write(json.dumps(list(cases)) + "\n")
            sender.flush()
        line = receiver.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError((self._errors.read().strip() or "it stopped").splitlines()[-1])
        return Scores(**json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


def environment(contestant: Contestant) -> dict[str, str]:
    """What a contestant's process finds in its environment; this project only sees itself."""
    path = "" if contestant.peer else f"{ROOT}{os.pathsep}{ROOT / 'src'}"
    return {**os.environ, **SILENT, "PYTHONPATH": path}


@contextlib.contextmanager
def running(
    contestants: Mapping[str, Contestant] = CONTESTANTS,
) -> Iterator[tuple[dict[str, Runner], list[str]]]:
    """The runners by contestant, and a line for each that did not install or start."""
    missing = []
    with contextlib.ExitStack() as stack:
        runners = {}
        for name, contestant in contestants.items():
            try:
                runner = stack.enter_context(Runner(contestant))
                runner.score([])  # it has imported what it needs
            except NotInstalledError as error:
                missing.append(f"{name} did not install: {error}")
            except RuntimeError as error:
                missing.append(f"{name} did not start: {error}")
            else:
                runners[name] = runner
        yield runners, missing
