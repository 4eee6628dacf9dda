"""S3 over real HTTP for one bucket in memory, whose connections break at will."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from eval_jobs.local_lambda.http_server import HttpHandler, HttpServer


class Bucket(HttpServer):
    """Objects by key. The next `broken` downloads end half way, with the connection."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.broken = 0
        self.downloads: list[str] = []
        super().__init__("127.0.0.1", 0, _Handler)

    def upload(self, folder: Path, prefix: str) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                key = f"{prefix}/{path.relative_to(folder).as_posix()}"
                self.objects[key] = path.read_bytes()


class _Handler(HttpHandler):
    server: Bucket

    def do_HEAD(self) -> None:  # noqa: N802  # http.server calls it so
        self._send(self._object(), whole=False)

    def do_GET(self) -> None:  # noqa: N802  # the same
        parts = urlsplit(self.path)
        if "list-type" in parts.query:
            self._send(self._listing(parse_qs(parts.query)["prefix"][0]), whole=True)
            return
        content = self._object()
        self.server.downloads.append(self._key())
        if self.server.broken:
            self.server.broken -= 1
            self._send(content[: len(content) // 2], whole=True, claimed=len(content))
            self.close_connection = True
            return
        self._send(content, whole=True)

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).split("/", 2)[2]

    def _object(self) -> bytes:
        return self.server.objects[self._key()]

    def _listing(self, prefix: str) -> bytes:
        contents = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(content)}</Size></Contents>"
            for key, content in sorted(self.server.objects.items())
            if key.startswith(prefix)
        )
        return f"<ListBucketResult>{contents}</ListBucketResult>".encode()

    def _send(self, content: bytes, *, whole: bool, claimed: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) if claimed is None else claimed))
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.end_headers()
        if whole:
            self.wfile.write(content)


@contextmanager
def bucket() -> Iterator[Bucket]:
    served = Bucket()
    yield served
    served.close()
