"""`toolgrade demo`: grade the recorded answers of the bundled example with the built function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import track

from eval_jobs.datasets.answers import join_answers, records_of
from eval_jobs.errors import ToolgradeError
from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.report.terminal import summary_table
from eval_jobs.rows import Row
from eval_jobs.summary import Summary, summarize

BATCH: Final = 64
FUNCTION: Final = "RewardFunction"


def demo(
    example: Annotated[
        Path, typer.Option(help="The example's folder: test.jsonl, and answers/*.jsonl.")
    ] = Path("examples/legal_assistant"),
    output: Annotated[
        Path, typer.Option(help="Where the rows go; those of an earlier demo are replaced.")
    ] = Path("runs/demo"),
    build: Annotated[
        Path, typer.Option(help="The folder that `make build` (or `sam build`) made.")
    ] = Path(".aws-sam/build"),
) -> None:
    """Grade two recorded sets of a real model's answers with the built Lambda function.

    The model is SmolLM2-135M-Instruct, once without and once with examples in its prompt. The
    function runs as it does on AWS, in batches, with the default preset.
    """
    answer_sets = sorted(example.glob("answers/*.jsonl"), reverse=True)
    if not answer_sets:
        raise ToolgradeError(f"no answers/*.jsonl in {example}: run this from the repository")
    output.mkdir(parents=True, exist_ok=True)
    summaries: dict[str, Summary] = {}
    with LocalLambda(build, lambda _, __: None) as service:
        for answers in answer_sets:
            records = records_of(join_answers(example / "test.jsonl", answers))
            rows = _grade(service, records, answers.stem)
            details = "".join(json.dumps(row.to_json()) + "\n" for row in rows)
            (output / answers.name).write_text(details, encoding="utf-8")
            summaries[answers.stem] = summarize(rows)
    console = Console()
    console.print(summary_table(summaries, "SmolLM2-135M-Instruct on legal_assistant, test split"))
    console.print(f"A row for each sample: {', '.join(str(output / a.name) for a in answer_sets)}")
    console.print(
        "Why a sample has its reward: toolgrade grade "
        f"{example}/test.jsonl --answers {answer_sets[0]} --json",
        soft_wrap=True,
    )


def _grade(service: LocalLambda, records: Sequence[Any], name: str) -> list[Row]:
    rows: list[Row] = []
    starts = range(0, len(records), BATCH)
    for start in track(starts, description=name, console=Console(stderr=True), transient=True):
        event = json.dumps(records[start : start + BATCH]).encode()
        result = service.invoke(FUNCTION, event)
        if result.failed:
            raise ToolgradeError(f"{FUNCTION} failed: {result.payload.decode()}")
        rows += [Row.from_item(item) for item in json.loads(result.payload)]
    return rows
