"""What was asked, wanted and answered as texts that any file can hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from graders import MISSING
from graders.records import UnknownRecordError, read_record
from graders.records.content import text_of

UNSCORED: Final = "unscored"
"""The code of a row that does not say what left it unscored."""


def code_text(value: Any) -> str | None:
    """What left a sample unscored: a text as it is, `UNSCORED` for anything else that is said."""
    return as_text(value) if isinstance(value, str) else UNSCORED if value else None


def as_text(value: Any) -> str:
    """The value itself if it is a text, else its JSON; lone surrogates are escaped."""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def prompt_of(record: Mapping[str, Any]) -> str:
    """All that the model was asked, turn after turn."""
    messages = record.get("messages")
    if isinstance(messages, list):
        turns = [turn.get("content") for turn in messages if isinstance(turn, dict)]
    else:
        turns = [record[key] for key in ("system", "query", "prompt") if key in record]
    return as_text("\n\n".join(filter(None, map(text_of, turns))))


def reference_text(record: Mapping[str, Any]) -> str | None:
    """What the answer should be; None where the record does not say."""
    try:
        reference = read_record(record).reference
    except UnknownRecordError:
        return None
    return None if reference is MISSING else as_text(reference)
