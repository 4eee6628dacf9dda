"""The same question is the same text, whichever format it comes in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2
import pytest

from eval_jobs.errors import DatasetError
from eval_jobs.local_jobs import chats
from eval_jobs.local_jobs.tiny import TEMPLATE
from eval_jobs.models.conversation import Conversation, Turn, read_conversation
from eval_jobs.models.converse import converse_chat
from eval_jobs.models.model import RequestError

EXAMPLE = Path(__file__).parents[3] / "examples" / "legal_assistant"
WITH_TOOLS = "{% for tool in tools or [] %}<{{ tool.function.name }}>{% endfor %}" + TEMPLATE


class Tokenizer:
    """Renders chats as a Hugging Face tokenizer does; its tokens are characters."""

    def __init__(self, template: str = TEMPLATE, bos: str | None = None) -> None:
        self.chat_template = template
        self.bos_token = bos
        self.bos_token_id = 1

    def __call__(self, text: str) -> dict[str, list[int]]:
        start = [self.bos_token_id] if self.bos_token else []
        return {"input_ids": start + [ord(character) for character in text]}

    def apply_chat_template(
        self, turns: chats.Chat, *, tools: Any, tokenize: bool, add_generation_prompt: bool
    ) -> str:
        assert not tokenize
        text: str = jinja2.Template(self.chat_template).render(
            messages=turns, tools=tools, add_generation_prompt=add_generation_prompt
        )
        return (self.bos_token or "") + text


def rft(**values: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    tool = {"type": "function", "function": {"name": "f", "description": "d", "parameters": schema}}
    turns = [{"role": "system", "content": "Call."}, {"role": "user", "content": "Do it."}]
    return {"messages": turns, "tools": [tool], "reference_answer": {"name": "f"}, **values}


def sft(answer: list[dict[str, Any]]) -> dict[str, Any]:
    chat = converse_chat(read_conversation(rft()))
    chat["messages"].append({"role": "assistant", "content": answer})
    return {"schemaVersion": "bedrock-conversation-2024", **chat}


def test_the_tools_are_listed_where_the_template_has_no_place_for_them() -> None:
    assert chats.prompt(rft(), Tokenizer()) == (
        "<|im_start|>system\nCall.\nTools:\nf(a: integer)<|im_end|>\n"
        "<|im_start|>user\nDo it.<|im_end|>\n<|im_start|>assistant\n"
    )


def test_a_template_that_takes_tools_gets_them() -> None:
    assert chats.prompt(rft(), Tokenizer(WITH_TOOLS)).startswith("<f><|im_start|>system\nCall.<|")


@pytest.mark.parametrize("template", [TEMPLATE, WITH_TOOLS])
def test_one_question_is_one_prompt_in_sft_rft_and_evaluation(template: str) -> None:
    tokenizer = Tokenizer(template)
    wanted = chats.prompt(rft(), tokenizer)
    gold = {"role": "assistant", "content": "[]"}
    answered = rft(messages=[*rft()["messages"], gold], reference_answer=None)
    assert chats.prompt(sft([{"text": "[]"}]), tokenizer) == wanted
    assert chats.prompt(answered, tokenizer) == wanted


def test_the_example_asks_the_same_in_sft_and_rft() -> None:
    def first(name: str) -> list[Any]:
        with (EXAMPLE / name).open(encoding="utf-8") as lines:
            return [json.loads(next(lines)) for _ in range(50)]

    tokenizer = Tokenizer()
    taught = [chats.prompt(record, tokenizer) for record in first("sft/train.jsonl")]
    assert taught == [chats.prompt(record, tokenizer) for record in first("train.jsonl")]


def test_the_start_token_is_not_there_twice() -> None:
    assert chats.prompt(rft(), Tokenizer(bos="<s>")).startswith("<|im_start|>")


def test_what_is_taught_is_the_last_turn() -> None:
    assert chats.completion(sft([{"text": "[]"}])) == "[]"


def test_calls_are_taught_as_a_list_of_json() -> None:
    use = {"toolUse": {"toolUseId": "1", "name": "f", "input": {"a": 1, "b": "\u00e9"}}}
    text = chats.completion(sft([{"text": "Now."}, use]))
    assert text == 'Now.\n[{"name": "f", "arguments": {"a": 1, "b": "\u00e9"}}]'


def test_a_record_without_an_answer_teaches_nothing() -> None:
    with pytest.raises(DatasetError, match="nothing to learn"):
        chats.completion(rft())


def test_earlier_turns_are_kept_with_what_tools_returned() -> None:
    turns = [
        {"role": "user", "content": "Do it."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": '{"a": 1}'}}],
        },
        {"role": "tool", "tool_call_id": "1", "content": "done"},
        {"role": "user", "content": "Again."},
    ]
    assert chats.turns(read_conversation({"messages": turns}), ()) == [
        {"role": "user", "content": "Do it."},
        {"role": "assistant", "content": '[{"name": "f", "arguments": {"a": 1}}]'},
        {"role": "user", "content": "done"},
        {"role": "user", "content": "Again."},
    ]


def test_tools_alone_are_a_system_turn() -> None:
    conversation = Conversation("", [Turn("user", "Do it.")], read_conversation(rft()).tools)
    assert chats.turns(conversation, conversation.tools)[0] == {
        "role": "system",
        "content": "Tools:\nf(a: integer)",
    }


@pytest.mark.parametrize(
    "record", [{}, {"messages": [{"role": "user", "content": [{"toolUse": 1}]}]}]
)
def test_a_record_without_sense_is_refused(record: dict[str, Any]) -> None:
    with pytest.raises(RequestError):
        chats.prompt(record, Tokenizer())
