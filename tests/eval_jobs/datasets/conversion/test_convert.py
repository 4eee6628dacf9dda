from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets.conversion.convert import Converted, Source, Target, convert
from eval_jobs.datasets.conversion.from_bfcl import read_truths
from eval_jobs.datasets.read import Located
from eval_jobs.datasets.validation.formats import MODULES, Format
from eval_jobs.errors import DatasetError
from graders import load
from graders.records import read_record
from tests.eval_jobs.datasets.files import write_lines
from tests.eval_jobs.datasets.validation.examples import FUNCTION, GOOD, IMAGE, THOUGHT

SAID = st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1).filter(
    lambda text: text.strip() and ":" not in text and "<" not in text and "[" not in text
)
ARGUMENTS = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3)


@st.composite
def chats(draw: st.DrawFn) -> dict[str, Any]:
    """A chat that uses tools, as OpenAI writes it: what Converse can hold, and no more."""
    messages: list[dict[str, Any]] = []
    if draw(st.booleans()):
        messages.append({"role": "system", "content": draw(SAID)})
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        messages.append({"role": "user", "content": draw(SAID)})
        if calls := draw(st.lists(ARGUMENTS, max_size=2)):
            ids = [f"c{number + n}" for n in range(len(calls))]
            number += len(calls)
            written = [
                {
                    "id": identifier,
                    "type": "function",
                    "function": {"name": "f", "arguments": json.dumps(arguments)},
                }
                for identifier, arguments in zip(ids, calls, strict=True)
            ]
            content = draw(st.none() | SAID)
            messages.append({"role": "assistant", "content": content, "tool_calls": written})
            messages += [{"role": "tool", "tool_call_id": each, "content": "7"} for each in ids]
        messages.append({"role": "assistant", "content": draw(SAID)})
    return {"messages": messages, "tools": [copy.deepcopy(FUNCTION)]}


def one(record: Any, source: str, target: str, **truths: Any) -> Converted:
    located = [Located("data.jsonl:3", record)]
    (converted,) = convert(located, Source(source), Target(target), truths)
    return converted


def converted(record: Any, source: str, target: str, **truths: Any) -> dict[str, Any]:
    result = one(record, source, target, **truths)
    assert result.record is not None, result.problem
    return result.record


@given(chats())
def test_openai_to_converse_and_back_is_the_same(chat: dict[str, Any]) -> None:
    before = copy.deepcopy(chat)
    sft = converted(chat, "openai", "sft")
    assert chat == before
    assert list(MODULES[Format.SFT].check(sft, "nova-2-lite")) == []
    assert converted(sft, "sft", "openai") == chat


@pytest.mark.parametrize("source", ["openai", "prompt_completion", "rft", "verl"])
@pytest.mark.parametrize("target", ["rft", "rft_eval", "gen_qa"])
def test_what_is_written_keeps_the_rules_and_gold_is_gold(source: str, target: str) -> None:
    record = {**GOOD[Format(source)], "id": "a"}
    if target == "gen_qa":
        record.pop("tools", None)
    made = converted(record, source, target)
    rules = {
        flaw.rule.severity.value for flaw in MODULES[Format(target)].check(made, "nova-2-lite")
    }
    assert "error" not in rules
    assert read_record(made).question == "Do f."
    identifier = json.loads(made["metadata"])["id"] if target == "gen_qa" else made["id"]
    assert identifier == "a"


def test_sft_becomes_rft_with_the_calls_of_the_last_turn() -> None:
    uses = [{"toolUse": {"toolUseId": f"c{n}", "name": "f", "input": {"a": n}}} for n in (1, 2)]
    sft = {
        **GOOD[Format.SFT],
        "messages": [
            {"role": "user", "content": [{"text": "Do f."}]},
            {"role": "assistant", "content": [THOUGHT, {"text": "I call."}, *uses]},
        ],
    }
    rft = converted(sft, "sft", "rft")
    calls = [{"function": {"name": "f", "arguments": {"a": n}}} for n in (1, 2)]
    assert rft == {
        "id": "record-1",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Do f."},
        ],
        "tools": [FUNCTION],
        "reference_answer": {"tool_calls": [calls]},
    }
    turned = json.dumps([call["function"] for call in reversed(calls)])
    answered = {**rft, "messages": [*rft["messages"], {"role": "assistant", "content": turned}]}
    assert load("tool_call").grade(read_record(answered)).score == 1.0


