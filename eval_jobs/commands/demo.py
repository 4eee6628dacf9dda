"""`toolgrade demo`: real answers, graded by the built function, and compared."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import Annotated, Final

import typer

from eval_jobs.commands.compare import report_on
from eval_jobs.commands.evaluate import INTERRUPTED
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.evaluate.concurrently import Stop, stopped_by_ctrl_c
from eval_jobs.evaluate.evaluation import Evaluation, Interrupted
from eval_jobs.evaluate.judging import through_function
from eval_jobs.evaluate.lambda_scorer import LambdaScorer
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.evaluate.sources import Source
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.local_lambda.template import BUILD
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.folder import PAGE
from eval_jobs.report.problems import Problems
from eval_jobs.report.steps import with_steps
from eval_jobs.results.read import read_run
from eval_jobs.study import prepare

FUNCTION: Final = "RewardFunction"
CONCURRENCY: Final = 2
TITLE: Final = "SmolLM2-135M-Instruct on legal_assistant, test split"
SLICE: Final = "question_type"
SERIES: Final = ("base", "sft", "rft")
"""The checkpoints, each trained from the one before it."""
MARK: Final = ".demo"
"""Says that a folder is a demo's own, to be replaced by the next."""


def demo(
    example: Annotated[
        Path, typer.Option(help="The example's folder: test.jsonl, and answers/CHECKPOINT.jsonl.")
    ] = Path("examples/legal_assistant"),
    output: Annotated[
        Path, typer.Option(help="Where the runs go; those of an earlier demo are replaced.")
    ] = Path("runs/demo"),
    build: Annotated[
        Path, typer.Option(help="The folder that `make build` (or `sam build`) made.")
    ] = BUILD,
) -> None:
    """Grade the recorded answers of a real model with the built function, and compare them.

    The model is SmolLM2-135M-Instruct as it is (base), after supervised fine-tuning (sft), and
    after reinforcement fine-tuning from there (rft): the pipeline of the example's folder made
    them. The function runs as it does on AWS, in batches, with the default preset.
    """
    answer_sets = [example / "answers" / f"{name}.jsonl" for name in SERIES]
    if missing := [str(path) for path in answer_sets if not path.is_file()]:
        raise DatasetError(f"there is no {', no '.join(missing)}: run this from the repository")
    folders = [output / answers.stem for answers in answer_sets]
    problems, stop = Problems(), Stop()
    dataset = Dataset(example / "test.jsonl", problems.report)
    with (
        LocalLambda(build, lambda _, __: None) as service,
        closing(InvokeApi(service, "127.0.0.1", 0)) as api,
        closing(LambdaScorer(FUNCTION, f"http://{api.address}", CONCURRENCY)) as scorer,
        stopped_by_ctrl_c(stop),
    ):
        _clear(output)
        judge = through_function(scorer, FUNCTION, None, None)
        for answers, folder in zip(answer_sets, folders, strict=True):
            source = Source(answers.stem, predictions=answers)
            try:
                Evaluation(folder, dataset, source, judge, CONCURRENCY, problems.report).run(stop)
            except Interrupted:
                raise typer.Exit(INTERRUPTED) from None
    runs = [read_run(folder) for folder in folders]
    study = with_steps(prepare(runs, None, force=False), DEFAULT_LEVEL)
    comparison = study.compare(DEFAULT_LEVEL)
    print_comparison(report_on(study, comparison, [SLICE], output / "report", title=TITLE))
    typer.echo(f"The runs: {', '.join(map(str, folders))}")
    typer.echo(f"Plots, and every answer that is not right: {output / 'report' / PAGE}")
    raise typer.Exit(int(problems.found))


def _clear(output: Path) -> None:
    """Remove an earlier demo, and mark the folder as one; what is none stays."""
    mark = output / MARK
    try:
        if output.exists():
            if any(output.iterdir()) and not mark.exists():
                raise ToolgradeError(f"{output} holds something else: choose another --output")
            shutil.rmtree(output)
        output.mkdir(parents=True)
        mark.touch()
    except OSError as error:
        raise ToolgradeError(f"cannot write {output}: {error.strerror}") from error
