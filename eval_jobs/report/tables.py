"""The tables of a report as plain cells, for HTML, Markdown and the terminal alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.report.wording import change, figure, probability, with_interval

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Estimate
    from eval_jobs.metrics.breakdown import Rates, Slice
    from eval_jobs.report.material import Material


class Table(NamedTuple):
    """Cells of text, untrusted; the first cell of a row names it."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def leaderboard(material: Material) -> Table:
    """A row a run, the highest reward first: reward, difference to the baseline, wins.

    A run alone has its reward, and how many samples that is the mean of.
    """
    comparison = material.comparison
    if comparison is None or len(comparison.runs) == 1:
        alone = estimates(material)["reward"].items()
        rows = [(run, with_interval(one), f"{one.samples:,}") for run, one in alone]
        return Table("Reward", ("run", "reward", "scored samples"), rows)
    of_runs = comparison.estimates["reward"]
    rewards = {run: of_runs[run].value for run in comparison.runs}
    order = sorted(rewards, key=lambda run: (rewards[run] is None, -(rewards[run] or 0.0)))
    columns = ("run", "reward", "difference", "p", "won lost tied")
    lines = []
    for run in order:
        found = comparison.differences["reward"].get(run)
        beside = ("baseline", "", "")
        if found is not None:
            won = f"{found.wins:,}/{found.losses:,}/{found.ties:,}"
            beside = (change(found), probability(found.p_adjusted), won)
        lines.append((run, with_interval(of_runs[run]), *beside))
    return Table("Reward by run, highest first", columns, lines)


def metrics(material: Material) -> Table:
    """A row a metric, a column a run.

    Where runs have scored different numbers of samples, each column says its number, and a
    figure that is over another number says that.
    """
    runs, found = material.runs, estimates(material)
    scored = {run: one.samples for run, one in found.get("reward", {}).items()}
    told = scored if len(set(scored.values())) > 1 else {}
    rows = []
    for name, by_run in found.items():
        uneven = len({one.samples for one in by_run.values()}) > 1
        cells = [figure(None)] * len(runs)
        for place, run in enumerate(runs):
            if one := by_run.get(run):
                own = one.samples != told[run] if told else uneven
                cells[place] = figure(one.value) + (f" ({one.samples:,})" if own else "")
        rows.append((name, *cells))
    heads = (f"{run} ({told[run]:,} scored)" if run in told else run for run in runs)
    return Table("Every metric by run", ("metric", *heads), rows)


def estimates(material: Material) -> Mapping[str, Mapping[str, Estimate]]:
    """Every metric by run; without a comparison, every mean and micro figure, with no interval."""
    from eval_jobs.comparison.result import Estimate

    if material.comparison is not None:
        return material.comparison.estimates
    runs = material.breakdowns
    unscored = {run: sum(found.unscored.values()) for run, found in runs.items()}
    means = {
        name: {
            run: Estimate(found.means[name][0], None, None, found.means[name][1], unscored[run])
            for run, found in runs.items()
            if name in found.means
        }
        for name in merged(found.means for found in runs.values())
        if not name.endswith("_count")
    }
    micro = {
        f"micro_{part}": {
            run: Estimate(
                getattr(found.micro, part), None, None, found.samples - unscored[run], unscored[run]
            )
            for run, found in runs.items()
        }
        for part in ("precision", "recall", "f1")
    }
    return {**means, **micro}


def differences(material: Material) -> Table | None:
    """A row a metric and run: the difference to the baseline; None for a single run."""
    comparison = material.comparison
    if comparison is None or len(comparison.runs) == 1:
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
    """A table a field: a row a value, samples and mean reward of each run.

    Where runs have scored different numbers of a field's samples, each figure says its own.
    """
    tables = []
    for field, by_value in _sliced(material).items():
        uneven = any(
            len({found.samples - found.unscored for found in by_run.values() if found}) > 1
            for by_run in by_value.values()
        )
        rows = [
            (
                value,
                f"{max(found.samples for found in by_run.values() if found):,}",
                *(_reward(found, said=uneven) for found in by_run.values()),
            )
            for value, by_run in by_value.items()
        ]
        tables.append(Table(f"Reward by {field}", (field, "samples", *material.breakdowns), rows))
    return tables


def slices_in_full(material: Material) -> list[Table]:
    """A table a field: a row a value and run, with all that is known of it."""
    columns = ("run", "samples", "unscored", "reward", "exact match", "micro F1")
    return [
        Table(
            f"By {field}",
            (field, *columns),
            [
                (
                    *(value, run, f"{found.samples:,}", f"{found.unscored:,}"),
                    *map(figure, (found.reward, found.exact_match, found.tools.f1)),
                )
                for value, by_run in by_value.items()
                for run, found in by_run.items()
                if found is not None
            ],
        )
        for field, by_value in _sliced(material).items()
    ]


def _sliced(material: Material) -> dict[str, dict[str, dict[str, Slice | None]]]:
    """Slices by field, value and run; None where a run has no such samples."""
    runs = material.breakdowns
    return {
        field: {
            value: {run: found.slices.get(field, {}).get(value) for run, found in runs.items()}
            for value in merged(found.slices.get(field, {}) for found in runs.values())
        }
        for field in merged(found.slices for found in runs.values())
    }


def _reward(found: Slice | None, *, said: bool) -> str:
    if found is None:
        return figure(None)
    return figure(found.reward) + (f" ({found.samples - found.unscored:,})" if said else "")


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
