"""`toolgrade pipeline`: several jobs one after the other, and the comparison at the end."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval_jobs.commands.compare import report_on
from eval_jobs.commands.job.launching import check_and_launch, errors_in
from eval_jobs.commands.job.options import JOBS, Jobs, overridden
from eval_jobs.finding import Finding, Severity
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.jobs.collect import collect
from eval_jobs.jobs.here import prompts
from eval_jobs.jobs.here.status import can_go_on, was_ended
from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.launch import missing_files, planned, stand_in
from eval_jobs.jobs.pipeline import (
    Actions,
    Report,
    Step,
    evaluation_runs,
    is_to_launch,
    read_pipeline,
    run_steps,
)
from eval_jobs.jobs.pipeline_state import named_steps
from eval_jobs.jobs.registry import Registry
from eval_jobs.jobs.signs import signs
from eval_jobs.jobs.watching.wait import FAILED, wait
from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.findings import print_findings
from eval_jobs.report.folder import PAGE, check_folder
from eval_jobs.report.pipeline import print_plan
from eval_jobs.report.plain import plain
from eval_jobs.report.steps import with_steps
from eval_jobs.results.read import read_run
from eval_jobs.study import prepare

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def pipeline(
    file: Annotated[Path, typer.Argument(metavar="PIPELINE.yaml", help="The pipeline's file.")],
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="[STEP:]FIELD=VALUE",
            help="Overrides a field of every job, or of one, such as backend=sagemaker or "
            "legal-sft:local.max_steps=40. May be repeated.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan and what it can cost at the most.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Launch although the checks found errors.")
    ] = False,
    retry: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STEP",
            help="Do this job anew, and all that go on from it: its `name` in the job file.",
        ),
    ] = None,
    endpoint_url: Annotated[
        str | None, typer.Option(help="Try the grader at this Lambda API.")
    ] = None,
    output: Annotated[Path, typer.Option(help="A folder in here for each job.")] = Path("runs"),
    jobs: Jobs = JOBS,
) -> None:
    """Check all jobs, launch, watch and collect each in turn, then compare the evaluations.

    The same command again, with the same --set, goes on where it was interrupted; leave out --retry
    then. Jobs with `backend: local` need `make local` and the command that it makes:

        .venv-local/bin/toolgrade pipeline examples/legal_assistant/pipeline.yaml --dry-run

    Exit code: 1 if a job failed or the checks found errors; 130 after Ctrl-C (the job under
    way goes on).
    """
    described, parsed = read_pipeline(file, overridden(overrides))
    if dry_run:
        print_plan(parsed)
        findings = list(_findings(parsed, {job.name for job in parsed}))
        print_findings(findings)
        raise typer.Exit(int(bool(errors_in(findings))))
    if described.compare:
        check_folder(described.compare.output)
    registry = Registry(jobs)
    state = jobs / "pipelines" / f"{described.name}.state"
    steps = named_steps(parsed, state, registry, retry or ())
    to_launch = {step.job.name for step in steps if is_to_launch(step, registry)}
    _tell_launched([step for step in steps if step.job.name not in to_launch])
    errors = errors_in(list(_findings(parsed, to_launch)))
    if errors:
        print_findings(errors)
        if not force:
            raise typer.Exit(1)

    def launch(step: Step) -> None:
        typer.echo(plain(f"{step.job.name}: {step.name}"))
        check_and_launch(step.job, step.name, registry, endpoint_url, force=force)

    def watch(step: Step) -> int:
        code = wait(registry.load(step.name), registry)
        if code == FAILED:
            _advise(file, step, registry)
        return code

    actions = Actions(launch, watch, lambda step: _collected(step.name, registry, output))
    if code := run_steps(steps, registry, actions):
        raise typer.Exit(code)
    if described.compare:
        _compare(described.compare, steps, registry)


def _tell_launched(steps: Sequence[Step]) -> None:
    for step in steps:
        typer.echo(plain(f"{step.job.name}: {step.name}, of an earlier run of this pipeline"))


def _advise(file: Path, step: Step, registry: Registry) -> None:
    """What to do about a step that failed."""
    record = registry.load(step.name)
    if can_go_on(record):
        if was_ended(record):
            typer.echo("The same command again goes on from where it was.")
        else:
            typer.echo("Mend what it failed of. The same command again goes on from where it was,")
            typer.echo("if its job file, its --set and its data stay as they are; if not:")
    again = f"toolgrade pipeline {shlex.quote(str(file))} --retry {step.job.name}"
    typer.echo(plain(f"To do it anew, and what goes on from it: {again}"))


def _findings(jobs: Sequence[Job], chosen: Collection[str]) -> Iterator[Finding]:
    """What can be told of the chosen jobs before any of them is launched."""
    by_name = {job.name: job for job in jobs}
    for job in jobs:
        if job.name not in chosen:
            continue
        started = by_name[job.start.job] if isinstance(job.start, FromJob) else None
        findings, request = planned(job, job.name, stand_in(job), started)
        for path in missing_files(request) if request else ():
            why = "The job would fail when it is launched."
            findings.append(Finding(Severity.ERROR, "data", f"{path}: there is no such file", why))
        if request and request.service == "local":
            told = prompts.check(LocalPlan.model_validate(request.parameters))
            findings += [found for found in told if found.severity is not Severity.OK]
        for found in findings:
            yield found._replace(check=f"{job.name}: {found.check}")


def _collected(name: str, registry: Registry, output: Path) -> None:
    found = collect(registry.load(name), registry, output)
    typer.echo(plain(f"Collected: {found.folder}"))
    for sign in signs(found.curves):
        typer.echo(plain(f"Warning: {sign.text}."))


def _compare(report: Report, steps: Sequence[Step], registry: Registry) -> None:
    runs = [
        read_run(folder)._replace(name=name) for name, folder in evaluation_runs(steps, registry)
    ]
    study = with_steps(prepare(runs, report.baseline, force=False), DEFAULT_LEVEL)
    material = report_on(study, study.compare(DEFAULT_LEVEL), None, report.output)
    print_comparison(material)
    typer.echo(plain(f"Report: {report.output / PAGE}"))
