"""`toolgrade compare`: runs side by side, with statistics, a report and a gate."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.configuration import read_document
from eval_jobs.errors import ConfigError
from eval_jobs.gate.judge import Outcome, Verdict, judge, levels, worst
from eval_jobs.gate.rules import DEFAULT_LEVEL, read_rules
from eval_jobs.report.averages import averages_of, print_averages
from eval_jobs.report.comparison_json import comparison_json
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.folder import PAGE, check_folder, write_report
from eval_jobs.report.gather import Gathered
from eval_jobs.report.made import now, versions
from eval_jobs.report.material import Material
from eval_jobs.report.plain import plain
from eval_jobs.results.read import read_run, read_runs
from eval_jobs.results.training_metrics import read_curves
from eval_jobs.study import Study, prepare

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison
    from eval_jobs.gate.rules import Rule
    from eval_jobs.report.material import Curve
    from eval_jobs.run import Run

EXIT_CODES: Final = {Outcome.PASS: 0, Outcome.FAIL: 1, Outcome.INCONCLUSIVE: 3}
PACKAGES: Final = ("toolgrade", "numpy", "scipy", "scikit-learn")
SHORT: Final = 4
"""Up to so many runs are named in a title."""


def compare(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="[NAME=]RUN...",
            help="Runs: folders, .tar.gz files or s3:// addresses, of `toolgrade evaluate` or of "
            "an evaluation job of SageMaker. A folder of several runs stands for all of them.",
        ),
    ],
    baseline: Annotated[
        str | None, typer.Option(help="The run that the others are compared with; else the first.")
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            help="YAML with a list of rules, such as `unscored = 0`; see docs/comparing.md."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Write the report here: an HTML page, JSON, CSV and Markdown."),
    ] = None,
    slices: Annotated[
        list[str] | None,
        typer.Option(
            "--slice",
            metavar="FIELD",
            help="Show the figures by this field of the samples; may be given several times. "
            "Without it, by every field with 2 to 30 values.",
        ),
    ] = None,
    training: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]JOB",
            help="Draw the training curves of this job's output; may be given several times.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Compare although datasets, graders or weights differ; the report says so.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the figures as JSON instead of tables.")
    ] = False,
) -> None:
    """Say which run is better, by how much, how sure that is, and where each fails.

    Exit code: 0, and with --gate 1 if a rule fails, 3 if none fails but one is inconclusive; 2
    if the runs cannot be read or compared.
    """
    rules = read_rules(read_document(gate), str(gate)) if gate else []
    if output is not None:
        check_folder(output)
    with tempfile.TemporaryDirectory(prefix="toolgrade-") as workspace:
        runs = list(_runs(sources, Path(workspace)))
        curves = dict(_curves(training or [], Path(workspace)))
        if any(run.samples is None for run in runs):
            _show_averages(runs, rules, output, as_json=as_json)
            return
        study = prepare(runs, baseline, force=force)
        comparison = study.compare(DEFAULT_LEVEL)
        verdicts = _judge(rules, study, comparison) if rules else []
        material = report_on(study, comparison, slices, output, curves, verdicts)
    if as_json:
        typer.echo(json.dumps(comparison_json(material), allow_nan=False))
    else:
        print_comparison(material)
        if output is not None:
            typer.echo(plain(f"Report: {output / PAGE}"))
        else:
            typer.echo("For plots and every failure, add --output DIR.")
    if verdicts:
        raise typer.Exit(EXIT_CODES[worst(verdicts)])


def report_on(
    study: Study,
    comparison: Comparison,
    slices: Sequence[str] | None,
    output: Path | None,
    curves: Mapping[str, Mapping[str, Curve]] = MappingProxyType({}),
    verdicts: Sequence[Verdict] = (),
    title: str | None = None,
) -> Material:
    """What there is to say about the runs; with `output`, the report is written there too.

    Without a `title` it is called by the names of the runs.
    """
    gathered = None if output is None else Gathered(study, comparison, slices)
    names = [run.name for run in study.runs]
    material = Material(
        title=title or (" / ".join(names) if len(names) <= SHORT else f"{len(names)} runs"),
        comparison=comparison,
        breakdowns=gathered.breakdowns if gathered else study.breakdowns(slices),
        curves=curves,
        examples=gathered.examples if gathered else [],
        examples_total=gathered.examples_total if gathered else 0,
        notes=study.notes,
        verdicts=[(v.outcome.value, f"{v.rule}: {v.sentence}") for v in verdicts],
        created=now(),
        versions=versions(PACKAGES),
        configuration={run.name: run.configuration for run in study.runs},
    )
    if output is not None and gathered is not None:
        write_report(output, material, gathered.rows())
    return material


def _runs(sources: Sequence[str], workspace: Path) -> Iterator[Run]:
    for source in sources:
        name, address = _named(source)
        if name is None:
            yield from read_runs(address, workspace=workspace)
        else:
            yield read_run(address, workspace=workspace)._replace(name=name)


def _curves(jobs: Sequence[str], workspace: Path) -> Iterator[tuple[str, Mapping[str, Curve]]]:
    for job in jobs:
        name, address = _named(job)
        yield name or PurePath(address).name, read_curves(address, workspace=workspace)


def _named(argument: str) -> tuple[str | None, str]:
    """The name and the address in `NAME=ADDRESS`; an address alone has no name."""
    name, equals, address = argument.partition("=")
    if not equals or "/" in name or Path(argument).exists():
        return None, argument
    if not name.strip():
        raise ConfigError(f"{argument!r}: no name before the =")
    return name, address


def _judge(rules: Sequence[Rule], study: Study, comparison: Comparison) -> list[Verdict]:
    others = {level: study.compare(level) for level in levels(rules) - {DEFAULT_LEVEL}}
    unscored = {
        run.name: sum(map(isnan, run.samples.reward.tolist()))
        for run in study.runs
        if run.samples is not None
    }
    return judge(rules, {DEFAULT_LEVEL: comparison, **others}, unscored)


def _show_averages(
    runs: Sequence[Run], rules: Sequence[Rule], output: Path | None, *, as_json: bool
) -> None:
    """A table of what averages alone allow; they are no ground for a test."""
    alone = [run.name for run in runs if run.samples is None]
    if rules or output:
        raise ComparisonError(
            f"only averages came back from {', '.join(alone)}: no gate and no report without the "
            "samples; bring back the details (Parquet) or inference_output.jsonl too"
        )
    if as_json:
        typer.echo(json.dumps({run.name: averages_of(run) for run in runs}, allow_nan=False))
        return
    print_averages(runs)
    typer.echo("Averages only: without the samples there are no intervals and no tests.")
