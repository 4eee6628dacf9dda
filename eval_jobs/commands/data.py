"""`toolgrade data`: validate, convert and split datasets, before a job is paid for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args

import typer

from eval_jobs.datasets.conversion.convert import Source, Target, convert
from eval_jobs.datasets.conversion.from_bfcl import read_truths
from eval_jobs.datasets.prompts import NEAR
from eval_jobs.datasets.read import read_lines, read_records
from eval_jobs.datasets.validation.formats import Format  # noqa: TC001  # typer reads it
from eval_jobs.datasets.validation.size import Target as ServiceTarget
from eval_jobs.datasets.validation.summary import Summary
from eval_jobs.datasets.validation.validate import validate
from eval_jobs.datasets.writing import new_files
from eval_jobs.errors import ConfigError
from eval_jobs.finding import Severity
from eval_jobs.jobs.job import BackendName, ModelName
from eval_jobs.report.plain import plain
from eval_jobs.report.problems import Problems
from eval_jobs.report.progress import watched
from eval_jobs.report.repeated import Repeated
from eval_jobs.report.validation_table import print_validation

if TYPE_CHECKING:
    from eval_jobs.datasets.leaks import Leaks
    from eval_jobs.datasets.split import Line

SHOWN: Final = 3
"""Examples of each kind that are shown."""

app = typer.Typer(name="data", help="Validate, convert and split datasets.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="JSONL, one record a line.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
Near = Annotated[
    float,
    typer.Option(
        min=0.5,
        max=1.0,
        help="Share of runs of three words in common from which two prompts are nearly the same.",
    ),
]


@app.command("validate")
def validate_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="JSONL, one record a line; - is stdin.")
    ],
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="The format; without it, the file's name (gen_qa.jsonl, llm_judge.jsonl) or the "
            "first record says (RFT for rft_eval).",
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="The model that is to be trained or evaluated.")] = (
        "nova-2-lite"
    ),
    backend: Annotated[str, typer.Option(help="Where the job is to run.")] = "sagemaker",
    batch: Annotated[
        int | None,
        typer.Option(min=1, help="The recipe's global batch size: the fewest records it takes."),
    ] = None,
    examples: Annotated[
        int, typer.Option(min=0, help="How many places to show for each rule.")
    ] = SHOWN,
    as_json: AsJson = False,
) -> None:
    """Check every record against the rules of its format.

    Each problem comes with file, line and column. Exit code: 1 if there is an error; warnings and
    notes are none.
    """
    _one_of("--model", model, get_args(ModelName))
    _one_of("--backend", backend, get_args(BackendName))
    summary = Summary(examples)
    counted = _Counted(read_lines(file))
    lines = watched(counted, plain(file.name))
    target = ServiceTarget(model, backend, batch)
    for problem in validate(file, form, target=target, lines=lines):
        summary.add(problem)
    if as_json:
        document = {"file": str(file), "records": counted.count, "rules": summary.to_json()}
        typer.echo(json.dumps(document))
    else:
        print_validation(str(file), counted.count, summary)
    raise typer.Exit(int(summary.count(Severity.ERROR) > 0))


@app.command("convert")
def convert_command(
    file: File,
    source: Annotated[Source, typer.Option("--from", help="The format that FILE is in.")],
    target: Annotated[Target, typer.Option("--to", help="The format to write.")],
    output: Annotated[Path, typer.Option(help="The file to write; it must not exist.")],
    answers: Annotated[
        Path | None, typer.Option(help="For bfcl: the file of possible answers, JSONL too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Convert records; what is written keeps the rules of the new format.

    A record that cannot be converted without a loss, or would break a rule, is reported with its
    line, and costs no other; of many such records, the first few. Exit code: 1 if there was one.
    """
    problems = Repeated()
    truths = read_truths(answers) if answers is not None else None
    written = 0
    with new_files(output) as (out,):
        records = watched(read_records(file), plain(file.name))
        for record, problem in convert(records, source, target, truths):
            if record is None:
                problems.report(problem)
            else:
                out.write(json.dumps(record).encode() + b"\n")
                written += 1
    problems.finish()
    if as_json:
        counts = {"records": written, "problems": problems.count}
        typer.echo(json.dumps({"output": str(output), **counts}))
    else:
        typer.echo(plain(f"{output}: {written:,} records"))
    raise typer.Exit(int(problems.count > 0))


