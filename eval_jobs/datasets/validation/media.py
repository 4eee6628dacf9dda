"""Images, videos and documents in Converse messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.shape import known_keys, of_type

ROLE: Final = Rule("media.role")
KINDS: Final = Rule("media.one_kind")
MODEL: Final = Rule("media.model")
FORMAT: Final = Rule("media.format")
SOURCE: Final = Rule("media.source")
COUNT: Final = Rule("media.count")

# AWS: nova-forge-sdk, dataset_checks_config; Nova user guide, DPO
FORMATS: Final = {
    "image": ("gif", "jpeg", "png", "webp"),
    "video": ("mov", "mkv", "mp4", "webm"),
    "document": ("pdf",),
}
KEYS: Final = {
    "image": ("format", "source"),
    "video": ("format", "source"),
    "document": ("format", "name", "source"),
}
MOST: Final = {"image": 10, "video": 1}
"""How many a message may hold."""
MODELS: Final = {
    "image": ("nova-lite", "nova-pro", "nova-2-lite"),
    "video": ("nova-lite", "nova-pro", "nova-2-lite"),
    "document": ("nova-2-lite",),
}


def check_media(
    role: Any, blocks: Sequence[tuple[int, dict[str, Any]]], model: str, path: tuple[Step, ...]
) -> Iterator[Flaw]:
    """The flaws in the media of one message, whose blocks come with their positions."""
    places = {kind: [position for position, block in blocks if kind in block] for kind in FORMATS}
    used = [kind for kind in FORMATS if places[kind]]
    for kind in used:
        first = (*path, places[kind][0], kind)
        if role == "assistant":
            yield Flaw(ROLE, f"only a user's turn holds a {kind}", first)
        if model not in MODELS[kind]:
            yield Flaw(MODEL, f"{model} takes no {kind}; {', '.join(MODELS[kind])} do", first)
        if len(places[kind]) > MOST.get(kind, len(places[kind])):
            message = f"{len(places[kind])} {kind}s in one message; up to {MOST[kind]} are taken"
            yield Flaw(COUNT, message, first)
    if len(used) > 1:
        message = f"a message holds one kind of media, this one {' and '.join(used)}"
        yield Flaw(KINDS, message, (*path, places[used[1]][0], used[1]))
    for position, block in blocks:
        for kind in FORMATS:
            if kind in block:
                yield from _medium(kind, block[kind], (*path, position, kind))


def _medium(kind: str, medium: Any, path: tuple[Step, ...]) -> Iterator[Flaw]:
    yield from of_type(medium, dict, path)
    if not isinstance(medium, dict):
        return
    if medium.get("format") not in FORMATS[kind]:
        message = f"the format of a {kind} is one of {', '.join(FORMATS[kind])}"
        yield Flaw(FORMAT, message, (*path, "format"))
    yield from known_keys(medium, KEYS[kind], path)
    source = medium.get("source")
    location = source.get("s3Location") if isinstance(source, dict) else None
    given = location if isinstance(location, dict) else {}
    uri, owner = given.get("uri"), given.get("bucketOwner")
    if not isinstance(uri, str) or not uri.startswith("s3://") or not isinstance(owner, str):
        message = 'the source is {"s3Location": {"uri": "s3://...", "bucketOwner": account}}'
        yield Flaw(SOURCE, message, (*path, "source"))
    elif isinstance(source, dict):
        yield from known_keys(source, ("s3Location",), (*path, "source"))
        yield from known_keys(given, ("uri", "bucketOwner"), (*path, "source", "s3Location"))
