"""The peers, and an environment for each: made once, under `.venv-peers/`, by uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
HOME: Final = ROOT / ".venv-peers"
UV: Final = ROOT / ".venv" / "bin" / "uv"


class Peer(NamedTuple):
    """A project to measure against.

    `packages` are pinned names on the index, its own first; `python` is the version it asks for,
    empty where any will do; `alone` says to leave out what it depends on.
    """

    packages: tuple[str, ...]
    python: str = ""
    alone: bool = False

    @property
    def version(self) -> str:
        """As pinned."""
        return self.packages[0].partition("==")[2]


PEERS: Final = {
    "bfcl-eval": Peer(("bfcl-eval==2026.3.23",), alone=True),  # 6 GB with all its models' clients
    "agentevals": Peer(("agentevals==0.0.9",)),
    "ragas": Peer(("ragas==0.4.3", "langchain-community==0.3.31")),  # a newer one breaks its import
    "deepeval": Peer(("deepeval==4.3.1",)),
    "google-adk": Peer(("google-adk==2.13.0",)),
    "strands-agents-evals": Peer(("strands-agents-evals==1.7.0",)),
    "nemo-evaluator": Peer(("nemo-evaluator==0.3.0",), python="3.12"),
}


class NotInstalledError(Exception):
    """A peer's environment could not be made; the message is the installer's last line."""


def python_of(name: str) -> Path:
    """The interpreter of a peer's environment, which is made if it is not there as pinned."""
    peer, place = PEERS[name], HOME / name
    done, python = place / ".done", place / "bin" / "python"
    if done.is_file() and done.read_text() == repr(peer):
        return python
    shutil.rmtree(place, ignore_errors=True)
    _uv("venv", "--python", peer.python or sys.executable, str(place))
    _uv("pip", "install", *["--no-deps"] * peer.alone, "--python", str(place), *peer.packages)
    done.write_text(repr(peer))
    return python


def site_of(name: str) -> Path:
    """Where a peer's packages lie."""
    python_of(name)
    return next((HOME / name / "lib").glob("python3*")) / "site-packages"


def _uv(*arguments: str) -> None:
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy"}
    done = subprocess.run(
        [str(UV), *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotInstalledError((done.stderr.strip() or "no reason given").splitlines()[-1])