@app.command("split")
def split_command(
    file: File,
    output: Annotated[Path, typer.Option(help="The folder for train.jsonl, test.jsonl, ...")],
    fractions: Annotated[
        str,
        typer.Option(help="Shares of train/validation/test, or of train/test, such as 80/20."),
    ] = "0.8/0.1/0.1",
    seed: Annotated[int, typer.Option(help="Another seed draws another split.")] = 0,
    stratify: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Give each value of this field the same shares."),
    ] = None,
    near: Near = NEAR,
    as_json: AsJson = False,
) -> None:
    """Split a file by a seed, with equal and nearly equal prompts on one side.

    Says at the end how many prompts leak between the files that it wrote. Exit code: 1 if a line
    could not be used, or prompts leak.
    """
    from eval_jobs.datasets.leaks import find_leaks
    from eval_jobs.datasets.split import Plan, parse_fractions, split

    problems = Problems()
    plan = Plan(parse_fractions(fractions), seed, stratify, near)
    made = split(file, output, plan, problems.report, _watch)
    leaks = find_leaks(list(made.paths.values()), SHOWN, problems.report, near, _watch)
    if as_json:
        sides = {
            side: {"file": str(path), "records": made.counts[side].total()}
            | ({"strata": dict(sorted(made.counts[side].items()))} if stratify else {})
            for side, path in made.paths.items()
        }
        document = {"sides": sides, "groups": made.groups, "largest_group": made.largest}
        typer.echo(json.dumps({**document, "leaks": _leaks_json(leaks)}))
    else:
        total = sum(counts.total() for counts in made.counts.values())
        for side, path in made.paths.items():
            count = made.counts[side].total()
            typer.echo(plain(f"{path}: {count:,} records ({count / total:.1%})"))
        typer.echo(
            f"{made.groups:,} prompts that are not nearly the same; "
            f"the most records of one: {made.largest:,}"
        )
        _print_leaks(leaks)
    raise typer.Exit(int(problems.found or leaks.groups > 0))


@app.command("leaks")
def leaks_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE FILE...", help="Splits: two files or more.")
    ],
    near: Near = NEAR,
    as_json: AsJson = False,
) -> None:
    """Find prompts that are in more than one of these files, or nearly so.

    Exit code: 1 if there is one, or a line could not be used.
    """
    from eval_jobs.datasets.leaks import find_leaks

    if len(files) < 2:  # noqa: PLR2004  # between two at least
        raise ConfigError("leaks are between files: name two or more")
    problems = Problems()
    leaks = find_leaks(files, SHOWN, problems.report, near, _watch)
    if as_json:
        typer.echo(json.dumps(_leaks_json(leaks)))
    else:
        _print_leaks(leaks)
    raise typer.Exit(int(problems.found or leaks.groups > 0))


class _Counted:
    """Lines, and how many of them were read."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[Line]:
        for line in self._lines:
            self.count += 1
            yield line


def _watch(lines: Iterable[Line]) -> Iterator[Line]:
    return watched(lines, "records")


def _one_of(option: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigError(f"{option} is one of {', '.join(known)}, not {value!r}")


def _leaks_json(leaks: Leaks) -> dict[str, Any]:
    examples = [leak._asdict() for leak in leaks.examples]
    return {**leaks._asdict(), "examples": examples}


def _print_leaks(leaks: Leaks) -> None:
    if not leaks.groups:
        typer.echo("No prompt is in two of the files, nor nearly so.")
        return
    counts = f"{leaks.groups:,} prompts, {leaks.records:,} records"
    typer.echo(f"In two of the files, or nearly so: {counts}")
    for leak in leaks.examples:
        typer.echo(plain(f"{leak.prompt:.80} ({', '.join(leak.places[:5])})"))
