"""`toolgrade audit`: what a lazy, cheating or lucky policy would earn, before training pays it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from eval_jobs.audit.check import Level
from eval_jobs.evaluate.concurrently import Stop, stopped_by_ctrl_c
from eval_jobs.evaluate.judging import in_process, through_function
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.report.made import now, versions
from eval_jobs.report.plain import complain
from eval_jobs.report.problems import Problems

if TYPE_CHECKING:
    from eval_jobs.audit.audit import Subject

EXIT_CODES: Final = {Level.PASS: 0, Level.WARN: 0, Level.FAIL: 1}
INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""
OURS: Final = "RewardFunction"
"""What `toolgrade serve` calls the function that training asks."""
PACKAGES: Final = ("toolgrade", "numpy", "scipy")


def audit(
    dataset: Annotated[
        Path,
        typer.Argument(
            metavar="DATASET", help="The records to train or evaluate on, with references: JSONL."
        ),
    ],
    grader: Annotated[
        str | None,
        typer.Option(help="Which grader (tool_call by default); with --function, that of it."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help="YAML or JSON of the grading configuration; else the variable TOOLGRADE_CONFIG "
            "or the default preset; with --function, that of the function."
        ),
    ] = None,
    function: Annotated[
        str | None,
        typer.Option(
            metavar="NAME_OR_ARN",
            help="Audit this Lambda function, in batches. It need not be one of toolgrade.",
        ),
    ] = None,
    endpoint_url: Annotated[
        str | None,
        typer.Option(
            help="The Lambda API of the function, such as that of `toolgrade serve`; without "
            f"--function, its {OURS}."
        ),
    ] = None,
    answers: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help='Recorded answers, JSONL of {"id", "prediction"}, several to an id where there '
            "are: shows the gradient that they leave. May be given several times.",
        ),
    ] = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Another split, such as train.jsonl: are its prompts in DATASET too? May be "
            "given several times.",
        ),
    ] = None,
    records: Annotated[
        int, typer.Option(min=1, help="Use at most so many records, drawn by --seed.")
    ] = 1000,
    seed: Annotated[int, typer.Option(help="Another seed draws and damages otherwise.")] = 0,
    output: Annotated[
        Path, typer.Option(help="Write the report here: an HTML page and JSON.")
    ] = Path("runs/audit"),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the JSON instead of tables.")
    ] = False,
    concurrency: Annotated[
        int, typer.Option(min=1, max=256, help="So many calls of the function at a time.")
    ] = 8,
) -> None:
    """Find out what a grader pays that it should not, before a policy does.

    Answers are made up on purpose: nothing, spam, gold damaged step by step,
    gold in other formats, broken JSON. What the grader pays for them is held
    against bars; what crosses one comes with an example and what to change.

    Exit code: 0 pass or warn, 1 fail, 2 it could not run, 130 after Ctrl-C.
    """
    from eval_jobs.audit.audit import Plan
    from eval_jobs.audit.audit import audit as run
    from eval_jobs.report.audit.audit_json import audit_json
    from eval_jobs.report.audit.folder import PAGE, check_folder, write_audit
    from eval_jobs.report.audit.material import AuditMaterial
    from eval_jobs.report.audit.terminal import print_audit, print_ending

    check_folder(output)
    problems = Problems()
    stop = Stop()
    with ExitStack() as opened:
        if endpoint_url is not None and not function:
            function = OURS
        if function:
            scorer = LambdaScorer(function, endpoint_url, concurrency)
            opened.callback(scorer.close)
            subject = _deployed(scorer, function, grader, config)
        else:
            subject = _here(grader, config)
        found = Dataset(dataset, problems.report)
        plan = Plan(records, seed, answers or [], against or [])
        opened.enter_context(stopped_by_ctrl_c(stop))
        try:
            result = run(found, subject, plan, problems.report, stop)
        except InterruptedError:
            complain("Interrupted: an audit is made in one go, and nothing is written.")
            raise typer.Exit(INTERRUPTED) from None
    material = AuditMaterial(result, now(), versions(PACKAGES))
    write_audit(output, material)
    if as_json:
        typer.echo(json.dumps(audit_json(material), allow_nan=False))
    else:
        print_audit(result)
        print_ending(result, str(output / PAGE))
    raise typer.Exit(EXIT_CODES[result.level])


def _here(grader: str | None, config: Path | None) -> Subject:
    """The grader of this name in this process."""
    from eval_jobs.audit.audit import Subject

    judge = in_process(grader, config)
    return Subject(judge.scorer, judge.grader, None, judge.config.model_dump(mode="json"))


def _deployed(
    scorer: LambdaScorer, function: str, grader: str | None, config: Path | None
) -> Subject:
    """The function; a foreign one says nothing about its grader, and so does this."""
    from eval_jobs.audit.audit import Subject

    judge = through_function(scorer, function, grader, config)
    told = judge.function and judge.function["environment"]
    if not told and grader is None and config is None:
        return Subject(scorer, function, function, {})
    return Subject(scorer, judge.grader, function, judge.config.model_dump(mode="json"))
