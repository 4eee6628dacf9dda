"""New files: whole or not there, and never over another one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from eval_jobs.errors import DatasetError


@contextmanager
def new_files(*paths: Path) -> Iterator[list[IO[bytes]]]:
    """Files to write, which get their names at the end; what fails on the way leaves none.

    DatasetError where there is a file of such a name, or it cannot be written.
    """
    for path in paths:
        if path.exists():
            raise DatasetError(f"{path} exists; choose another name, or move it away")
    try:
        with ExitStack() as stack:
            files: list[IO[bytes]] = []
            names: list[str] = []
            for path in paths:
                path.parent.mkdir(parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
                stack.callback(Path(name).unlink)
                files.append(stack.enter_context(os.fdopen(handle, "wb")))
                names.append(name)
            yield files
            for file in files:
                file.close()
            for name, path in zip(names, paths, strict=True):
                os.link(name, path)  # unlike a rename, it never replaces
                path.chmod(0o666 & ~_umask())
    except OSError as error:
        raise DatasetError(f"cannot write {error.filename}: {error.strerror}") from error


def _umask() -> int:
    """What this process takes away from the rights of new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
