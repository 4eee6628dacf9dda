"""Read runs: the same code for those made here and those brought back from AWS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.report.plain import complain
from eval_jobs.results.configuration_json import read_configuration
from eval_jobs.results.details_parquet import read_details
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.inference_output import read_inferences
from eval_jobs.results.layout import (
    CONFIGURATION,
    DETAILS,
    EVAL_RESULTS,
    INFERENCES,
    RESULTS,
    EvaluatedRow,
)
from eval_jobs.results.padding import EXACT, padding
from eval_jobs.results.results_json import read_means
from eval_jobs.results.samples import Collector, with_answer
from eval_jobs.results.sources import Tree, find_all, open_source
from eval_jobs.run import Detail, Run

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report


Rows = Callable[[], Iterator[EvaluatedRow]]
"""Reads the samples of a run, anew each time."""
ROUNDED: Final = 1e-6
"""Two means of the same rewards are no further apart, however they are written."""


class _Found(NamedTuple):
    """A run where it lies: its results JSON, and the names of the folders above, inmost last."""

    results: Path
    names: list[str]


def read_run(
    source: str | Path, *, workspace: Path | None = None, report: Report = complain
) -> Run:
    """The only run in `source`; see `read_runs`. ResultsError lists them where it has several."""
    found = _find(source, workspace, report)
    if len(found) > 1:
        listed = "\n".join(f"  {name}: {one.results.parent}" for name, one in found)
        raise ResultsError(f"{source} has {len(found)} runs: name one of them\n{listed}")
    return _read(*found[0], report)


def read_runs(
    source: str | Path, *, workspace: Path | None = None, report: Report = complain
) -> list[Run]:
    """Every run in `source`, sorted by where it lies.

    `source` is a folder at any level above `results_*.json`, an archive of one, or S3 (see
    `open_source`, also for `workspace`). A run is named after the folder above `eval_results`;
    where that is the literal `None`, after the nearest folder that has a name. `report` is told
    what was chosen and what was passed over. ResultsError where there is no run, or one that
    cannot be read.
    """
    return [_read(name, found, report) for name, found in _find(source, workspace, report)]


def read_rows(folder: Path, *, report: Report = complain) -> Iterator[EvaluatedRow]:
    """Every row of the only run in `folder`, as it was evaluated; errors as those of `read_run`."""
    ((_, found),) = _find(folder, None, report)
    return _rows(found.results, report)()


def _find(source: str | Path, workspace: Path | None, report: Report) -> list[tuple[str, _Found]]:
    trees = open_source(source, workspace)
    found = [run for tree, files in find_all(trees, RESULTS) for run in _runs(tree, files, report)]
    if not found:
        raise ResultsError(
            f"{source}: no {RESULTS} at any depth: an evaluation job leaves one, and so does "
            "`toolgrade evaluate`"
        )
    return list(zip(_distinct([run.names for run in found]), found, strict=True))


def _runs(tree: Tree, files: list[Path], report: Report) -> Iterator[_Found]:
    by_folder: dict[Path, list[Path]] = {}
    for results in files:
        by_folder.setdefault(results.parent, []).append(results)
    for folder, several in by_folder.items():
        newest = max(several, key=lambda path: path.name)  # times in names sort as texts
        if len(several) > 1:
            report(f"{folder}: {len(several)} results; the newest counts, {newest.name}")
        yield _Found(newest, tree.names(newest) or ["run"])


def _distinct(names: list[list[str]]) -> list[str]:
    """The inmost name of each; with the one above it, then with a number, where it is not alone."""
    for depth in (1, 2):
        candidates = ["/".join(parts[-depth:]) for parts in names]
        if len(set(candidates)) == len(names):
            return candidates
    counts: Counter[str] = Counter()
    distinct = []
    for name in candidates:
        counts[name] += 1
        distinct.append(name if counts[name] == 1 else f"{name}#{counts[name]}")
    return distinct


def _read(name: str, found: _Found, report: Report) -> Run:
    folder = found.results.parent
    path = folder.parent if folder.name == EVAL_RESULTS else folder
    rows = _rows(found.results, report)
    means = read_means(found.results)
    collector = _collected(name, rows, means.get("reward"), report)
    if collector.renamed:
        report(f"{name}: {collector.renamed} more rows of known ids; called id#2 and so on")
    return Run(
        name=name,
        path=path,
        configuration=read_configuration(path / CONFIGURATION),
        means=means,
        samples=collector.samples(),
        details=partial(_details, rows, collector.ids),
    )


def _rows(results: Path, report: Report) -> Rows:
    """What reads the samples beside a results JSON: from Parquet, else from JSONL, else none."""
    folder = results.parent
    tables = Tree(folder, ()).find(DETAILS)
    if tables:
        time = results.stem.removeprefix("results_")
        of_time = [path for path in tables if path.stem.endswith(f"_{time}")]
        newest = of_time or [path for path in tables if path.parent.name == tables[-1].parent.name]
        if not of_time and len(newest) < len(tables):
            report(f"{folder}: several details; the newest count, {newest[0].parent}")
        return lambda: chain.from_iterable(map(read_details, newest))
    inferences = folder / INFERENCES
    return lambda: read_inferences(inferences) if inferences.exists() else iter(())


def _collected(name: str, rows: Rows, mean: float | None, report: Report) -> Collector:
    """The rows of a run without padding. `report` is told where they contradict the run's mean."""
    collector = Collector()
    collector.add_all(rows())
    found = collector.mean_reward()
    if found is None or mean is None or abs(found - mean) <= EXACT:
        return collector
    count = len(collector.ids)
    if padded := padding(rows(), mean):
        report(
            f"{name}: the last {padded} of {count} rows repeat earlier ones, and its own mean is "
            "without them: left out"
        )
        collector = Collector()
        collector.add_all(islice(rows(), count - padded))
    elif abs(found - mean) > ROUNDED:
        report(
            f"{name}: the mean reward of its {count} rows is {found:.6f}, that in its results "
            f"JSON {mean:.6f}: rows may be missing, or be those of another evaluation"
        )
    return collector


def _details(rows: Rows, ids: list[str]) -> Iterator[Detail]:
    for identifier, sample in zip(ids, rows(), strict=False):  # what is left over is padding
        yield Detail(identifier, with_answer(sample))
