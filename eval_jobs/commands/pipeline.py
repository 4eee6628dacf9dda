"""`toolgrade pipeline`: several jobs one after the other, and the comparison at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval_jobs.commands.compare import report_on
from eval_jobs.commands.job.launching import check_and_launch
from eval_jobs.commands.job.options import JOBS, Jobs, registry_in
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.jobs.collect import collect
from eval_jobs.jobs.launch import file_findings
from eval_jobs.jobs.pipeline import (
    Actions,
    Pipeline,
    Step,
    evaluation_runs,
    named_steps,
    read_pipeline,
    run_steps,
)
from eval_jobs.jobs.watching import wait
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.findings import print_findings
from eval_jobs.report.folder import PAGE, check_folder
from eval_jobs.report.pipeline import print_plan
from eval_jobs.report.plain import plain
from eval_jobs.results.read import read_run
from eval_jobs.study import prepare

if TYPE_CHECKING:
    from eval_jobs.jobs.finding import Finding
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.registry import Registry


def pipeline(
    file: Annotated[Path, typer.Argument(metavar="PIPELINE.yaml", help="The pipeline's file.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan and what it can cost at the most.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Launch although the checks found errors.")
    ] = False,
    endpoint_url: Annotated[
        str | None, typer.Option(help="Try the grader at this Lambda API.")
    ] = None,
    output: Annotated[Path, typer.Option(help="A folder in here for each job.")] = Path("runs"),
    jobs: Jobs = JOBS,
) -> None:
    """Launch, watch and collect each job in turn, then compare the evaluations.

    The same command again goes on where it was interrupted. Exit code: 1 if a job failed or the
    checks found errors; 130 after Ctrl-C (the job under way goes on).
    """
    described, parsed = read_pipeline(file)
    findings = [found for job in parsed for found in _of(job)]
    if dry_run:
        print_plan(parsed)
        print_findings(findings)
        return
    if described.compare:
        check_folder(described.compare.output)
    registry = registry_in(jobs)
    steps = named_steps(parsed, jobs / "pipelines" / f"{described.name}.state")

    def launch(step: Step) -> None:
        typer.echo(plain(f"{step.job.name}: {step.name}"))
        check_and_launch(step.job, step.name, registry, endpoint_url, force=force)

    actions = Actions(
        launch,
        lambda name: wait(registry.load(name), registry),
        lambda name: _collected(name, registry, output),
    )
    if code := run_steps(steps, registry, actions):
        raise typer.Exit(code)
    if described.compare:
        _compare(described, steps, registry)


def _of(job: Job) -> list[Finding]:
    return [
        found._replace(check=f"{job.name}: {found.check}") for found in file_findings(job, None)
    ]


def _collected(name: str, registry: Registry, output: Path) -> None:
    found = collect(registry.load(name), registry, output)
    typer.echo(plain(f"Collected: {found.folder}"))


def _compare(described: Pipeline, steps: Sequence[Step], registry: Registry) -> None:
    if described.compare is None:
        return
    runs = [
        read_run(folder)._replace(name=name) for name, folder in evaluation_runs(steps, registry)
    ]
    study = prepare(runs, described.compare.baseline, force=False)
    material = report_on(study, study.compare(DEFAULT_LEVEL), None, described.compare.output)
    print_comparison(material)
    typer.echo(plain(f"Report: {described.compare.output / PAGE}"))
