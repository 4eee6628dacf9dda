from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.registry import Registry
from tests.eval_jobs.jobs.scripted import record

FIELDS = ("phase", "reason", "output", "checkpoint", "run", "deployment", "started", "ended")


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "runs" / "jobs")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reason=st.text(), request=st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_what_is_saved_is_loaded(
    registry: Registry, reason: str, request: dict[str, object]
) -> None:
    kept = record(reason=reason, request=request)
    registry.save(kept)
    assert registry.load(kept.name) == kept


def test_all_come_in_the_order_of_their_launch(registry: Registry) -> None:
    assert registry.all() == []
    late = record(name="a", launched="2026-08-02T00:00:00+00:00")
    early = record(name="b", launched="2026-08-01T00:00:00+00:00")
    registry.save(late)
    registry.save(early)
    assert registry.all() == [early, late]
    assert registry.names() == ["a", "b"]


def test_a_record_is_replaced_whole_and_nothing_else_is_left(
    registry: Registry, tmp_path: Path
) -> None:
    registry.save(record(reason="long " * 100))
    registry.save(record(reason=""))
    folder = tmp_path / "runs" / "jobs"
    assert sorted(path.name for path in folder.iterdir()) == ["legal-rft.json", "legal-rft.lock"]
    assert json.loads((folder / "legal-rft.json").read_text())["reason"] == ""


def test_a_writer_that_is_killed_leaves_the_old_record(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.save(record(status="running"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            registry.save(record(status="completed"))
    assert registry.load("legal-rft").status == "running"
    assert registry.names() == ["legal-rft"]


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"name": "x", "other": 1}', "\xff"])
def test_a_damaged_file_is_told_and_costs_no_other(
    content: str, registry: Registry, tmp_path: Path
) -> None:
    registry.save(record())
    damaged = tmp_path / "runs" / "jobs" / "damaged.json"
    damaged.write_text(content, encoding="latin-1")
    told: list[str] = []
    assert registry.all(told.append) == [record()]
    assert len(told) == 1
    assert str(damaged) in told[0]
    with pytest.raises(JobError, match=r"damaged.json: not a job's record"):
        registry.load("damaged")


def test_an_unknown_name_lists_the_known(registry: Registry) -> None:
    with pytest.raises(JobError, match=r"no job 'legal' in .*: none is known here"):
        registry.load("legal")
    registry.save(record())
    registry.save(record(name="other"))
    with pytest.raises(JobError, match=r"did you mean legal-rft\? Known: legal-rft, other"):
        registry.load("legal-rfd")
    with pytest.raises(JobError, match="no job 'zzz'"):
        registry.update("zzz", reason="x")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a" * 64, "a\n"])
def test_a_name_is_no_path(name: str, registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(JobError, match="is no job's name"):
        registry.save(record(name=name))
    with pytest.raises(JobError, match="is no job's name"):
        registry.load(name)
    assert not list(tmp_path.rglob("*.json"))


def test_updates_at_the_same_time_lose_nothing(registry: Registry) -> None:
    registry.save(record())
    with ThreadPoolExecutor(len(FIELDS)) as pool:
        list(pool.map(lambda field: registry.update("legal-rft", **{field: field}), FIELDS * 5))
    kept = registry.load("legal-rft").model_dump()
    assert {field: kept[field] for field in FIELDS} == {field: field for field in FIELDS}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JobError, match=r"cannot write .*: Not a directory|File exists"):
        Registry(tmp_path / "file" / "jobs").save(record())
