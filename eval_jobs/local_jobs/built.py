"""The build whose function pays in process: a copy of the job's own, from its start to its end."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Final

from eval_jobs.errors import ToolgradeError
from eval_jobs.local_jobs.plan import GRADER, WORK
from eval_jobs.local_lambda.template import BUILD, read_build

COMPILED: Final = "__pycache__"


def own_build(folder: Path) -> Path:
    """The copy in a job's folder, made at the job's first start.

    A build that is made while the job runs, or before it is resumed, would pay by another code.
    ToolgradeError where there is none to copy.
    """
    own = folder / WORK / GRADER
    if own.is_dir():
        return own
    if not BUILD.is_dir():
        raise ToolgradeError(f"no functions in {BUILD}: `make build` makes them")
    partial = own.with_name(f"{GRADER}.partial")
    shutil.rmtree(partial, ignore_errors=True)  # of a process that was killed
    try:
        shutil.copytree(BUILD, partial, ignore=shutil.ignore_patterns(COMPILED))
    except shutil.Error as error:  # the build changed meanwhile, or the disk is full
        raise ToolgradeError(f"cannot copy {BUILD}: {error.args[0][0][2]}") from error
    read_build(partial)  # half a build is told here, and not kept
    partial.rename(own)
    return own


def code_sha256(code: Path) -> str:
    """What tells the code of a function in a build from any other: names and contents of its files.

    In hexadecimal: it is not the CodeSha256 of AWS, which is that of an archive.
    """
    total = hashlib.sha256()
    for path in sorted(path for path in code.rglob("*") if path.is_file()):
        name = path.relative_to(code)
        if COMPILED not in name.parts:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{digest} {name.as_posix()}\n".encode())
    return total.hexdigest()
