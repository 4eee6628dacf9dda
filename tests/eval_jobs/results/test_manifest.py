from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.manifest import read_checkpoint
from tests.support import training_outputs

URI = training_outputs.MANIFEST["checkpoint_s3_bucket"]


@pytest.mark.parametrize(
    "build",
    [
        training_outputs.training_archive,
        training_outputs.hyperpod_manifest,
        training_outputs.serverless_manifest,
    ],
)
def test_every_layout_has_the_checkpoint_as_it_stands(
    build: Callable[[Path], Path], tmp_path: Path
) -> None:
    source = build(tmp_path)
    assert read_checkpoint(source) == URI
    assert read_checkpoint(tmp_path) == URI


def test_several_checkpoints_are_listed(tmp_path: Path) -> None:
    training_outputs.hyperpod_manifest(tmp_path)
    other = tmp_path / "other" / "manifest.json"
    other.parent.mkdir()
    other.write_text(json.dumps({"checkpoint_s3_bucket": "s3://other/run"}))
    with pytest.raises(ResultsError, match=r"(?s)2 checkpoints: .*s3://other/run"):
        read_checkpoint(tmp_path)


@pytest.mark.parametrize("text", ["{}", "[]", '{"checkpoint_s3_bucket": 5}'])
def test_a_manifest_of_something_else_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ResultsError, match=r"no manifest.json with 'checkpoint_s3_bucket'"):
        read_checkpoint(tmp_path)


def test_a_manifest_that_is_cut_off_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"checkpoint')
    with pytest.raises(ResultsError, match=r"cannot read .*manifest.json"):
        read_checkpoint(tmp_path)
