from __future__ import annotations

import gzip
import tarfile
from pathlib import Path

import pytest

from eval_jobs.results.archive import Limits, extract
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.read import read_run
from tests.support import artifacts
from tests.support.artifacts import pack_members

WANTED = "run/eval_results/results_1.json"


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def nothing_left(folder: Path, archive: Path) -> bool:
    return [path for path in folder.rglob("*") if path != archive and path.is_file()] == []


def test_only_what_is_read_here_is_extracted(tmp_path: Path) -> None:
    members = [
        (member("run", tarfile.DIRTYPE), b""),
        (member(WANTED), b"{}"),
        (member("./run/model.safetensors"), b"big"),
        (member("run/link", tarfile.SYMTYPE, "model.safetensors"), b""),
    ]
    extract(pack_members(tmp_path / "a.tar.gz", members), tmp_path / "out")
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert files == [tmp_path / "out" / WANTED]
    assert files[0].read_bytes() == b"{}"


@pytest.mark.parametrize(
    "bad",
    [
        member("/etc/results_1.json"),
        member("../results_1.json"),
        member("run/../../results_1.json"),
        member("run\\..\\results_1.json"),
        member("run/out", tarfile.SYMTYPE, "../../etc"),
        member("run/out", tarfile.SYMTYPE, "/etc"),
        member("run/out", tarfile.LNKTYPE, "../../etc/passwd"),
        member("run/out", tarfile.LNKTYPE, "/etc/passwd"),
        member("run/results_2.json", tarfile.SYMTYPE, "results_1.json"),
        member("run/results_2.json", tarfile.LNKTYPE, WANTED),
        member("run/fifo", tarfile.FIFOTYPE),
        member("run/disk", tarfile.BLKTYPE),
        member("run/tty", tarfile.CHRTYPE),
    ],
    ids=lambda info: f"{info.type.decode()} {info.name} {info.linkname}",
)
def test_a_hostile_member_refuses_the_archive(bad: tarfile.TarInfo, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "er"
    folder.mkdir(parents=True)
    archive = pack_members(folder / "a.tar.gz", [(member(WANTED), b"{}"), (bad, b"")])
    with pytest.raises(ResultsError, match="member"):
        extract(archive, folder / "out")
    assert nothing_left(tmp_path, archive)


@pytest.mark.parametrize("kind", ["gnu", "pax"])
def test_a_file_with_holes_is_refused(kind: str, tmp_path: Path) -> None:
    """A few bytes of the archive would become the three gigabytes of its header."""
    size = 3 * 1024**3
    info = member("results_1.json")
    if kind == "gnu":
        info.type = tarfile.GNUTYPE_SPARSE
        info.size = 512
        header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
        header[386:410] = b"%011o\0%011o\0" % (0, 512)
        header[483:495] = b"%011o\0" % size
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header)
    else:
        info.size = 512
        info.pax_headers = {
            "GNU.sparse.major": "1",
            "GNU.sparse.minor": "0",
            "GNU.sparse.name": "results_1.json",
            "GNU.sparse.realsize": str(size),
        }
        header = bytearray(info.tobuf(tarfile.PAX_FORMAT))
    archive = tmp_path / "a.tar.gz"
    holes = b"1\n0\n0\n".ljust(512, b"\0")
    archive.write_bytes(gzip.compress(bytes(header) + holes + b"\0" * 4096))
    with tarfile.open(archive) as tar:
        assert tar.getmember("results_1.json").size == size
    with pytest.raises(ResultsError, match="sparse"):
        extract(archive, tmp_path / "out")
    assert nothing_left(tmp_path, archive)


def test_a_member_through_a_link_is_not_written_outside(tmp_path: Path) -> None:
    members = [
        (member("run", tarfile.SYMTYPE, "elsewhere"), b""),
        (member("run/results_1.json"), b"{}"),
    ]
    (tmp_path / "elsewhere").mkdir()
    extract(pack_members(tmp_path / "a.tar.gz", members), tmp_path / "out")
    assert (tmp_path / "out" / "run" / "results_1.json").is_file()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    "limits", [Limits(members=2), Limits(size=10_000), Limits(read=100)], ids=str
)
def test_an_archive_beyond_the_limits_is_refused(limits: Limits, tmp_path: Path) -> None:
    members = [(member(f"results_{number}.json"), b"0" * 8_000) for number in range(3)]
    archive = pack_members(tmp_path / "a.tar.gz", members)
    extract(archive, tmp_path / "whole")
    assert len(list((tmp_path / "whole").iterdir())) == 3
    with pytest.raises(ResultsError, match="refused"):
        extract(archive, tmp_path / "out", limits)
    assert not (tmp_path / "out").exists()


def test_a_header_that_claims_gigabytes_is_refused(tmp_path: Path) -> None:
    info = member("header", tarfile.XHDTYPE)
    info.size = 60 * 1024**3
    archive = tmp_path / "a.tar.gz"
    archive.write_bytes(gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"\0" * 4096))
    with pytest.raises(ResultsError, match="refused"):
        extract(archive, tmp_path / "out")


def test_an_archive_cut_off_anywhere_is_an_error_and_nothing_is_written(tmp_path: Path) -> None:
    archive = artifacts.output_archive(tmp_path / "whole", artifacts.rows())
    whole = archive.read_bytes()
    cut = tmp_path / "cut" / "output.tar.gz"
    cut.parent.mkdir()
    workspace = tmp_path / "workspace"
    for size in {
        0,
        5,
        100,
        1000,
        len(whole) // 2,
        len(whole) - 200,
        len(whole) - 8,
        len(whole) - 1,
    }:
        cut.write_bytes(whole[:size])
        with pytest.raises(ResultsError, match="fetch it anew"):
            read_run(cut, workspace=workspace)
        assert nothing_left(tmp_path / "cut", cut)
        assert nothing_left(workspace, cut)


@pytest.mark.parametrize(
    "content", [b"no archive", gzip.compress(b"no tar" * 200, mtime=0)], ids=["text", "gzip"]
)
def test_what_is_no_archive_is_an_error(content: bytes, tmp_path: Path) -> None:
    archive = tmp_path / "output.tar.gz"
    archive.write_bytes(content)
    with pytest.raises(ResultsError, match=r"output.tar.gz: the archive is cut off or damaged"):
        read_run(archive)


def test_damage_that_only_the_checksum_shows_is_an_error(tmp_path: Path) -> None:
    archive = artifacts.output_archive(tmp_path, artifacts.rows())
    whole = bytearray(archive.read_bytes())
    whole[-8] ^= 1
    archive.write_bytes(whole)
    with pytest.raises(ResultsError, match="damaged"):
        read_run(archive)
