"""Records of every caller, read into samples: one file of this package is one record format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from graders.records import chat, custom_metrics, prompt_completion, sagemaker_eval, verl
from graders.records.error import UnknownRecordError

if TYPE_CHECKING:
    from graders.sample import JSON, Sample

__all__ = ["UnknownRecordError", "is_record", "read_record"]


class RecordFormat(Protocol):
    """What each module here offers."""

    SHAPE: str

    def matches(self, record: dict[str, JSON]) -> bool:
        """Whether the record has the keys that make it one of this format."""

    def read(self, record: dict[str, JSON]) -> Sample:
        """The sample in a record that matches; `UnknownRecordError` if its values do not fit."""


FORMATS: Final[tuple[RecordFormat, ...]] = (
    chat,
    verl,  # before prompt_completion: it has a prompt too, and more
    prompt_completion,
    sagemaker_eval,
    custom_metrics,
)


def is_record(value: JSON) -> bool:
    """Whether `read_record` knows a format for this value."""
    return isinstance(value, dict) and any(form.matches(value) for form in FORMATS)


def read_record(record: JSON) -> Sample:
    """One JSON record of any caller as a `Sample`; the record is never changed.

    A dataset row that no model has answered yet has `answer=None`; a record without a reference
    has `reference=MISSING`. Raises `UnknownRecordError` where no format fits.
    """
    if not isinstance(record, dict):
        raise UnknownRecordError(f"a record is a JSON object, this is {type(record).__name__}")
    for form in FORMATS:
        if form.matches(record):
            return form.read(record)
    keys = ", ".join(repr(key[:40]) for key in list(record)[:10]) or "none"
    shapes = "; ".join(form.SHAPE for form in FORMATS)
    raise UnknownRecordError(f"no known record has these keys: {keys}. Known: {shapes}")
