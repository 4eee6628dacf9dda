from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.peers import environments
from benchmarks.peers.contestants import Contestant, running
from benchmarks.peers.environments import PEERS, NotInstalledError, Peer, python_of


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "HOME", tmp_path)
    return tmp_path


def test_every_peer_is_pinned() -> None:
    assert all(pin.count("==") == 1 for peer in PEERS.values() for pin in peer.packages)


def test_an_environment_is_made_once_and_anew_when_the_pin_changes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []

    def uv(*arguments: str) -> None:
        calls.append(arguments)
        (home / "peer").mkdir(exist_ok=True)

    monkeypatch.setattr(environments, "_uv", uv)
    for peer, made in ((Peer(("peer==1",)), 2), (Peer(("peer==1",)), 2), (Peer(("peer==2",)), 4)):
        monkeypatch.setitem(PEERS, "peer", peer)
        python_of("peer")
        assert len(calls) == made
    assert calls[-1][-1] == "peer==2"


def test_a_peer_that_does_not_install_is_named_and_the_rest_go_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PEERS, "peer", Peer((str(home / "nothing"),)))
    with pytest.raises(NotInstalledError, match="nothing"):
        python_of("peer")
    assert not (home / "peer" / ".done").exists()
    broken = Contestant("ragas_f1.py", "peer")
    whole = Contestant("workshop.py")
    with running({"broken": broken, "whole": whole}) as (runners, missing):
        assert list(runners) == ["whole"]
        assert missing[0].startswith("broken did not install: ")


def test_a_peer_that_does_not_start_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run([str(environments.UV), "venv", "--quiet", str(home / "peer")], check=True)
    peer = Peer(("peer==1",))
    monkeypatch.setitem(PEERS, "peer", peer)
    (home / "peer" / ".done").write_text(repr(peer), "utf-8")
    with running({"empty": Contestant("ragas_f1.py", "peer")}) as (runners, missing):
        assert runners == {}
        assert missing == ["empty did not start: ModuleNotFoundError: No module named 'ragas'"]
