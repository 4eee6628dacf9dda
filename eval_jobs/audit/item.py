"""A record of the dataset, made ready to be answered on purpose, right and wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.audit.formats import STATED, text
from eval_jobs.audit.forms import PLAIN, form_of
from eval_jobs.datasets.answers import answered
from eval_jobs.datasets.gold import gold_calls
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.records import UnknownRecordError, read_record
from graders.records.content import gold_of, read_message
from graders.sample import JSON, MISSING, Reference, ToolCall
from graders.toolbox import Toolbox

if TYPE_CHECKING:
    from eval_jobs.evaluate.questions import Question

ROLES: Final = ("assistant", "nova_assistant")
GEN_QA: Final = frozenset({"query", "response"})
NO_MESSAGES: Final = (
    "records of gen_qa hold no messages and no tools; audit the RFT file that they were made of, "
    'or make one: jq -c \'{messages: [{role: "user", content: .query}], '
    "reference_answer: .response}' gen_qa.jsonl > rft.jsonl"
)


class Item(NamedTuple):
    """One record that can be audited: its prompt, and the calls that its reference expects.

    `record` is as sent, with a prompt only: a model's turn at its end is taken off, and is the
    reference of a record that has no other. `calls` are the expected calls, each value the first
    that is accepted; empty where none is expected. `reference` has all that is accepted.
    `toolbox` has the tools that the record offers, None when it offers none. `form` is the name of
    the format in which `answer` writes calls: that of its reference, unless the grader pays more
    for another one.
    """

    id: str
    record: Mapping[str, Any]
    question: str
    raw: Any
    reference: Reference
    calls: tuple[ToolCall, ...]
    toolbox: Toolbox | None
    form: str = PLAIN

    def answer(self, calls: Sequence[ToolCall]) -> str:
        """The text of a model that makes these calls."""
        return text(self.form, calls, self.stated)

    @property
    def stated(self) -> Mapping[str, JSON]:
        """What the formats that state more than calls state beside them."""
        fields = self.reference.fields
        return {key: fields.get(key, value) for key, value in STATED.items()}

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
            yield question, NO_MESSAGES if question.record.keys() >= GEN_QA else question.error
            continue
        try:
            yield question, _item(question)
        except (UnknownRecordError, MalformedReferenceError) as error:
            yield question, str(error)


def _item(question: Question) -> Item:
    record = _prompt(question.record)
    sample = read_record(record)
    if sample.reference is MISSING:
        raise MalformedReferenceError("the record has no reference answer")
    reference = read_reference(sample.reference)
    if reference.groups is None:
        raise MalformedReferenceError("the reference does not say which calls it expects")
    calls = tuple(ToolCall(call["name"], call["arguments"]) for call in gold_calls(reference))
    return Item(
        question.id,
        record,
        sample.question,
        sample.reference,
        reference,
        calls,
        Toolbox(sample.tools) if sample.tools else None,
        form_of(sample.reference),
    )


def _prompt(record: dict[str, Any]) -> dict[str, Any]:
    """The record without the model's turn at its end, which SFT has in place of a reference."""
    messages = list(record["messages"])
    if not (messages and isinstance(messages[-1], dict) and messages[-1].get("role") in ROLES):
        return record
    gold = messages.pop()
    prompt = {**record, "messages": messages}
    if read_record(prompt).reference is MISSING:
        prompt["reference_answer"] = gold_of(read_message(gold))
    return prompt
