"""Where the answers of runs come from: files of recorded ones, or a model to ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.models.connect import connector, parse
from eval_jobs.results.layout import PARTIAL

if TYPE_CHECKING:
    from eval_jobs.models.model import Inference, Model

NAME: Final = re.compile(r"(?!\.{1,2}$)[^/\\\x00-\x1f]{1,120}")


class Source(NamedTuple):
    """The answers of the run called `name`: in a file, or of a model that `connect` reaches."""

    name: str
    predictions: Path | None = None
    model: Mapping[str, Any] | None = None
    connect: Callable[[], Model] | None = None


def recorded(arguments: Sequence[str], name: str | None) -> list[Source]:
    """The sources in arguments such as `runs/sft.jsonl` or `sft=answers.jsonl`.

    ConfigError for names that are no folder's, or that two of them have.
    """
    if name is not None and len(arguments) > 1:
        raise ConfigError("--name is for a single run: name each of several, as in NAME=FILE")
    sources = [_file(argument, name) for argument in arguments]
    names = [source.name for source in sources]
    for one in names:
        if names.count(one) > 1:
            raise ConfigError(f"two runs would be called {one}: name each, as in NAME=FILE")
    return sources


def asked(
    model: str, name: str | None, base_url: str | None, inference: Inference, workers: int
) -> Source:
    """The source that is a model."""
    address = parse(model, base_url)
    return Source(
        _checked(name or address.name),
        model=address.configuration(inference),
        connect=connector(address, inference, workers),
    )


def _file(argument: str, name: str | None) -> Source:
    stem, equals, file = argument.partition("=")
    if not equals or Path(argument).exists():
        stem, file = Path(argument).stem, argument
    if file == "-":
        raise ConfigError("--predictions: answers are read again on resuming: give a file")
    return Source(_checked(name or stem), predictions=Path(file))


def _checked(name: str) -> str:
    if not NAME.fullmatch(name) or name.endswith(PARTIAL):  # which no search would find
        raise ConfigError(f"{name!r} cannot be the name of a run's folder: give another one")
    return name
