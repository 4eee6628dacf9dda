"""`output.tar.gz`: what is needed of it, extracted as if somebody hostile had packed it."""

from __future__ import annotations

import gzip
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import is_wanted

CHUNK: Final = 1024 * 1024


class Limits(NamedTuple):
    """What an archive may hold at most: members, and bytes once unpacked."""

    members: int = 100_000
    size: int = 64 * 1024**3
    read: int = 64 * 1024**2
    """At once: a header that claims to be longer would be read into memory whole."""


LIMITS: Final = Limits()


def extract(archive: Path, into: Path, limits: Limits = LIMITS) -> None:
    """Extract the files that are read here into the new folder `into`.

    Nothing is there until all of it is: the files go to a temporary folder beside it first.
    ResultsError for an archive that is cut off or damaged, has a member outside of itself, a
    link that leads out, a device or a file with holes, or is larger than the limits.
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=into.parent, suffix=".partial"))
    try:
        _extract(archive, partial, limits)
        partial.rename(into)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ResultsError(
            f"{archive}: the archive is cut off or damaged ({error}): fetch it anew"
        ) from error
    except OSError as error:
        raise ResultsError(f"{archive}: cannot be extracted: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _extract(archive: Path, into: Path, limits: Limits) -> None:
    with gzip.open(archive) as unpacked:
        stream = _Bounded(unpacked, archive, limits)
        with tarfile.open(fileobj=stream, mode="r:") as tar:  # type: ignore[call-overload]  # reads, seeks, tells
            for count, member in enumerate(_checked(tar, archive), 1):
                if count > limits.members:
                    raise ResultsError(f"{archive}: more than {limits.members} members: refused")
                if member.isreg() and is_wanted(PurePosixPath(member.name).name):
                    _write(tar, member, into)
        while stream.read(CHUNK):  # to its end, where the checksum stands
            pass


def _checked(tar: tarfile.TarFile, archive: Path) -> Iterator[tarfile.TarInfo]:
    for member in tar:
        outside = _leads_out(member.name)
        if member.issym():
            outside |= _leads_out(str(PurePosixPath(member.name).parent / member.linkname))
        elif member.islnk():
            outside |= _leads_out(member.linkname)
        if outside or member.isdev():
            raise ResultsError(
                f"{archive}: member {member.name!r} leads out of the archive or is a device: "
                "refused, do not unpack it by other means"
            )
        if is_wanted(PurePosixPath(member.name).name):
            if member.issym() or member.islnk():
                raise ResultsError(
                    f"{archive}: member {member.name!r} is a link: only files are read"
                )
            if member.issparse():  # a few bytes of these become as many as their header says
                raise ResultsError(
                    f"{archive}: member {member.name!r} is a file with holes (sparse): refused, "
                    "pack it without them"
                )
        yield member


def _leads_out(name: str) -> bool:
    depth = 0
    for part in PurePosixPath(name).parts:
        depth += {"..": -1, "/": -1_000_000}.get(part, 1)
        if depth < 0:
            return True
    return "\\" in name or "\0" in name


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    target = into / PurePosixPath(member.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    content = tar.extractfile(member)
    if content is not None:
        with content, target.open("wb") as file:
            shutil.copyfileobj(content, file, CHUNK)


class _Bounded:
    """A stream that does not go on for ever, as `tarfile` reads it."""

    def __init__(self, stream: gzip.GzipFile, archive: Path, limits: Limits) -> None:
        self._stream, self._archive, self._limits = stream, archive, limits

    def read(self, size: int) -> bytes:
        if size > self._limits.read:
            raise ResultsError(f"{self._archive}: a header of {size} bytes: refused")
        data = self._stream.read(size)
        self._check(self._stream.tell())
        return data

    def seek(self, place: int) -> int:
        self._check(place)
        return self._stream.seek(place)

    def tell(self) -> int:
        return self._stream.tell()

    def _check(self, place: int) -> None:
        if place > self._limits.size:
            raise ResultsError(
                f"{self._archive}: more than {self._limits.size} bytes once unpacked: refused"
            )
