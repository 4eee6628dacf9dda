from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets import validation
from eval_jobs.datasets.validation.formats import MODULES, Format, detect
from eval_jobs.datasets.validation.position import column_of
from eval_jobs.datasets.validation.problem import Rule
from eval_jobs.datasets.validation.validate import validate
from tests.eval_jobs.datasets.files import write_lines
from tests.eval_jobs.datasets.validation.broken import BROKEN, BY_MODEL
from tests.eval_jobs.datasets.validation.changes import Change, changed
from tests.eval_jobs.datasets.validation.examples import GOOD

OF_FILES = {
    *("json", "format", "format.detected", "file_name", "repeated_id", "sometimes_there"),
    "conflicting_reference",
    *("json.number", "json.surrogate", "json.repeated_key"),
    *("size.none", "size.too_few", "size.too_many", "size.small"),
}
"""Rules of a file as a whole, which test_validate breaks."""
NOVA = dict.fromkeys(Format, "nova-2-lite") | {Format.DPO: "nova-lite"}


def rules_of(form: Format, record: dict[str, Any], model: str | None = None) -> set[str]:
    return {flaw.rule.name for flaw in MODULES[form].check(record, model or NOVA[form])}


@pytest.mark.parametrize("form", Format)
def test_a_good_record_breaks_no_rule(form: Format) -> None:
    assert rules_of(form, GOOD[form]) == set()


@pytest.mark.parametrize(("rule", "form", "change", "there"), BROKEN)
def test_a_broken_record_breaks_exactly_one_rule_at_its_place(
    rule: str, form: Format, change: Change, there: str
) -> None:
    record = changed(form, change)
    assert rules_of(form, record) == {rule}
    line = json.dumps(record)
    flaw = next(MODULES[form].check(record, NOVA[form]))
    assert line[column_of(line.encode(), flaw.path) - 1 :].startswith(there)


def test_of_a_list_of_calls_it_is_the_service_that_takes_none() -> None:
    record = {**GOOD[Format.RFT], "reference_answer": [{"name": "f", "arguments": {"a": 1}}]}
    (flaw,) = MODULES[Format.RFT].check(record, "nova-2-lite")
    assert flaw.message.startswith("the service takes an object or text, though the graders read")
    assert '{"tool_calls": ...}' in flaw.message


@pytest.mark.parametrize(("rule", "form", "change", "model"), BY_MODEL)
def test_what_one_model_takes_another_does_not(
    rule: str, form: Format, change: Change, model: str
) -> None:
    record = changed(form, change)
    assert rules_of(form, record) == set()
    assert rules_of(form, record, model) == {rule}


def test_every_rule_is_broken_by_some_test() -> None:
    known = set()
    for module in pkgutil.iter_modules(validation.__path__, f"{validation.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            known |= {value.name} if isinstance(value, Rule) else set()
    assert known == {rule for rule, *_ in [*BROKEN, *BY_MODEL]} | OF_FILES


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.RFT_EVAL])
def test_a_format_is_known_by_a_record(form: Format) -> None:
    assert detect(GOOD[form]) is form


def test_nothing_is_known_by_a_record_of_no_format() -> None:
    assert detect({"a": 1}) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


@given(st.data(), st.sampled_from(Format))
def test_whatever_stands_somewhere_is_told_and_never_raises(
    data: st.DataObject, form: Format
) -> None:
    *steps, key = data.draw(st.sampled_from(places(GOOD[form])[1:]))
    junk = data.draw(ANYTHING)

    def change(record: Any) -> None:
        for step in steps:
            record = record[step]
        record[key] = junk

    record = changed(form, change)
    line = json.dumps(record).encode()
    for flaw in MODULES[form].check(record, NOVA[form]):
        assert 1 <= column_of(line, flaw.path) <= len(line)
        assert flaw.message.isprintable() or "\\" not in flaw.message


@given(ANYTHING, st.booleans())
def test_a_column_is_where_the_value_starts(value: Any, spaced: bool) -> None:
    text = json.dumps(value, indent=1 if spaced else None).replace("\n", " ")
    for path in places(value):
        found = value
        for step in path:
            found = found[step]
        at = column_of(text.encode(), path) - 1
        read, _ = json.JSONDecoder().raw_decode(text, at)
        assert json.dumps(read) == json.dumps(found)


def test_a_column_counts_characters_and_the_last_of_equal_keys() -> None:
    line = '\ufeff{"ä": 1, "b": 2, "b": 3}'.encode()
    assert column_of(line, ("b",)) == 23
    assert column_of(line, ("nowhere",)) == 1


def test_the_bundled_example_is_clean(tmp_path: Path) -> None:
    folder = Path(__file__).parents[4] / "examples" / "legal_assistant"
    for name in ("train", "validation", "test"):
        assert list(validate(folder / f"{name}.jsonl", Format.RFT)) == []
    lines = (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    small = write_lines(tmp_path / "small.jsonl", *lines)
    assert [problem.rule for problem in validate(small, Format.RFT)] == ["size.small"]
