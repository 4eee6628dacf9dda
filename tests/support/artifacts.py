"""Every layout of artifacts that a job leaves behind, built from the same rows.

`rows()` are eight graded samples. Each function in `LAYOUTS` writes them as one kind of job would,
below a folder, and returns the source to read them from.
"""

from __future__ import annotations

import io
import json
import random
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from eval_jobs.results.layout import EvaluatedRow
from eval_jobs.results.results_json import Averages, lambda_metrics
from eval_jobs.results.write import write_run
from eval_jobs.rows import Row
from graders import grade_safely
from graders.records import read_record
from tests.support.grading import TOOL_CALL

NAME: Final = "tool-use-eval"
JOB: Final = "nova-lite-2-sft"
TIME: Final = "2026-08-01T10-20-30.123456"
CONFIGURATION: Final = {"grader": "tool_call", "versions": {"toolgrade": "0"}}

Rows = Sequence[EvaluatedRow]


def evaluated(record: Mapping[str, Any], answer: Any, logprobs: Any = None) -> EvaluatedRow:
    """The row of a chat record and the answer to it, graded in this process."""
    turns = [] if answer is None else [{"role": "assistant", "content": answer}]
    sample = read_record({**record, "messages": [*record["messages"], *turns]})
    row = Row.from_grade(record["id"], grade_safely(TOOL_CALL, sample))
    return EvaluatedRow(record, answer, row._replace(reason=None), logprobs)


def rows() -> list[EvaluatedRow]:
    """Right, half right, wrong and silent answers; two unscored ones; one prompt twice."""
    search = {"name": "search", "arguments": {"query": "merger, Größe 5", "limit": 3}}
    fetch = {"name": "fetch", "arguments": {"id": 7}}
    half = {"name": "search", "arguments": {"query": "merger", "limit": 4}}
    wanted: list[tuple[str, Any, Any]] = [
        ("Find a merger.", [search], [search]),
        ("Find and fetch.", [search, fetch], [fetch]),
        ("Find 'a' \"merger\"?\n(now)", [search], [half]),
        ("Say hello.", [], []),
        ("Fetch 7.", [fetch], [search]),
        ("Find a merger.", [search], [half]),
        ("Nobody answered.", [fetch], None),
        ("Nobody knows.", None, [fetch]),
    ]
    return [
        evaluated(
            _record(f"sample-{number}", prompt, reference),
            None if answer is None else json.dumps(answer),
            None if answer is None else [-0.25, -0.5 / number],
        )
        for number, (prompt, reference, answer) in enumerate(wanted, 1)
    ]


def _record(identifier: str, prompt: str, reference: Any) -> dict[str, Any]:
    messages = [{"role": "system", "content": "Use tools."}, {"role": "user", "content": prompt}]
    record = {"id": identifier, "messages": messages, "level": "easy"}
    return record if reference is None else {**record, "reference_answer": reference}


def results_json(rows: Rows) -> dict[str, Any]:
    """The averages of rows as the evaluation service writes them."""
    averages = Averages()
    for sample in rows:
        averages.add(sample.row)
    return averages.results()


def json_cells(sample: EvaluatedRow) -> dict[str, Any]:
    """The row of a sample with values in the cells that have structure."""
    return {
        "full_prompt": "\n".join(turn["content"] for turn in sample.record["messages"]),
        "gold": [json.dumps(sample.record.get("reference_answer"))],
        "metrics": {"rft_eval_lambda_metric": lambda_metrics(sample.row)},
        "predictions": None if sample.answer is None else [sample.answer],
        "pred_logits": sample.logprobs,
        "specifics": {"sample_id": sample.row.id, "original_line": sample.record},
    }


def as_repr(cells: dict[str, Any]) -> dict[str, Any]:
    """Structured cells as the text that Python shows for them."""
    return {k: v if v is None or isinstance(v, str) else repr(v) for k, v in cells.items()}


def as_json(cells: dict[str, Any]) -> dict[str, Any]:
    """Structured cells as JSON."""
    return {k: v if v is None or isinstance(v, str) else json.dumps(v) for k, v in cells.items()}


def as_it_is(cells: dict[str, Any]) -> dict[str, Any]:
    """Structured cells as structs and lists of Arrow."""
    return cells


def write_details(folder: Path, table: list[dict[str, Any]], time: str = TIME) -> Path:
    """A details file as AWS writes it, below an `eval_results` folder."""
    path = folder / "details" / "model" / time / f"details_rft_eval_#_{time}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(table), path)
    return path


