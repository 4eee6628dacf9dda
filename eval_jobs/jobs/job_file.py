"""Job files: YAML, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.documents import read_mapping
from eval_jobs.jobs.job import (
    AWS_ONLY,
    LOCAL,
    PATTERNS,
    Compute,
    Data,
    FromJob,
    Grader,
    Job,
    is_folder,
)
from eval_jobs.jobs.local import Local
from eval_jobs.jobs.places import find, put
from eval_jobs.jobs.recipes.select import recipe_of, variants

if TYPE_CHECKING:
    from eval_jobs.jobs.limit import Limit

_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "data": Data,
    "grader": Grader,
    "compute": Compute,
    "local": Local,
    "start": FromJob,
}


def read_job(path: Path, overrides: Mapping[str, Any] = {}) -> Job:
    """The job in a YAML file; `overrides` by dotted field (`recipe.max_steps`) win over the file.

    Relative paths in the file are relative to its folder, those in `overrides` to the working
    directory. ConfigError names the file and, for each problem, the field, the value, and what is
    allowed. Whether the job makes sense is for `limits.check`.
    """
    content = read_mapping(path)
    _root(content, path.absolute().parent)
    for field, value in overrides.items():
        _override(content, field, value)
    _root(content, Path.cwd())
    try:
        return Job.model_validate(content)
    except ValidationError as error:
        problems = [f"{path}: {_explained(problem)}" for problem in error.errors()]
        raise ConfigError("\n".join(dict.fromkeys(problems))) from None


def _override(content: dict[str, Any], field: str, value: Any) -> None:
    part, _, place = field.partition(".")
    if part == "extra" and place:  # its keys are dotted places themselves
        content["extra"] = {**(content.get("extra") or {}), place: value}
    else:
        put(content, field, value)


def _root(content: dict[str, Any], folder: Path) -> None:
    for field in LOCAL:
        value = find(content, field)
        if isinstance(value, str) and value and "://" not in value:
            put(content, field, str((folder / value).resolve()))
    for field in ("start", "local.model"):  # a folder, or what is no path at all
        value = find(content, field)
        if isinstance(value, str) and value and is_folder(str(folder / value)):
            put(content, field, str((folder / value).resolve()))


def _explained(problem: Any) -> str:
    location = [part for part in problem["loc"] if part not in {"str", "FromJob"}]
    field = ".".join(map(str, location))
    if problem["type"] == "missing":
        return f"{field}: is missing"
    if problem["type"] == "extra_forbidden":
        return f"{field}: unknown field; {_known(location)}"
    if problem["type"] == "string_pattern_mismatch":
        words = PATTERNS.get(problem["ctx"]["pattern"])
        if words:
            return f"{field}: is not {words}; it is {problem['input']!r}"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{field}: {message}; it is {problem['input']!r}"


def _known(location: Sequence[str | int]) -> str:
    part: type[BaseModel] = Job if len(location) == 1 else _PARTS[str(location[0])]
    fields = list(part.model_fields)
    close = get_close_matches(str(location[-1]), fields, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return f"{hint}known fields: {', '.join(fields)}"


def job_schema() -> dict[str, Any]:
    """The JSON schema of job files, for editors, with what each recipe value may be."""
    schema = Job.model_json_schema()
    known: dict[str, dict[Limit, list[str]]] = {}
    for job in variants():
        what = f"{job.technique} of {job.model} ({job.rank}) on {job.backend}"
        for limit in recipe_of(job).limits:
            known.setdefault(limit.name, {}).setdefault(_bare(limit), []).append(what)
    schema["properties"]["recipe"] |= {
        "properties": {name: _alternatives(limits) for name, limits in sorted(known.items())},
        "additionalProperties": False,
    }
    on_aws = {"properties": {"backend": {"not": {"const": "local"}}}}
    return schema | {"if": on_aws, "then": {"required": list(AWS_ONLY)}}


def _bare(limit: Limit) -> Limit:
    """The limit with nothing but what may be: equal for all recipes that allow the same."""
    return limit._replace(place="", default=None, usual=None)


def _alternatives(limits: Mapping[Limit, Sequence[str]]) -> dict[str, Any]:
    return {
        "anyOf": [
            limit.schema() | {"description": f"{'; '.join(dict.fromkeys(jobs))}: {limit.source}"}
            for limit, jobs in limits.items()
        ]
    }
