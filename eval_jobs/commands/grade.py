"""`toolgrade grade`: grade a file in this process."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console

from eval_jobs.configuration import load_grader
from eval_jobs.datasets.answers import join_answers
from eval_jobs.datasets.read import Located, read_records
from eval_jobs.report.terminal import rows_table, summary_table
from eval_jobs.rows import Row
from eval_jobs.summary import summarize
from graders import Grade, Grader, grade_safely
from graders.grade import MALFORMED_RECORD
from graders.records import UnknownRecordError, read_record

SHOWN: Final = 20
"""Up to so many samples are shown one by one."""


def grade(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Records to grade: JSONL (one a line), or a .json event of any caller.",
        ),
    ],
    answers: Annotated[
        Path | None,
        typer.Option(
            help='JSONL of {"id", "prediction"}: the answers to FILE, when FILE is a dataset.'
        ),
    ] = None,
    grader: Annotated[
        str, typer.Option(help="Which grader; an unknown name lists them all.")
    ] = "tool_call",
    config: Annotated[
        Path | None,
        typer.Option(
            help="YAML or JSON of the grading configuration, such as {preset: nova-workshop}. "
            "Without it, the variable TOOLGRADE_CONFIG (a JSON object) or the default preset."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON row a sample instead of a table.")
    ] = False,
) -> None:
    """Grade samples in this process and say why each has its reward.

    A sample that cannot be graded is unscored and costs no other. Exits with 1 when a record
    could not be read, with 2 when nothing could be graded at all.
    """
    made = load_grader(grader, config)
    located = read_records(file) if answers is None else join_answers(file, answers)
    rows = []
    for one in located:
        rows.append(_row(made, one))
        if as_json:
            sys.stdout.write(json.dumps(rows[-1].to_json()) + "\n")
    if not as_json:
        console = Console()
        if len(rows) <= SHOWN:
            console.print(rows_table(rows))
        console.print(summary_table({file.name: summarize(rows)}, f"{grader} on {file}"))
    if any(row.code == MALFORMED_RECORD for row in rows):
        raise typer.Exit(1)


def _row(grader: Grader, located: Located) -> Row:
    identifier: Any = located.place
    if isinstance(located.record, dict):
        identifier = located.record.get("id", identifier)
    problem = located.error
    if problem is None:
        try:
            return Row.from_grade(identifier, grade_safely(grader, read_record(located.record)))
        except UnknownRecordError as error:
            problem = f"{located.place}: {error}"
    Console(stderr=True, soft_wrap=True).print(problem, markup=False, highlight=False)
    return Row.from_grade(
        identifier, Grade.unscored(MALFORMED_RECORD, problem, grader.metric_names)
    )