def write_results(folder: Path, results: Any, time: str = TIME) -> Path:
    """A results JSON in an `eval_results` folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"results_{time}.json"
    path.write_text(json.dumps(results))
    return path


def write_aws_run(
    folder: Path,
    rows: Rows,
    style: Callable[[dict[str, Any]], dict[str, Any]] = as_it_is,
    cells: Callable[[EvaluatedRow], dict[str, Any]] = json_cells,
) -> Path:
    """A run as `rft_eval` leaves it, its rows out of order; `folder` is named after the run."""
    shuffled = list(rows)
    random.Random(7).shuffle(shuffled)  # noqa: S311  # an order, no secret
    write_details(folder / "eval_results", [style(cells(sample)) for sample in shuffled])
    write_results(folder / "eval_results", results_json(rows))
    events = folder / "tensorboard_results" / "eval" / "events.out.tfevents.1"
    events.parent.mkdir(parents=True)
    events.write_bytes(b"\0" * 64)
    return folder


def pack(folder: Path, archive: Path) -> Path:
    """Everything in `folder` as a tar.gz."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:gz") as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)
    return archive


def pack_members(archive: Path, members: Sequence[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """A tar.gz of exactly these members."""
    with tarfile.open(archive, "w:gz") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive


def local_run(folder: Path, rows: Rows) -> Path:
    """What `toolgrade evaluate` writes."""
    write_run(folder / NAME, CONFIGURATION, rows)
    return folder / NAME


def structs(folder: Path, rows: Rows) -> Path:
    return write_aws_run(folder / NAME, rows, as_it_is)


def python_reprs(folder: Path, rows: Rows) -> Path:
    return write_aws_run(folder / NAME, rows, as_repr)


def json_texts(folder: Path, rows: Rows) -> Path:
    return write_aws_run(folder / NAME, rows, as_json)


def flat_metrics(folder: Path, rows: Rows) -> Path:
    def flat(sample: EvaluatedRow) -> dict[str, Any]:
        return {**json_cells(sample), "metrics": lambda_metrics(sample.row)}

    return write_aws_run(folder / NAME, rows, as_repr, flat)


def output_archive(folder: Path, rows: Rows) -> Path:
    """`<job>/output/output.tar.gz`, as a training job's output."""
    write_aws_run(folder / "packed" / NAME, rows)
    return pack(folder / "packed", folder / JOB / "output" / "output.tar.gz")


def folder_of_archives(folder: Path, rows: Rows) -> Path:
    return output_archive(folder, rows).parents[1]


def none_folder(folder: Path, rows: Rows) -> Path:
    """Uncompressed, as a serverless job leaves it, under the name of an unset name."""
    write_aws_run(folder / JOB / "output" / "output" / "None", rows)
    return folder / JOB


def none_archive(folder: Path, rows: Rows) -> Path:
    write_aws_run(folder / "packed" / "None", rows)
    return pack(folder / "packed", folder / JOB / "output" / "output.tar.gz")


LAYOUTS: Final[dict[str, Callable[[Path, Rows], Path]]] = {
    layout.__name__: layout
    for layout in (
        local_run,
        structs,
        python_reprs,
        json_texts,
        flat_metrics,
        output_archive,
        folder_of_archives,
        none_folder,
        none_archive,
    )
}
NAMELESS: Final = frozenset({"none_folder", "none_archive"})
"""The layouts that carry the job's name alone."""


def gen_qa(folder: Path, percent: Sequence[float]) -> Path:
    """A gen_qa run: metrics of AWS's own beside a custom one, `bleu` in percent; no records."""
    table = [
        {
            "full_prompt": f"Question {number}",
            "gold": f"['Answer {number}']",
            "metrics": repr({"rouge1": 0.5, "bleu": bleu, "overall_score": bleu / 100}),
            "predictions": f"['Answer {number}']",
            "pred_logits": None,
            "specifics": repr({"sample_id": str(number)}),
        }
        for number, bleu in enumerate(percent)
    ]
    mean = sum(percent) / len(percent)
    metrics = {"rouge1": 0.5, "rouge1_stderr": 0.0, "bleu": mean, "bleu_stderr": 1.0}
    folder = folder / NAME / "eval_results"
    write_details(folder, table)
    write_results(folder, {"results": {"custom|gen_qa_gen_qa|0": metrics}})
    return folder.parent


def only_averages(folder: Path, rows: Rows) -> Path:
    """A run of which nothing but the results JSON came back."""
    write_results(folder / NAME / "eval_results", results_json(rows))
    return folder / NAME
