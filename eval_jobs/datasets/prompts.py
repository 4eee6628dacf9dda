"""What a record asks, as words: what two records are compared by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from eval_jobs.datasets.canonical import canonical_json
from eval_jobs.models.conversation import read_conversation
from eval_jobs.models.model import RequestError
from graders.records import UnknownRecordError, read_record

NEAR: Final = 0.7
"""Share of runs of words in common from which two prompts count as nearly the same."""

_WORD: Final = re.compile(r"\w+")


def prompt_of(record: Mapping[str, Any]) -> str:
    """The text of the prompt: all turns before the gold one, without what the system says.

    ValueError where the record has no prompt that can be read.
    """
    try:
        if "messages" in record:
            turns = read_conversation(record).turns
            outcomes = [outcome.text for turn in turns for outcome in turn.outcomes]
            text = "\n".join([*(turn.text for turn in turns), *outcomes])
        else:
            text = read_record(dict(record)).question
    except (RequestError, UnknownRecordError) as error:
        raise ValueError(str(error)) from error
    if not text.strip():
        raise ValueError("there is no prompt")
    return text


def seen_of(record: Mapping[str, Any]) -> str:
    """All that a model sees of a record with messages, as a text that equal prompts share.

    UnknownRecordError where the record cannot be read, ValueError where it is nested too deep.
    """
    tools = read_record(dict(record)).tools
    return canonical_json([record.get("system"), record["messages"], tools])


def words_of(text: str) -> list[str]:
    """The words, without case and marks; of a text without words, the text itself."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return _WORD.findall(normal) or [normal.strip()]
