"""A record of the dataset, made ready to be answered on purpose, right and wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.formats import JSON_FORMATS, TEXT_FORMATS, query_analysis, unwrapped
from eval_jobs.datasets.answers import answered
from eval_jobs.datasets.gold import gold_calls
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.records import UnknownRecordError, read_record
from graders.sample import MISSING, Reference, ToolCall
from graders.toolbox import Toolbox

if TYPE_CHECKING:
    from eval_jobs.evaluate.questions import Question

ROLES: Final = ("assistant", "nova_assistant")
STATED: Final = ("Type", "Information needed")
"""What a reference in `Query analysis` form states beside its tools."""


class Item(NamedTuple):
    """One record that can be audited: its prompt, and the calls that its reference expects.

    `record` is as sent, with a prompt only: a model's turn at its end is taken off. `calls` are
    the expected calls, each value the first that is accepted; empty where none is expected.
    `reference` has all that is accepted. `toolbox` has the tools that the record offers, None
    when it offers none. `form` is the name of the format its reference is written in, the one in
    which `answer` writes calls: a grader that reads one format only reads that one.
    """

    id: str
    record: Mapping[str, Any]
    question: str
    raw: Any
    reference: Reference
    calls: tuple[ToolCall, ...]
    toolbox: Toolbox | None
    form: str = "name_arguments"

    def answer(self, calls: Sequence[ToolCall]) -> str:
        """The text of a model that makes these calls."""
        if self.form in TEXT_FORMATS:
            return TEXT_FORMATS[self.form](calls)
        if self.form in ("unwrapped", "query_analysis"):
            fields = self.reference.fields
            stated = {key: fields.get(key, "") for key in STATED}
            form = unwrapped if self.form == "unwrapped" else query_analysis
            return json.dumps(form(calls, stated))
        return json.dumps(JSON_FORMATS[self.form](calls))

    @property
    def gold(self) -> str:
        """An answer that is right."""
        return self.answer(self.calls)

    def answered(self, answer: Any) -> dict[str, Any]:
        """The record as a caller sends it, with this answer as its last turn."""
        return {**answered(self.record, answer), "id": self.id}


def read_items(questions: Iterable[Question]) -> Iterator[tuple[Question, Item | str]]:
    """Each question with its item, or with the reason why nothing can be expected of it."""
    for question in questions:
        if question.error is not None:
            yield question, question.error
            continue
        try:
            yield question, _item(question)
        except (UnknownRecordError, MalformedReferenceError) as error:
            yield question, str(error)


def _item(question: Question) -> Item:
    messages = list(question.record["messages"])
    if messages and isinstance(messages[-1], dict) and messages[-1].get("role") in ROLES:
        messages.pop()
    record = {**question.record, "messages": messages}
    sample = read_record(record)
    if sample.reference is MISSING:
        raise MalformedReferenceError("the record has no reference answer")
    reference = read_reference(sample.reference)
    if reference.groups is None:
        raise MalformedReferenceError("the reference does not say which calls it expects")
    calls = tuple(ToolCall(call["name"], call["arguments"]) for call in gold_calls(reference))
    toolbox = Toolbox(sample.tools) if sample.tools else None
    return Item(
        question.id,
        record,
        sample.question,
        sample.reference,
        reference,
        calls,
        toolbox,
        _form(sample.reference),
    )


def _form(raw: Any) -> str:
    """The format that a reference is written in; name and arguments where it is BFCL's."""
    if isinstance(raw, dict) and len(raw) == 1 and "Query analysis" in raw:
        return "query_analysis"
    if isinstance(raw, dict) and "Tools" in raw:
        return "unwrapped"
    if isinstance(raw, dict) and "tool_calls" in raw:
        return "openai_message"
    return "name_arguments"
