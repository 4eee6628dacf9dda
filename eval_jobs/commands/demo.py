"""`toolgrade demo`: grade the recorded answers of the bundled example with the built function."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from eval_jobs.datasets.answers import join_answers
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.report.progress import watched
from eval_jobs.report.terminal import print_summaries
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
        raise DatasetError(f"no answers/*.jsonl in {example}: run this from the repository")
    details = {answers: output / answers.name for answers in answer_sets}
    summaries: dict[str, Summary] = {}
    with LocalLambda(build, lambda _, __: None) as service:
        for answers, path in details.items():
            located = join_answers(example / "test.jsonl", answers, _refuse)
            rows = _grade(service, [record for _, record, _ in located], answers.stem)
            _write(path, rows)
            summaries[answers.stem] = summarize(rows)
    print_summaries("SmolLM2-135M-Instruct on legal_assistant, test split", summaries)
    typer.echo(f"A row for each sample: {', '.join(map(str, details.values()))}")
    typer.echo("Why a sample has its reward:")
    typer.echo(f"  toolgrade grade {example}/test.jsonl --answers {answer_sets[0]} --json")


def _refuse(problem: str) -> None:
    raise DatasetError(problem)


def _grade(service: LocalLambda, records: Sequence[Any], name: str) -> list[Row]:
    rows: list[Row] = []
    batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
    for batch in watched(batches, f"{name}, in batches of {BATCH}", len(batches)):
        result = service.invoke(FUNCTION, json.dumps(batch).encode())
        if result.failed:
            raise ToolgradeError(f"{FUNCTION} failed: {result.payload.decode()}")
        rows += [Row.from_item(item) for item in json.loads(result.payload)]
    return rows


def _write(path: Path, rows: Sequence[Row]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(row.to_line() for row in rows), encoding="utf-8")
    except OSError as error:
        raise ToolgradeError(f"cannot write {path}: {error.strerror}") from error
