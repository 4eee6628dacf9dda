from __future__ import annotations

import os
import queue
from typing import IO, TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.local_lambda.logs import TAIL_BYTES, LogStream

if TYPE_CHECKING:
    from collections.abc import Iterator

Pipe = tuple[IO[bytes], IO[bytes]]


def make_pipe() -> Pipe:
    read, write = os.pipe()
    return open(read, "rb", buffering=0), open(write, "wb", buffering=0)  # noqa: PTH123  # descriptors


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    read, write = make_pipe()
    yield read, write
    write.close()


@given(st.lists(st.binary(max_size=50), max_size=20))
def test_every_byte_is_logged_once_however_it_is_cut(chunks: list[bytes]) -> None:
    read, write = make_pipe()
    log = LogStream(read, lambda _: None)
    for chunk in chunks:
        write.write(chunk)
        log.drain()
    log.line("end")
    write.close()
    printed = b"".join(chunks)
    if printed and not printed.endswith(b"\n"):
        printed += b"\n"
    lines = [line.rstrip(b"\r").replace(b"\r", b"\n") for line in printed.split(b"\n")]
    assert log.take_tail() == b"\n".join(lines) + b"end\n"


def test_lines_are_passed_on_as_they_are_printed(pipe: Pipe) -> None:
    read, write = pipe
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    LogStream(read, lines.put)
    write.write(b"one\ntw")
    assert lines.get(timeout=30) == "one"
    write.write("o é\n".encode())
    assert lines.get(timeout=30) == "two é"


def test_a_line_of_the_platform_comes_below_what_was_printed(
    pipe: Pipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogStream, "_follow", lambda _: None)  # only `line` itself may read
    read, write = pipe
    lines: list[str] = []
    log = LogStream(read, lines.append)
    write.write(b"printed\nunfinished")
    log.line("END")
    assert lines == ["printed", "unfinished", "END"]
    read.close()


def test_a_message_of_the_runtime_client_is_split_into_its_lines(pipe: Pipe) -> None:
    read, write = pipe
    lines: list[str] = []
    log = LogStream(read, lines.append)
    write.write(b"[ERROR] x\rTraceback\r\n")
    log.drain()
    assert lines == ["[ERROR] x\nTraceback"]


def test_the_tail_is_the_last_4_kb_since_it_was_taken(pipe: Pipe) -> None:
    read, write = pipe
    log = LogStream(read, lambda _: None)
    write.write(b"first\n")
    log.drain()
    assert log.take_tail() == b"first\n"
    write.write(b"x" * TAIL_BYTES + b"\nlast\n")
    log.drain()
    assert log.take_tail() == b"x" * (TAIL_BYTES - 6) + b"\nlast\n"
    assert log.take_tail() == b""
