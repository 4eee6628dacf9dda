"""The tables of a report as plain cells, for HTML, Markdown and the terminal alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.report.wording import change, figure, probability, with_interval

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Breakdown, Rates
    from eval_jobs.report.material import Material


class Table(NamedTuple):
    """Cells of text, untrusted; the first cell of a row names it."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def leaderboard(material: Material) -> Table:
    """A row a run, the highest reward first: reward, difference to the baseline, wins."""
    comparison = material.comparison
    if comparison is None:
        rows = [
            (run, figure(found.means.get("reward", (None, 0))[0]), f"{found.samples:,}")
            for run, found in material.breakdowns.items()
        ]
        return Table("Reward", ("run", "reward", "samples"), rows)
    estimates = comparison.estimates["reward"]
    rewards = {run: estimates[run].value for run in comparison.runs}
    order = sorted(rewards, key=lambda run: (rewards[run] is None, -(rewards[run] or 0.0)))
    columns = ("run", "reward", "difference", "p", "won lost tied")
    lines = []
    for run in order:
        found = comparison.differences["reward"].get(run)
        beside = ("baseline", "", "")
        if found is not None:
            won = f"{found.wins:,}/{found.losses:,}/{found.ties:,}"
            beside = (change(found), probability(found.p_adjusted), won)
        lines.append((run, with_interval(estimates[run]), *beside))
    return Table("Reward by run, highest first", columns, lines)


def metrics(material: Material) -> Table:
    """A row a metric, a column a run."""
    runs = material.runs
    return Table(
        "Every metric by run",
        ("metric", *runs),
        [(name, *(figure(found.get(run)) for run in runs)) for name, found in values(material)],
    )


def values(material: Material) -> list[tuple[str, Mapping[str, float | None]]]:
    """The value of every metric that is compared, or of every mean, by run."""
    if material.comparison is not None:
        estimates = material.comparison.estimates.items()
        return [
            (name, {run: estimate.value for run, estimate in by_run.items()})
            for name, by_run in estimates
        ]
    names = merged(found.means for found in material.breakdowns.values())
    means: list[tuple[str, Mapping[str, float | None]]] = [
        (name, {run: found.means[name][0] for run, found in _with(material, name)})
        for name in names
        if not name.endswith("_count")
    ]
    micro: list[tuple[str, Mapping[str, float | None]]] = [
        (f"micro_{part}", {run: getattr(b.micro, part) for run, b in material.breakdowns.items()})
        for part in ("precision", "recall", "f1")
    ]
    return means + micro


def differences(material: Material) -> Table | None:
    """A row a metric and run: the difference to the baseline; None for a single run."""
    comparison = material.comparison
    if comparison is None:
        return None
    rows = [
        (
            metric,
            run,
            change(found),
            probability(found.p_adjusted),
            figure(found.effect),
            figure(found.detectable),
            f"{found.wins:,}/{found.losses:,}/{found.ties:,}",
        )
        for metric, by_run in comparison.differences.items()
        for run, found in by_run.items()
    ]
    columns = ("metric", "run", "difference", "p", "effect", "detectable", "won lost tied")
    return Table(f"Differences to {comparison.baseline}", columns, rows)


def slices(material: Material) -> list[Table]:
    """A table a field: a row a value, samples and mean reward of each run."""
    runs = list(material.breakdowns)
    tables = []
    for field in merged(found.slices for found in material.breakdowns.values()):
        by_run = {run: material.breakdowns[run].slices.get(field, {}) for run in runs}
        rows = []
        for value in merged(by_run.values()):
            found = [by_run[run].get(value) for run in runs]
            samples = max(part.samples for part in found if part)
            rows.append((value, f"{samples:,}", *(figure(p.reward if p else None) for p in found)))
        tables.append(Table(f"Reward by {field}", (field, "samples", *runs), rows))
    return tables


def rates(caption: str, of: str, by_run: Mapping[str, Mapping[str, Rates]]) -> Table:
    """Precision, recall and F1 with what they are over; a row a name and run."""
    rows = [
        (name, run, *rates_cells(by_run[run][name]))
        for name in merged(by_run.values())
        for run in by_run
        if name in by_run[run]
    ]
    columns = (of, "run", "precision", "recall", "F1", "expected", "given", "right")
    return Table(caption, columns, rows)


def rates_cells(found: Rates) -> tuple[str, ...]:
    """The cells of one line of rates."""
    shares = (figure(found.precision), figure(found.recall), figure(found.f1))
    return (*shares, f"{found.support:,}", f"{found.predicted:,}", f"{found.hits:,}")


def merged(groups: Iterable[Iterable[str]]) -> list[str]:
    """All names in the order in which they first appear."""
    return list(dict.fromkeys(name for group in groups for name in group))


def _with(material: Material, name: str) -> list[tuple[str, Breakdown]]:
    return [(run, found) for run, found in material.breakdowns.items() if name in found.means]
