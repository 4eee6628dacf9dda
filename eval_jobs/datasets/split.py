"""Split a file so that no prompt, nor nearly the same one, is on two sides."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval_jobs.datasets.canonical import canonical_json
from eval_jobs.datasets.grouping import assign
from eval_jobs.datasets.near import Prompts
from eval_jobs.datasets.prompts import NEAR, prompt_of, words_of
from eval_jobs.datasets.read import STDIN, Located, read_lines
from eval_jobs.datasets.writing import new_files
from eval_jobs.errors import ConfigError, DatasetError

SIDES: Final = {2: ("train", "test"), 3: ("train", "validation", "test")}
ABSENT: Final = "(none)"
"""The stratum of records that lack the field."""

MOST_FIELDS: Final = 20
"""Of the fields that there are, so many are named."""

Line = tuple[Located, bytes]
Watch = Callable[[Iterable[Line]], Iterable[Line]]
Report = Callable[[str], None]


class Plan(NamedTuple):
    """How to split: the fraction of each side, and what is kept together or spread evenly."""

    fractions: Sequence[float]
    seed: int = 0
    stratify: str | None = None
    near: float = NEAR


class Split(NamedTuple):
    """What was written: the file of each side, and its number of records of each stratum.

    `groups` counts the prompts that are not nearly the same.
    """

    paths: Mapping[str, Path]
    counts: Mapping[str, Counter[str]]
    groups: int
    largest: int


def parse_fractions(text: str) -> tuple[float, ...]:
    """`0.8/0.1/0.1` or `80/20` as fractions of 1; ConfigError where it is nothing like that."""
    try:
        parts = [float(part) for part in text.split("/")]
    except ValueError:
        parts = []
    if len(parts) not in SIDES or not all(0 < part < float("inf") for part in parts):
        raise ConfigError(f"fractions are such as 0.8/0.1/0.1 or 80/20, not {text!r}")
    return tuple(part / sum(parts) for part in parts)


def split(path: Path, output: Path, plan: Plan, report: Report, watch: Watch = iter) -> Split:
    """Write the records of `path` to one file a side in the folder `output`.

    Groups of near prompts (see `near`) stay together; each side has its fraction of the records,
    and of each value of the field that it is stratified by, as nearly as whole groups allow. The
    order of the records does not matter. Lines that are no record, or have no prompt, are reported
    and left out. The file is read twice; what is kept of a record is some 500 bytes. DatasetError
    where there is a file of a side already; ConfigError where no record has the field.
    """
    if path == STDIN:
        raise DatasetError("a file is read twice to be split, which standard input cannot be")
    paths = {side: output / f"{side}.jsonl" for side in SIDES[len(plan.fractions)]}
    with new_files(*paths.values()) as files:
        prompts = Prompts()
        strata: list[str | None] = []
        fields: set[str] = set()
        for record in asked(watch(read_lines(path)), prompts, report):
            strata.append(None if record is None else _stratum(record, plan.stratify))
            fields.update(record or ())
        if plan.stratify is not None and fields and plan.stratify not in fields:
            there = ", ".join(sorted(fields)[:MOST_FIELDS])
            raise ConfigError(f"no record has the field {plan.stratify!r}; there are: {there}")
        groups = prompts.groups(plan.near).tolist()
        kept = [stratum for stratum in strata if stratum is not None]
        side_of = assign(zip(groups, kept, strict=True), plan.fractions, plan.seed)
        if not side_of:
            raise DatasetError(f"no records in {path} that could be split")
        counts: list[Counter[str]] = [Counter() for _ in files]
        group = iter(groups)
        for (located, line), stratum in zip(watch(read_lines(path)), strata, strict=True):
            if stratum is not None:
                side = side_of[next(group)]
                files[side].write(line.strip() or json.dumps(located.record).encode())
                files[side].write(b"\n")
                counts[side][stratum] += 1
    by_side = dict(zip(paths, counts, strict=True))
    return Split(paths, by_side, len(side_of), max(Counter(groups).values()))


def asked(
    lines: Iterable[Line], prompts: Prompts, report: Report
) -> Iterator[dict[str, Any] | None]:
    """Each record, its prompt added to `prompts`; None, and a report, where it has none."""
    for (place, record, error), _ in lines:
        try:
            if error is not None:
                raise ValueError(error)  # noqa: TRY301  # told like what else is wrong with a record
            words = words_of(prompt_of(record))
        except ValueError as problem:
            report(str(problem) if error is not None else f"{place}: {problem}")
            yield None
        else:
            prompts.add(words)
            yield record


def _stratum(record: Mapping[str, Any], field: str | None) -> str:
    if field is None or record.get(field) is None:
        return ABSENT
    value = record[field]
    return value if isinstance(value, str) else canonical_json(value)
