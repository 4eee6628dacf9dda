"""Join the samples of runs: by id, or by prompt where a service replaced the ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.paired import Paired

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.run import Floats, Run, Samples

PLACEHOLDER: Final = re.compile(r"(unknown-|line-)?\d+")
"""An id that counts samples, and so may name another one in another run."""


class Match(NamedTuple):
    """Which samples belong together: `positions[run, k]` is where a run has joined sample k.

    `joined_by` is "id" or "prompt". The order is that of the first run.
    """

    joined_by: str
    positions: NDArray[np.intp]


def join(runs: Sequence[Run]) -> Paired:
    """The samples that every run has, in the order of the first run.

    A metric that a run does not measure is nan there. ComparisonError where `match` raises it.
    """
    matched = match(runs)
    joined = matched.positions.shape[1]
    everything = [_samples(run) for run in runs]
    first, here = everything[0], matched.positions[0].tolist()
    metrics = dict.fromkeys(name for samples in everything for name in samples.metrics)
    return Paired(
        runs=[run.name for run in runs],
        ids=[first.ids[i] for i in here],
        clusters=_numbers([first.prompts[i] for i in here]),
        scores={
            "reward": _column([samples.reward for samples in everything], matched),
            **{
                name: _column([samples.metrics.get(name) for samples in everything], matched)
                for name in metrics
            },
        },
        joined_by=matched.joined_by,
        left_out={
            run.name: len(samples.ids) - joined
            for run, samples in zip(runs, everything, strict=True)
        },
    )


def match(runs: Sequence[Run]) -> Match:
    """Which samples of the runs belong together.

    By id; by prompt and reference where no id is shared, or where ids only count samples and
    stand for different prompts. Samples that are alike are told apart by their order.
    ComparisonError without runs, when two have one name, when only averages came back from one,
    and when no sample is in all of them.
    """
    _check_names([run.name for run in runs])
    everything = [_samples(run) for run in runs]
    by_id = Match("id", _positions([samples.ids for samples in everything]))
    if by_id.positions.size and not _replaced(everything, by_id.positions):
        return by_id
    keys = [list(zip(s.prompts, s.references, strict=True)) for s in everything]
    by_prompt = Match("prompt", _positions(keys))
    for found in (by_prompt, by_id):
        if found.positions.size:
            return found
    names = ", ".join(run.name for run in runs)
    raise ComparisonError(
        f"no sample is in all of {names}, neither by id nor by prompt: compare runs on one dataset"
    )


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise ComparisonError("nothing to compare: name a run")
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ComparisonError(f"two runs are called {twice[0]!r}: give each a name of its own")


def _samples(run: Run) -> Samples:
    if run.samples is None:
        raise ComparisonError(
            f"{run.name}: only averages came back ({run.path}); a comparison needs the samples:"
            " bring back the details (Parquet) or inference_output.jsonl too"
        )
    return run.samples


def _positions(keys: Sequence[Iterable[Hashable]]) -> NDArray[np.intp]:
    places = [_places(of_run) for of_run in keys]
    shared = [key for key in places[0] if all(key in found for found in places)]
    positions = [[found[key] for key in shared] for found in places]
    return np.array(positions, dtype=np.intp).reshape(len(keys), len(shared))


def _places(keys: Iterable[Hashable]) -> dict[tuple[Hashable, int], int]:
    """Where each key stands; the second of equals is another key than the first."""
    seen: Counter[Hashable] = Counter()
    places = {}
    for position, key in enumerate(keys):
        places[key, seen[key]] = position
        seen[key] += 1
    return places


def _replaced(everything: Sequence[Samples], positions: NDArray[np.intp]) -> bool:
    """Whether the ids of some run only count its samples, and so match the wrong ones."""
    if not any(all(map(PLACEHOLDER.fullmatch, samples.ids)) for samples in everything):
        return False
    prompts = [
        [samples.prompts[i] for i in places]
        for samples, places in zip(everything, positions.tolist(), strict=True)
    ]
    return any(of_run != prompts[0] for of_run in prompts)


def _numbers(prompts: Sequence[str]) -> NDArray[np.intp]:
    """Prompts numbered by rank, so that the order of samples changes no number."""
    ranks = {prompt: rank for rank, prompt in enumerate(sorted(set(prompts)))}
    return np.array([ranks[prompt] for prompt in prompts], dtype=np.intp)


def _column(values: Sequence[Floats | None], matched: Match) -> Floats:
    column = np.full(matched.positions.shape, np.nan)
    for row, of_run, places in zip(column, values, matched.positions, strict=True):
        if of_run is not None:
            row[:] = of_run[places]
    return column
