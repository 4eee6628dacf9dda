"""Were the runs made alike? What differs between them besides the model."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval_jobs.comparison.join import match

if TYPE_CHECKING:
    from eval_jobs.run import Run, Samples


def differences_in_setup(runs: Sequence[Run]) -> list[str]:
    """A sentence for each difference that makes a comparison unfair; none where all is alike.

    Datasets (their fingerprints, and joined samples with another prompt or reference), graders,
    and what these were told. Of a run without a configuration only the samples and the names of
    their metrics are known. ComparisonError where the runs cannot be joined.
    """
    made = _made(runs)
    return [
        *_differences({name: _dataset(told) for name, told in made.items()}),
        *_other_samples(runs),
        *_differences({name: {"grader": told.get("grader")} for name, told in made.items()}),
        *_differences({name: _grading(told) for name, told in made.items()}),
        *([] if len(made) == len(runs) else _differences(_metrics(runs))),
    ]


def unknown_setup(runs: Sequence[Run]) -> list[str]:
    """A sentence where how a run was graded is not known, and that of another is: worth a note."""
    made = _made(runs)
    unknown = [run.name for run in runs if run.name not in made]
    if not made or not unknown:
        return []
    names = ", ".join(unknown)
    return [f"how {names} was graded did not come with it, and may differ from {', '.join(made)}"]


def differences_in_version(runs: Sequence[Run]) -> list[str]:
    """A sentence where runs were graded by different versions of toolgrade: worth a warning.

    Versions are told apart by number, and by the digest of the graders' code.
    """
    return _differences({name: _version(told) for name, told in _made(runs).items()})


def _made(runs: Sequence[Run]) -> dict[str, Mapping[str, Any]]:
    return {run.name: run.configuration for run in runs if run.configuration is not None}


def _metrics(runs: Sequence[Run]) -> dict[str, Mapping[str, Any]]:
    return {
        run.name: {"metrics": ", ".join(sorted(run.samples.metrics))}
        for run in runs
        if run.samples is not None
    }


def _dataset(told: Mapping[str, Any]) -> dict[str, Any]:
    fingerprint = (told.get("dataset") or {}).get("sha256")
    return {"dataset, by its fingerprint": fingerprint and fingerprint[:12]}


def _version(told: Mapping[str, Any]) -> dict[str, Any]:
    digest = (told.get("versions") or {}).get("graders")
    return {"toolgrade": told.get("toolgrade"), "code of the graders": digest and digest[:12]}


def _grading(told: Mapping[str, Any]) -> dict[str, Any]:
    return {f"grading, {key}": value for key, value in (told.get("config") or {}).items()}


def _differences(settings: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """`setting: value in these runs; value in those`, for each that is not the same in all."""
    names = dict.fromkeys(name for told in settings.values() for name in told)
    found = []
    for name in names:
        runs_by_value: dict[str, list[str]] = {}
        for run, told in settings.items():
            value = told.get(name)
            text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
            runs_by_value.setdefault(text, []).append(run)
        if len(runs_by_value) > 1:
            parts = [f"{value} in {', '.join(runs)}" for value, runs in runs_by_value.items()]
            found.append(f"{name}: {'; '.join(parts)}")
    return found


def _other_samples(runs: Sequence[Run]) -> Iterator[str]:
    matched = match(runs)
    everything = [run.samples for run in runs if run.samples is not None]
    first, *others = [
        _content(samples, places)
        for samples, places in zip(everything, matched.positions.tolist(), strict=True)
    ]
    for run, content in zip(runs[1:], others, strict=True):
        changed = [
            k for k, both in enumerate(zip(first, content, strict=True)) if len(set(both)) > 1
        ]
        if changed:
            example = everything[0].ids[matched.positions[0, changed[0]]]
            yield (
                f"{len(changed)} samples have another prompt or reference in {run.name}"
                f" than in {runs[0].name}, such as {example}"
            )


def _content(samples: Samples, places: Sequence[int]) -> list[tuple[str, str]]:
    return [(samples.prompts[i], samples.references[i]) for i in places]
