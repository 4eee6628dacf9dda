"""Read runs: the same code for those made here and those brought back from AWS."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.report.plain import complain
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
from eval_jobs.results.results_json import read_means
from eval_jobs.results.samples import Collector, with_answer
from eval_jobs.results.sources import Tree, find_all, open_source
from eval_jobs.run import Detail, Run

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report


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
    collector = Collector()
    collector.add_all(rows())
    samples = collector.samples()
    if collector.repeated:
        report(f"{name}: {len(collector.repeated)} rows came twice; each counts once")
    if collector.renamed:
        report(f"{name}: {collector.renamed} more rows of known ids; called id#2 and so on")
    return Run(
        name=name,
        path=path,
        configuration=_configuration(path / CONFIGURATION),
        means=read_means(found.results),
        samples=samples,
        details=partial(_details, rows, collector.ids, frozenset(collector.repeated)),
    )


def _rows(results: Path, report: Report) -> Callable[[], Iterator[EvaluatedRow]]:
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


def _details(
    rows: Callable[[], Iterator[EvaluatedRow]], ids: list[str], repeated: frozenset[int]
) -> Iterator[Detail]:
    kept = (row for position, row in enumerate(rows()) if position not in repeated)
    for identifier, sample in zip(ids, kept, strict=True):
        yield Detail(identifier, with_answer(sample))


def _configuration(path: Path) -> Mapping[str, Any] | None:
    if not path.exists():
        return None
    try:
        configuration = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"cannot read {path}: {error}") from error
    if not isinstance(configuration, dict):
        raise ResultsError(f"{path}: not a JSON object")
    return configuration
