"""Digests of prompts and references: the same wherever a run of the dataset was made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from graders import MISSING
from graders.records import UnknownRecordError, read_record

PROMPT_KEYS: Final = ("system", "messages", "prompt", "query")
CHANGED_BY_TABLES: Final = ("null", ".0", "e+")
"""JSON without any of these is canonical: it has no null and no whole float."""


def prompt_digest(record: Mapping[str, Any]) -> str:
    """The digest of all that the model was asked, by the record without its answer."""
    return _digest({key: record[key] for key in PROMPT_KEYS if key in record})


def reference_digest(record: Mapping[str, Any]) -> str:
    """The digest of what the answer should be; that of null where the record does not say."""
    try:
        reference = read_record(record).reference
    except UnknownRecordError:
        reference = MISSING
    return _digest(None if reference is MISSING else reference)


def _digest(value: Any) -> str:
    """16 hexadecimal digits of the canonical JSON."""
    try:
        text = json.dumps(value, sort_keys=True, default=str)
        if any(mark in text for mark in CHANGED_BY_TABLES):
            text = json.dumps(_canonical(value), sort_keys=True, default=str)
    except RecursionError:
        text = "nested too deeply"
    return blake2b(text.encode("ascii"), digest_size=8).hexdigest()


def _canonical(value: Any) -> Any:
    """Without what tables do to JSON: null for an absent key, 5.0 for 5."""
    if isinstance(value, dict):
        return {str(k): _canonical(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
