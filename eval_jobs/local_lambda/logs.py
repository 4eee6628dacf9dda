"""The log of one execution environment: what its process prints, and the platform's own lines."""

from __future__ import annotations

import os
import selectors
import threading
from collections.abc import Callable
from typing import IO, Final

TAIL_BYTES: Final = 4096
"""How much of the log of one invocation goes back to a caller who asks for it."""


class LogStream:
    """Passes the lines of a process to `sink` as they come, and remembers the last of them.

    A thread reads the pipe for as long as it is open, and then closes it. `drain` reads what is
    in the pipe at once: all that the process printed before it answered is in the log by then.
    """

    def __init__(self, pipe: IO[bytes], sink: Callable[[str], None]) -> None:
        self._pipe = pipe
        self._sink = sink
        self._lock = threading.Lock()
        self._partial = b""
        self._tail = bytearray()
        os.set_blocking(pipe.fileno(), False)
        threading.Thread(target=self._follow, daemon=True).start()

    def drain(self) -> bool:
        """Read all that can be read without waiting; whether there may be more to come."""
        with self._lock:
            while not self._pipe.closed:
                try:
                    data = os.read(self._pipe.fileno(), 1 << 16)
                except BlockingIOError:
                    return True
                if not data:
                    self._end_line()
                    break
                *lines, self._partial = (self._partial + data).split(b"\n")
                for line in lines:
                    self._write(line)
            return False

    def line(self, text: str) -> None:
        """Add a line of the platform, below all that the process has printed so far."""
        self.drain()
        with self._lock:
            self._end_line()
            self._write(text.encode())

    def take_tail(self) -> bytes:
        """The last 4 KB since the last call."""
        with self._lock:
            tail = bytes(self._tail)
            self._tail.clear()
            return tail

    def _follow(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            while selector.select() and self.drain():
                pass
        with self._lock:
            self._pipe.close()

    def _end_line(self) -> None:
        if self._partial:
            self._write(self._partial)
            self._partial = b""

    def _write(self, line: bytes) -> None:
        # Inside one message, AWS's client separates lines by carriage returns.
        lines = line.rstrip(b"\r").replace(b"\r", b"\n")
        self._tail += lines + b"\n"
        del self._tail[:-TAIL_BYTES]
        self._sink(lines.decode(errors="replace"))
