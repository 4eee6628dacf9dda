"""`manifest.json` of a training job: where its checkpoint is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import MANIFEST
from eval_jobs.results.sources import open_source

KEY: Final = "checkpoint_s3_bucket"
"""Holds a whole URI, despite its name."""


def read_checkpoint(source: str | Path, *, workspace: Path | None = None) -> str:
    """The URI of the checkpoint that a training job left, as it stands.

    It is in a bucket of AWS's own and is only ever handed back to AWS. `source` is what
    `open_source` takes. ResultsError where there is no manifest, or those of several jobs.
    """
    manifests = [path for tree in open_source(source, workspace) for path in tree.find(MANIFEST)]
    found = {path: uri for path in manifests if (uri := _uri(path)) is not None}
    if not found:
        raise ResultsError(f"{source}: no {MANIFEST} with {KEY!r} at any depth")
    if len(set(found.values())) > 1:
        listed = "\n".join(f"  {path}: {uri}" for path, uri in found.items())
        raise ResultsError(f"{source} has {len(found)} checkpoints: name one job\n{listed}")
    return next(iter(found.values()))


def _uri(path: Path) -> str | None:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"cannot read {path}: {error}") from error
    uri = content.get(KEY) if isinstance(content, dict) else None
    return uri if isinstance(uri, str) and uri else None
