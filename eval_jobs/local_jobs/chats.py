"""Records of any dataset as text: the same question is the same prompt in SFT, RFT and eval."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import DatasetError
from eval_jobs.local_jobs.signatures import signature
from eval_jobs.models.conversation import Conversation, Turn, read_conversation, read_dialogue
from eval_jobs.models.openai_compatible import openai_chat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.models.tools import Tool

Chat = list[dict[str, str]]


def prompt(record: Mapping[str, Any], tokenizer: Any) -> str:
    """What the model reads before it answers.

    RequestError where the messages or tools of the record make no sense.
    """
    return rendered(read_conversation(record), tokenizer)


def completion(record: Mapping[str, Any]) -> str:
    """The answer that the record teaches: the text of its last turn, calls as a JSON list.

    DatasetError where the record ends without one; RequestError as above.
    """
    turns = read_dialogue(record).turns
    if not turns or turns[-1].role != "assistant":
        raise DatasetError("its last turn is not the assistant's: there is nothing to learn")
    return _text(turns[-1])


def rendered(conversation: Conversation, tokenizer: Any) -> str:
    """The prompt by the tokenizer's chat template, which is told of the tools if it can be."""
    template = tokenizer.chat_template
    offered = conversation.tools if "tools" in str(template) else ()
    named = {tool.name: tool.name for tool in offered}
    tools = openai_chat(Conversation("", (), offered), named).get("tools")
    text = str(
        tokenizer.apply_chat_template(
            turns(conversation, () if offered else conversation.tools),
            tools=tools,
            tokenize=False,
            add_generation_prompt=True,
        )
    )
    start = tokenizer.bos_token
    if start and tokenizer("")["input_ids"][:1] == [tokenizer.bos_token_id]:
        return text.removeprefix(start)  # tokenizing puts it there again
    return text


def turns(conversation: Conversation, tools: Sequence[Tool]) -> Chat:
    """The turns as texts; `tools` are listed in the system's."""
    system = conversation.system
    if tools:
        listed = "\n".join(map(signature, tools))
        system = f"{system}\nTools:\n{listed}".lstrip("\n")
    first: Chat = [{"role": "system", "content": system}] if system else []
    return [*first, *({"role": turn.role, "content": _text(turn)} for turn in conversation.turns)]


def _text(turn: Turn) -> str:
    calls = [{"name": call.name, "arguments": call.arguments} for call in turn.calls]
    written = [json.dumps(calls, ensure_ascii=False)] if calls else []
    return "\n".join(filter(None, [turn.text, *(one.text for one in turn.outcomes), *written]))
