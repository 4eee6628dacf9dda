"""An evaluation on this machine: generate, grade, and write results as Nova's jobs leave them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.evaluation import ANSWERS, Evaluation
from eval_jobs.evaluate.journal import Journal
from eval_jobs.evaluate.judging import in_process, through_function
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.evaluate.sources import Source
from eval_jobs.local_jobs import chats
from eval_jobs.local_jobs.generating import Generator, in_batches
from eval_jobs.local_jobs.models import load
from eval_jobs.local_jobs.paying import grader
from eval_jobs.local_jobs.plan import WORK
from eval_jobs.local_jobs.records import first_lines, tokens_of

if TYPE_CHECKING:
    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.local_jobs.state import Progress


def evaluate(plan: LocalPlan, folder: Path, progress: Progress) -> None:
    """Do what is left of an evaluation; answers and grades that are in the journals stay."""
    if plan.test is None:
        raise ToolgradeError(f"{plan.name}: no data to evaluate on: give data.test")
    work = folder / WORK
    path = Path(plan.test) if plan.records is None else first_lines(plan.test, plan.records, work)
    dataset = Dataset(path, progress.note)
    answers = work / ANSWERS
    with Journal(answers) as journal:
        _answer(plan, dataset, journal, progress)
        if not len(journal):
            raise DatasetError(f"{path}: not one question was answered; the log says why")
    progress.begin("grading")
    with ExitStack() as opened:
        if plan.function is None:
            judge = in_process(None, None)
        else:
            paying = opened.enter_context(grader(plan, folder))
            judge = through_function(paying.scorer, plan.function, None, None)
            if paying.code_sha256 is not None:  # which the local Lambda does not tell
                function = {**(judge.function or {}), "code_sha256": paying.code_sha256}
                judge = judge._replace(function=function)
        source = Source(plan.name, predictions=answers, model=described(plan))
        summary = Evaluation(folder, dataset, source, judge, 1, progress.note).run(Stop())
    if summary is None or summary.reward is None:
        raise ToolgradeError(f"{plan.name}: not one answer could be scored; the log says why")


def described(plan: LocalPlan) -> dict[str, Any]:
    """What a run notes about the model that answered."""
    asked = ("model", "checkpoint", "temperature", "max_new_tokens", "max_prompt_tokens", "seed")
    return {"provider": "local", **plan.model_dump(include=set(asked))}


def _answer(plan: LocalPlan, dataset: Dataset, journal: Journal, progress: Progress) -> None:
    """Ask what is not answered yet, in batches, and keep each answer as it comes."""
    open_questions = [q for q in dataset if q.error is None and q.id not in journal]
    if not open_questions:
        return
    import torch

    torch.manual_seed(plan.seed)
    loaded = load(plan.checkpoint or plan.model, plan.seed)
    generator = Generator(loaded, plan.max_new_tokens, plan.temperature)
    prompts = []
    for question in open_questions:
        try:
            text = chats.prompt(question.record, loaded.tokenizer)
            tokens = tokens_of(text, loaded.tokenizer, plan.max_prompt_tokens)
            prompts.append(((question.id, text), len(tokens)))
        except ToolgradeError as error:
            progress.note(f"{question.id}: not answered: {error}")
    progress.begin("answering", len(journal), len(journal) + len(prompts))
    for batch in in_batches(prompts, plan.prompts_per_step):
        written = generator.answer([text for _, text in batch])
        for (name, _), answer in zip(batch, written, strict=True):
            reason = "stop" if answer.finished else "length"
            usage = {"outputTokens": answer.tokens}
            journal.append(
                {"id": name, "prediction": answer.text, "usage": usage, "stop_reason": reason}
            )
        progress.at(len(journal))
