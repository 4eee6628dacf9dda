"""Where artifacts come from: a folder, an archive, S3. All become folders to search."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, NamedTuple

from eval_jobs.results.archive import extract
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import (
    ARCHIVES,
    DETAILS,
    EVAL_RESULTS,
    PARTIAL,
    RESULTS,
    WANTED,
    is_archive,
    is_wanted,
)
from eval_jobs.results.s3 import Location, download

NAMELESS: Final = frozenset({"None", "output", "model", "/", EVAL_RESULTS})
"""Folders that say nothing of the job: AWS's own, and the `None` of an unset name."""


class Tree(NamedTuple):
    """A local folder; `above` are the names that lead to it, where it came from.

    `named` is the file in it that was named as the source, if one was.
    """

    root: Path
    above: tuple[str, ...]
    named: Path | None = None

    def find(self, pattern: str) -> list[Path]:
        """The files of this name at any depth, sorted; what is still being written is left out.

        Only the file that was named, where it has such a name.
        """
        if self.named is not None and fnmatchcase(self.named.name, pattern):
            return [self.named]
        return [
            path
            for path in sorted(self.root.rglob(pattern))
            if path.is_file()
            and not any(part.endswith(PARTIAL) for part in path.relative_to(self.root).parts)
        ]

    def names(self, path: Path) -> list[str]:
        """The names of the folders above a file that say something, outermost first."""
        parts = (*self.above, *path.relative_to(self.root).parts[:-1])
        return [part for part in parts if part not in NAMELESS]


def open_source(source: str | Path, workspace: Path | None = None) -> list[Tree]:
    """The folders that a source comes to.

    `source` is a folder, an archive, a file that is read here (then of files of its kind only
    that one), or `s3://bucket/prefix` (or an object). Archives inside a folder are opened too.
    Downloads and extracted files go to new folders in `workspace`; without one, to a temporary
    folder that goes when this process ends. ResultsError where there is nothing to open, and for
    any other file.
    """
    text = str(source)
    if text.startswith("s3:/"):
        location = Location.parse(text)
        path = download(location, _new_folder(workspace))
        above = (location.bucket, *location.key.split("/"))
    else:
        path = Path(source).resolve()
        above = path.parts
    if path.is_dir():
        tree = Tree(path, above)
        return [tree, *_archives(tree, workspace)]
    if not path.exists():
        raise ResultsError(f"{source}: no such file or folder")
    if is_archive(path.name):
        return [_extracted(path, above[:-1], workspace)]
    if not is_wanted(path.name):
        names = ", ".join((*WANTED, *ARCHIVES))
        raise ResultsError(f"{source}: a file that is not read here: give a folder, or {names}")
    return [_around(path, above)]


def _around(path: Path, above: tuple[str, ...]) -> Tree:
    """The folder of a file that was named; of details, which lie deeper, that of the results."""
    for depth, folder in enumerate(path.parents, 1):
        if folder.name == EVAL_RESULTS and fnmatchcase(path.name, DETAILS):
            return Tree(folder, above[:-depth], _results_of(path, folder))
    return Tree(path.parent, above[:-1], path)


def _results_of(details: Path, folder: Path) -> Path | None:
    """The results JSON that was written with these details, None where it is not there."""
    time = details.stem.rpartition("_")[2]
    results = folder / RESULTS.replace("*", time)
    return results if results.is_file() else None


def find_all(trees: Iterable[Tree], pattern: str) -> Iterator[tuple[Tree, list[Path]]]:
    """The files of this name in each tree; of an archive, those that do not lie unpacked too."""
    known: set[tuple[str, bytes]] = set()
    for number, tree in enumerate(trees):
        contents = {path: (path.name, path.read_bytes()) for path in tree.find(pattern)}
        if number == 0:
            known = set(contents.values())
            yield tree, list(contents)
        else:
            yield tree, [path for path, content in contents.items() if content not in known]


def _archives(tree: Tree, workspace: Path | None) -> Iterator[Tree]:
    for pattern in ARCHIVES:
        for archive in tree.find(pattern):
            above = (*tree.above, *archive.relative_to(tree.root).parts[:-1])
            yield _extracted(archive, above, workspace)


def _extracted(archive: Path, above: tuple[str, ...], workspace: Path | None) -> Tree:
    folder = _new_folder(workspace) / "unpacked"
    extract(archive, folder)
    stem = next(
        archive.name.removesuffix(pattern[1:])
        for pattern in ARCHIVES
        if fnmatchcase(archive.name, pattern)
    )
    return Tree(folder, (*above, stem))


def _new_folder(workspace: Path | None) -> Path:
    if workspace is not None:
        workspace.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=workspace))
    folder = Path(tempfile.mkdtemp(prefix="toolgrade-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
