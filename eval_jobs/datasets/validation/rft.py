"""RFT: a prompt, the reference that answers are graded against, and the tools on offer.

AWS: nova-forge-sdk, rft_dataset_validator; Nova 2 user guide, reinforcement fine-tuning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.chat import check_messages
from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.reference import SHAPE, check_reference
from eval_jobs.datasets.validation.shape import known_keys, objects, text
from eval_jobs.datasets.validation.tools import check_functions
from eval_jobs.finding import Severity

MODEL: Final = Rule("rft.model")
LAST_TURN: Final = Rule("rft.answered")
SEVERAL_TURNS: Final = Rule("rft.several_turns", Severity.WARNING)

MODELS: Final = ("nova-2-lite",)
MESSAGE: Final = ("role", "content", "tool_calls", "tool_call_id")
ROLES: Final = ("system", "user", "assistant", "tool", "bot", "developer")
ANSWERING: Final = ("assistant", "bot")
SOMETIMES: Final = ("id", "tools")
REPEATED_IDS: Final = Severity.WARNING
"""The trainer gives records ids of its own."""


def matches(record: dict[str, Any]) -> bool:
    """Whether there are messages, and a reference beside them."""
    metadata = record.get("metadata")
    nested = isinstance(metadata, dict) and "reference_answer" in metadata
    return "messages" in record and ("reference_answer" in record or nested)


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:
    """The flaws in one record. Keys beside the known ones go to the grader, and are free."""
    if model not in MODELS:
        yield Flaw(MODEL, f"{model} has no reinforcement fine-tuning; {', '.join(MODELS)} has")
    yield from check_prompt(record)
    reference = record.get("reference_answer")
    if reference is not None and not isinstance(reference, str | dict):
        message = "the service takes an object or text, though the graders read other values too"
        mend = 'write a list of calls as {"tool_calls": ...}'
        yield Flaw(SHAPE, f"{message}: {mend}", ("reference_answer",))
    yield from check_reference(record)


def check_prompt(record: dict[str, Any]) -> Iterator[Flaw]:
    """The flaws in a record's id, messages and tools."""
    yield from text(record, "id", needed=False)
    messages = record.get("messages")
    yield from check_messages(messages, ROLES, ("messages",))
    turns = list(objects(messages))
    for number, message in turns:
        yield from known_keys(message, MESSAGE, ("messages", number))
    answering = [number for number, message in turns if message.get("role") in ANSWERING]
    if turns and turns[-1][0] in answering:
        message_ = "the last turn is the assistant's: the trainer adds its own, and would see gold"
        yield Flaw(LAST_TURN, message_, ("messages", turns[-1][0]))
    elif answering:
        message_ = "the prompt has earlier turns of the assistant; one turn is what is documented"
        yield Flaw(SEVERAL_TURNS, message_, ("messages", answering[0]))
    if record.get("tools") is not None:
        yield from check_functions(record["tools"])
