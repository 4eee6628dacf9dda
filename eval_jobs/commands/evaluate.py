"""`toolgrade evaluate`: a dataset and the answers to it, or a model to ask, become runs."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from eval_jobs.errors import ConfigError
from eval_jobs.evaluate.concurrently import Stop, stopped_by_ctrl_c
from eval_jobs.evaluate.evaluation import Evaluation, Interrupted
from eval_jobs.evaluate.judging import in_process, through_function
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.evaluate.sources import asked, recorded
from eval_jobs.models.model import Inference
from eval_jobs.report.plain import complain, plain
from eval_jobs.report.problems import Problems
from eval_jobs.report.terminal import print_summaries

if TYPE_CHECKING:
    from eval_jobs.summary import Summary

TEMPERATURE: Final = 0.0
MAX_TOKENS: Final = 4096
INTERRUPTED: Final = 130
"""The exit code after Ctrl-C, as shells have it."""


def evaluate(  # the options of a command line
    dataset: Annotated[Path, typer.Option(help="The records to evaluate on: JSONL of messages.")],
    predictions: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]FILE",
            help='Recorded answers, JSONL of {"id", "prediction"}; may be given several times. '
            "A prediction is a text or an assistant message; logprobs beside it are kept.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="A model to ask instead: bedrock:MODEL_ID_OR_ARN (Converse), or openai:NAME at "
            "any server that speaks like OpenAI's (key in OPENAI_API_KEY)."
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The run's name; else that of the file or the model.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="The address of the model's server, if not the service's.")
    ] = None,
    temperature: Annotated[
        float | None,
        typer.Option(min=0, show_default=str(TEMPERATURE), help="How the model samples."),
    ] = None,
    max_tokens: Annotated[
        int | None,
        typer.Option(min=1, show_default=str(MAX_TOKENS), help="The longest answer."),
    ] = None,
    logprobs: Annotated[
        bool, typer.Option("--logprobs", help="Ask for log-probabilities (openai: only).")
    ] = False,
    grader: Annotated[
        str | None,
        typer.Option(
            help="Which grader (tool_call by default); with --function, that of the function."
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            help="YAML or JSON of the grading configuration. Without it, the variable "
            "TOOLGRADE_CONFIG or the default preset; with --function, that of the function."
        ),
    ] = None,
    function: Annotated[
        str | None,
        typer.Option(metavar="NAME_OR_ARN", help="Have this Lambda function grade, in batches."),
    ] = None,
    endpoint_url: Annotated[
        str | None,
        typer.Option(help="The Lambda API of --function, such as that of `toolgrade serve`."),
    ] = None,
    output: Annotated[Path, typer.Option(help="A folder in here for each run.")] = Path(
        "runs/evaluations"
    ),
    concurrency: Annotated[
        int, typer.Option(min=1, max=256, help="So many calls of model or function at a time.")
    ] = 8,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON line a run instead of a table.")
    ] = False,
) -> None:
    """Evaluate recorded answers, or a model, on a dataset: a run directory for each.

    Work is kept as it is done: the same command again goes on where it stopped, asks and grades
    nothing twice, and of a complete run only prints the results. Exit code: 1 if a sample could
    not be answered or graded, or an answer fits no sample; 2 if nothing could be run; 130 after
    Ctrl-C.
    """
    problems = Problems()
    if bool(predictions) == bool(model):
        raise ConfigError("give answers (--predictions [NAME=]FILE), or a model to ask (--model)")
    if endpoint_url is not None and not function:
        raise ConfigError("--endpoint-url is where --function is found: name that too")
    if model:
        inference = Inference(
            TEMPERATURE if temperature is None else temperature,
            MAX_TOKENS if max_tokens is None else max_tokens,
            logprobs,
        )
        sources = [asked(model, name, base_url, inference, concurrency)]
    else:
        _refuse_for_answers(base_url, temperature, max_tokens, logprobs)
        sources = recorded(predictions or [], name)
    summaries: dict[str, Summary] = {}
    with ExitStack() as opened:
        if function:
            scorer = LambdaScorer(function, endpoint_url, concurrency)
            opened.callback(scorer.close)
            judge = through_function(scorer, function, grader, config)
        else:
            judge = in_process(grader, config)
        records = Dataset(dataset, problems.report)
        if records.renamed:
            some = ", ".join(records.renamed[:3])
            complain(f"{dataset}: {len(records.renamed)} ids were missing or taken; new: {some}")
        stop = Stop()
        with stopped_by_ctrl_c(stop):
            for source in sources:
                evaluation = Evaluation(
                    output / source.name, records, source, judge, concurrency, problems.report
                )
                try:
                    summary = evaluation.run(stop)
                except Interrupted:
                    complain(f"{evaluation.folder}: not complete. The same command goes on there.")
                    raise typer.Exit(INTERRUPTED) from None
                if summary is not None:
                    summaries[source.name] = summary
    _show(summaries, f"{judge.grader} on {dataset}", output, as_json=as_json)
    if stop.interrupted:
        raise typer.Exit(INTERRUPTED)
    complete = len(summaries) == len(sources)
    scored = all(summary.reward is not None for summary in summaries.values())
    raise typer.Exit(int(problems.found or not complete or not scored))


def _refuse_for_answers(
    base_url: str | None, temperature: float | None, max_tokens: int | None, logprobs: bool | None
) -> None:
    """ConfigError for an option that says how to ask a model, where none is asked."""
    given = {
        "--base-url": base_url,
        "--temperature": temperature,
        "--max-tokens": max_tokens,
        "--logprobs": logprobs or None,
    }
    odd = [option for option, value in given.items() if value is not None]
    if odd:
        raise ConfigError(
            f"{', '.join(odd)}: only for a model that is asked (--model), not for --predictions"
        )


def _show(summaries: Mapping[str, Summary], title: str, output: Path, *, as_json: bool) -> None:
    folders = {name: output / name for name in summaries}
    if as_json:
        for name, summary in summaries.items():
            line = {"name": name, "path": str(folders[name]), **summary._asdict()}
            typer.echo(json.dumps(line, allow_nan=False))
        return
    if not summaries:
        return
    print_summaries(title, summaries)
    runs = " ".join(shlex.quote(str(folder)) for folder in folders.values())
    typer.echo(plain(f"Written: {runs}"))
    others = runs if len(folders) > 1 else f"{runs} ANOTHER_RUN"
    typer.echo(plain(f"Compare: toolgrade compare {others}"))
