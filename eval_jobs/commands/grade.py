"""`toolgrade grade`: grade a file in this process."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from eval_jobs.configuration import load_grader
from eval_jobs.datasets.answers import join_answers
from eval_jobs.datasets.read import Located, read_records
from eval_jobs.errors import DatasetError
from eval_jobs.report.plain import plain
from eval_jobs.report.problems import Problems
from eval_jobs.report.progress import watched
from eval_jobs.report.terminal import print_rows, print_summaries
from eval_jobs.rows import Row, row_id
from eval_jobs.summary import Tally
from graders import Grade, Grader, grade_safely
from graders.grade import MALFORMED_RECORD
from graders.records import read_record

SHOWN: Final = 20
"""Up to so many samples are shown one by one."""


def grade(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Records to grade: JSONL (one a line; - is stdin), or a .json event of any "
            "caller.",
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
        bool,
        typer.Option("--json", help="Print one JSON row a sample, with its reason, as it comes."),
    ] = False,
) -> None:
    """Grade samples in this process and say why each has its reward.

    A sample that cannot be graded is unscored and costs no other. Exit code: 1 if a record or an
    answer could not be used, a grader failed, or no sample could be scored; 2 if nothing could
    be read at all.
    """
    made = load_grader(grader, config)
    problems = Problems()
    located = join_answers(file, answers, problems.report) if answers else read_records(file)
    shown: list[Row] = []
    tally = Tally()
    if not (as_json and sys.stdout.isatty()):  # rows on the screen are progress enough
        located = watched(located, plain(file.name))
    for row in _rows(made, located, problems):
        tally.add(row)
        if as_json:
            sys.stdout.write(row.to_line())
        elif len(shown) < SHOWN:
            shown.append(row)
    summary = tally.summary()
    if not summary.samples:
        raise DatasetError(f"no records in {file}")
    if not as_json:
        if summary.samples <= SHOWN:
            print_rows(shown, [name for name in made.metric_names if name in made.reward_names])
        print_summaries(f"{grader} on {file}", {file.name: summary})
        if summary.samples > SHOWN:
            typer.echo("For a row with its reason for each sample, add --json.")
    raise typer.Exit(int(problems.found or summary.reward is None))


def _rows(grader: Grader, located: Iterable[Located], problems: Problems) -> Iterator[Row]:
    for place, record, error in located:
        row = _row(grader, place, record, error)
        if row.failed:
            problems.report(f"{place}: {row.reason}" if error is None else error)
        yield row


def _row(grader: Grader, place: str, record: Any, error: str | None) -> Row:
    identifier = record.get("id") if isinstance(record, dict) else None
    if error is None:
        try:
            sample = read_record(record)
        except Exception as problem:  # noqa: BLE001  # whatever it is, it costs this record only
            error = str(problem)
        else:
            return Row.from_grade(row_id(sample.id, place), grade_safely(grader, sample))
    grade = Grade.unscored(MALFORMED_RECORD, error, grader.metric_names)
    return Row.from_grade(row_id(identifier, place), grade)
