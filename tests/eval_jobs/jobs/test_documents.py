from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.documents import parse_value, read_mapping


def write(folder: Path, text: str) -> Path:
    path = folder / "file.yaml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "number"),
    [("1e-5", 1e-5), ("1E5", 1e5), ("-2e+3", -2000.0), ("1.5e-5", 1.5e-5), ("0.1", 0.1), ("7", 7)],
)
def test_numbers_are_numbers_with_or_without_a_dot(
    tmp_path: Path, text: str, number: float
) -> None:
    value = read_mapping(write(tmp_path, f"lr: {text}"))["lr"]
    assert value == number
    assert type(value) is type(number)


@pytest.mark.parametrize("text", ["1e5m", "e5", "1e", "'1e-5'", "ml.p5"])
def test_texts_that_look_like_numbers_stay_texts(tmp_path: Path, text: str) -> None:
    assert read_mapping(write(tmp_path, f"name: {text}")) == {"name": text.strip("'")}


@pytest.mark.parametrize("text", ["a: 1\nb: 2\na: 3\n", "r: {a: 1, a: 2}\n", "- {a: 1, a: 1}\n"])
def test_a_key_given_twice_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"'a' is given twice(.|\n)*line \d"):
        read_mapping(write(tmp_path, text))


def test_a_merged_key_may_be_changed(tmp_path: Path) -> None:
    text = "base: &base {a: 1, b: 2}\nown: {<<: *base, a: 3}\n"
    assert read_mapping(write(tmp_path, text))["own"] == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not a mapping"),
        ("- a\n", "not a mapping"),
        ("a: [1\n", "not YAML"),
        ("a: !!python/object:os.system {}\n", "not YAML"),
        ("[" * 3_000, "not YAML"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=rf"file\.yaml: {words}"):
        read_mapping(write(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*absent\.yaml: No such file"):
        read_mapping(tmp_path / "absent.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(ConfigError, match=r"bytes\.yaml"):
        read_mapping(tmp_path / "bytes.yaml")


@pytest.mark.parametrize(
    ("text", "value"), [("1e-5", 1e-5), ("[1, 2e3]", [1, 2000.0]), ("true", True), ("", None)]
)
def test_a_value_alone_is_read_as_in_a_file(text: str, value: object) -> None:
    assert parse_value(text) == value


@pytest.mark.parametrize("text", ["[1", "{a: 1, a: 2}", "2026-13-41", "a: b: c"])
def test_a_value_that_is_no_yaml_is_said(text: str) -> None:
    with pytest.raises(ConfigError, match="not YAML"):
        parse_value(text)
