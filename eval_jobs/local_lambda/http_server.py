"""What the two HTTP APIs share: a server that shuts down in order, and how requests are read."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from typing import Any, Final

_CHUNK: Final = 1 << 20
_POLL_SECONDS: Final = 0.05
"""How long `close` may take to be noticed."""


class HttpServer(ThreadingTCPServer):
    """Serves from its making, with a thread per connection, until `close`."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, handler: type[BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__((host, port), handler)
        threading.Thread(target=self.serve_forever, args=[_POLL_SECONDS], daemon=True).start()

    @property
    def address(self) -> str:
        """Where it listens, as host:port."""
        host, port = self.socket.getsockname()
        return f"{host}:{port}"

    def close(self) -> None:
        """Take no more connections, end the idle ones, wait until the others are answered."""
        self.shutdown()
        for connection in list(self._open):
            with contextlib.suppress(OSError):  # the client was quicker
                connection.shutdown(socket.SHUT_RD)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """As inherited; remembers the connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """As inherited; forgets the connection."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """As inherited, but a client that went away is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class HttpHandler(BaseHTTPRequestHandler):
    """Reads a whole request, sends a whole answer."""

    protocol_version = "HTTP/1.1"
    # Headers and body must leave as one packet: two of them cost 40 ms a call.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # inherited name
        """Log nothing: the log belongs to the functions."""

    def read_body(self, limit: int) -> tuple[bytes, int]:
        """The request's body and its size in bytes; over `limit` it is read but not kept.

        It has to be read in any case: a client hears no answer while it is still sending.
        """
        size = remaining = int(self.headers.get("Content-Length") or 0)
        chunks = []
        while remaining and (chunk := self.rfile.read(min(remaining, _CHUNK))):
            remaining -= len(chunk)
            if size <= limit:
                chunks.append(chunk)
        if remaining:
            raise ConnectionAbortedError("the client went away in the middle of a request")
        return b"".join(chunks), size

    def answer(
        self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> None:
        """Send a JSON answer."""
        self.send_response_only(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