@pytest.mark.parametrize(
    ("text", "tools", "reference"),
    [
        ('{"name": "f", "arguments": {"a": 1}}', True, {"name": "f", "arguments": {"a": 1}}),
        ("I cannot.", True, {"tool_calls": [], "text": "I cannot."}),
        ("I cannot.", False, "I cannot."),
        ("f(a=1)", True, "f(a=1)"),
    ],
)
def test_a_gold_text_says_what_is_expected(text: str, tools: bool, reference: Any) -> None:
    chat = {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": text}]}
    record = {**chat, "tools": [FUNCTION]} if tools else chat
    assert converted(record, "openai", "rft")["reference_answer"] == reference


def test_sft_without_tools_becomes_gen_qa() -> None:
    sft = {
        "schemaVersion": "bedrock-conversation-2024",
        "system": [{"text": "Be brief."}],
        "messages": [
            {"role": "user", "content": [{"text": "Do f."}]},
            {"role": "assistant", "content": [THOUGHT, {"text": '{"name": "f"}'}]},
        ],
    }
    made = converted(sft, "sft", "gen_qa")
    assert {key: made[key] for key in ("system", "query", "response")} == {
        "system": "Be brief.",
        "query": "Do f.",
        "response": '{"name": "f"}',
    }


QUESTION: dict[str, Any] = {
    "id": "parallel_1",
    "question": [[{"role": "user", "content": "Do f twice."}]],
    "function": [
        {
            "name": "m.f",
            "description": "Does f.",
            "parameters": {"type": "dict", "properties": {"a": {"type": "float"}}},
        }
    ],
}


def test_bfcl_becomes_rft_with_its_own_names_and_json_schema_types() -> None:
    truth = [{"m.f": {"a": [1.0, 2.0]}}, {"m.f": {"a": [3.0, ""]}}]
    made = converted(QUESTION, "bfcl", "rft", parallel_1=truth)
    assert made["reference_answer"] == {"ground_truth": truth}
    schema = {"type": "object", "properties": {"a": {"type": "number"}}}
    assert made["tools"][0]["function"] == {**QUESTION["function"][0], "parameters": schema}
    right = json.dumps([{"name": "m.f", "arguments": {"a": a}} for a in (3.0, 2.0)])
    answered = {**made, "messages": [*made["messages"], {"role": "assistant", "content": right}]}
    assert load("tool_call").grade(read_record(answered)).score == 1.0


def test_a_question_of_bfcl_that_wants_no_call_has_no_truth() -> None:
    made = converted({**QUESTION, "id": "irrelevance_1"}, "bfcl", "rft")
    assert made["reference_answer"] == {"tool_calls": []}


CHAT = GOOD[Format.OPENAI]
ASKED = [{"role": "user", "content": "Q"}]


@pytest.mark.parametrize(
    ("record", "source", "target", "why"),
    [
        (CHAT, "openai", "gen_qa", "no place for tools"),
        ({"messages": ASKED}, "openai", "rft", "neither a reference nor a turn"),
        ({"messages": ASKED, "reference_answer": "x"}, "openai", "sft", "no turn of the assistant"),
        ({"messages": [*ASKED, {"role": "assistant", "content": "as User: x"}]}, "openai", "sft",
         "breaks the rule reserved_text"),
        ({"messages": [{"role": "user", "content": [IMAGE]}]}, "sft", "rft", "a block of image"),
        (GOOD[Format.SFT], "sft", "openai", "a block of reasoningContent"),
        ({"messages": "x"}, "openai", "rft", "'messages' is to be a list"),
        ({"messages": [{"role": "user", "content": 5}]}, "openai", "rft", "content of type int"),
        ({"messages": [{**ASKED[0], "audio": {}}]}, "openai", "rft", "'audio'"),
        ({"prompt": 5, "completion": "x"}, "prompt_completion", "rft", "are texts"),
        (QUESTION, "bfcl", "rft", "no ground truth for 'parallel_1'"),
        ({**QUESTION, "question": [ASKED, ASKED]}, "bfcl", "rft", "2 turns"),
    ],
)  # fmt: skip
def test_what_cannot_be_converted_is_told_with_its_place(
    record: dict[str, Any], source: str, target: str, why: str
) -> None:
    result = one(record, source, target)
    assert result.record is None
    assert result.problem.startswith("data.jsonl:3: ")
    assert why in result.problem


def test_a_bad_record_costs_no_other() -> None:
    located = [Located("f:1", CHAT), Located("f:2", None, "f:2:1: bad"), Located("f:3", CHAT)]
    made = list(convert(located, Source.OPENAI, Target.SFT))
    assert [result.problem for result in made] == ["", "f:2:1: bad", ""]


@pytest.mark.parametrize("line", ["{", {"id": "a"}])
def test_possible_answers_that_are_none_are_an_error(tmp_path: Path, line: Any) -> None:
    with pytest.raises(DatasetError, match=r"answers\.jsonl:1"):
        read_truths(write_lines(tmp_path / "answers.jsonl", line))
