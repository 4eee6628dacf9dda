"""The example's dataset: complete, honest between its splits, and right by its own schemas."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest

from examples.legal_assistant import generate
from examples.legal_assistant.references import gold_answer
from examples.legal_assistant.slots import pools_of
from graders import load
from graders.records import read_record
from tests.examples.records import (
    FOLDER,
    SPLITS,
    alternatives,
    expected_calls,
    question_of,
    read,
    violations,
)

RECORDS: Final = {split: read(split) for split in SPLITS}
ALL: Final = [record for split in SPLITS for record in RECORDS[split]]
WORKFLOW: Final = {entry["question_type"] for entry in generate.data("workflow")}
OTHERS: Final = {entry["question_type"] for entry in generate.data("calls")}
PAIRS: Final = list(combinations(SPLITS, 2))
NEAR: Final = 0.4
"""Share of common runs of three words from which two questions count as nearly the same."""


@pytest.mark.parametrize(("split", "least"), [("train", 600), ("validation", 100), ("test", 200)])
def test_a_split_is_large_and_has_every_type_equally_often(split: str, least: int) -> None:
    counts = Counter(record["question_type"] for record in RECORDS[split])

    assert counts == dict.fromkeys(WORKFLOW | OTHERS, generate.PER_TYPE[split])
    assert counts.total() >= least


def test_the_workflow_has_eight_types_of_one_to_three_tools_in_sequence() -> None:
    lengths = {
        len(record["reference_answer"]["Query analysis"]["Tools"])
        for record in ALL
        if record["question_type"] in WORKFLOW
    }

    assert len(WORKFLOW) == 8
    assert lengths == {1, 2, 3}


def test_every_record_is_one_of_the_rft_format() -> None:
    keys = ["id", "messages", "reference_answer", "tools", "question_type", "split"]
    for record in ALL:
        assert list(record) == keys
        assert [turn["role"] for turn in record["messages"]] == ["system", "user"]
        assert all(turn["content"].strip() == turn["content"] != "" for turn in record["messages"])
        assert isinstance(record["reference_answer"], dict)
        assert record["reference_answer"] != {}
        assert record["id"].startswith(record["split"])
        names = [tool["function"]["name"] for tool in record["tools"]]
        assert len(names) == len(set(names)) >= 4
        for tool in record["tools"]:
            parameters = tool["function"]["parameters"]
            assert tool["type"] == "function"
            assert tool["function"]["description"]
            assert parameters["type"] == "object"
            assert set(parameters["required"]) <= set(parameters["properties"])


def test_ids_are_unique() -> None:
    assert len({record["id"] for record in ALL}) == len(ALL)


def test_no_question_is_asked_twice() -> None:
    asked = Counter(question_of(record).casefold() for record in ALL)

    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_two_splits_have_nearly_the_same_question(one: str, other: str) -> None:
    runs = [[three_words(question_of(record)) for record in RECORDS[each]] for each in (one, other)]

    closest = max(len(a & b) / len(a | b) for a in runs[0] for b in runs[1])

    assert closest < NEAR


def three_words(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_splits_share_no_company_person_rule_or_issue(one: str, other: str) -> None:
    pools = generate.data("pools")

    for name in pools["open"]:
        first, second = (map(str, pools_of(pools, each)[name]) for each in (one, other))
        assert set(first).isdisjoint(second)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_splits_share_no_template(one: str, other: str) -> None:
    cases = [
        case
        for name in ("workflow", "calls")
        for entry in generate.data(name)
        for case in entry["cases"]
    ]
    first, second = ({text for case in cases for text in case[each]} for each in (one, other))

    assert first.isdisjoint(second)


def test_every_accepted_value_fits_the_schema_of_an_offered_tool() -> None:
    for record in ALL:
        offered = {tool["function"]["name"]: tool["function"] for tool in record["tools"]}
        for name, arguments in expected_calls(record["reference_answer"]):
            assert list(violations(arguments, offered[name]["parameters"], name)) == []


def test_values_in_words_stand_in_the_question() -> None:
    for record in ALL:
        for name, arguments in expected_calls(record["reference_answer"]):
            for key, value in arguments.items():
                if key in {"citation", "company", "issuer", "regulation", "query", "holder"}:
                    stated = [str(each) in question_of(record) for each in alternatives(value)]
                    assert any(stated), (record["id"], name, key)


def test_figures_stand_in_the_question() -> None:
    figures = {"fiscal_year", "decided_after", "non_accredited", "shares", "outstanding"}
    for record in ALL:
        question = question_of(record).replace(",", "")
        for name, arguments in expected_calls(record["reference_answer"]):
            for key in figures & set(arguments):
                assert str(arguments[key]) in question, (record["id"], name, key)


def test_what_real_tool_calling_has_is_there() -> None:
    groups = [
        group
        for record in ALL
        for group in record["reference_answer"].get("tool_calls", [])
        if isinstance(group, list)
    ]
    names = [[call["function"]["name"] for call in group] for group in groups]
    values = [
        value
        for record in ALL
        for _, arguments in expected_calls(record["reference_answer"])
        for value in arguments.values()
    ]

    assert any(len(set(group)) == len(group) > 2 for group in names)  # in parallel
    assert any(len(set(group)) < len(group) for group in names)  # one tool twice
    assert any(list(expected_calls(record["reference_answer"])) == [] for record in ALL)
    assert {type(each) for value in values for each in alternatives(value)} >= {
        *(bool, int, str, list, dict)
    }
    assert {value.get("$compare") for value in values if isinstance(value, dict)} >= {
        *("numeric", "set", "text")
    }
    assert any(isinstance(value, dict) and value.get("$optional") for value in values)


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    assert generate.main(["--out", str(tmp_path)]) == 0

    for split in SPLITS:
        written = (tmp_path / f"{split}.jsonl").read_bytes()
        assert written == (FOLDER / f"{split}.jsonl").read_bytes()


def test_another_seed_writes_other_questions() -> None:
    assert generate.render("validation", seed=1) != generate.render("validation", seed=2)


def test_check_names_the_file_that_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate.main(["--out", str(tmp_path)])
    assert generate.main(["--out", str(tmp_path), "--check"]) == 0
    with (tmp_path / "test.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")

    assert generate.main(["--out", str(tmp_path), "--check"]) == 1
    assert "test.jsonl" in capsys.readouterr().out
    assert (tmp_path / "test.jsonl").read_bytes().endswith(b"\n{}\n")  # nothing was written


def test_an_unknown_blank_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"no blank 'compny'.*company"):
        generate.Generator("test", 7).slots("Find {compny}.")


def test_the_example_stays_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.json*")) < 8_000_000


def test_the_readme_shows_a_question_of_each_type() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in readme.splitlines()]
    shown = {row[0]: row[2] for row in rows if len(row) == 3 and row[0] in WORKFLOW | OTHERS}

    assert shown.keys() == WORKFLOW | OTHERS
    asked = {question_of(record): record["question_type"] for record in RECORDS["test"]}
    assert {asked.get(question): name for name, question in shown.items()} == {
        name: name for name in shown
    }


def test_the_gold_answer_of_every_record_scores_one() -> None:
    grader = load("tool_call")
    for record in ALL:
        answer = {"role": "assistant", "content": json.dumps(gold(record))}
        sample = read_record({**record, "messages": [*record["messages"], answer]})
        assert grader.grade(sample).score == 1.0, record["id"]


def gold(record: dict[str, Any]) -> Any:
    return gold_answer(record["reference_answer"])


def test_no_question_expects_the_same_call_twice() -> None:
    for record in ALL:
        calls = [repr(call) for call in expected_calls(in_order(record["reference_answer"]))]
        assert len(calls) == len(set(calls)), record["id"]


def in_order(value: Any) -> Any:
    """A reference with its accepted values sorted: one rule has two names in either order."""
    if isinstance(value, list):
        return [in_order(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: sorted(part, key=str) if key == "$accept" else in_order(part)
        for key, part in value.items()
    }


def test_a_template_that_is_used_up_says_so() -> None:
    generator = generate.Generator("test", 7)
    generator.ask("Nothing to fill.", opened=False)

    with pytest.raises(RuntimeError, match="asked before: 'Nothing to fill"):
        generator.ask("Nothing to fill.", opened=False)
