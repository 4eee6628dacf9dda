"""What is wrong with one answer, in kinds that people can filter by."""

from __future__ import annotations

from typing import Final, NamedTuple

KINDS: Final = {
    "unscored": "could not be graded",
    "unreadable": "the answer could not be read as calls",
    "damaged": "the answer's JSON had to be mended",
    "missed": "a call was expected and none was made",
    "needless": "no call was expected and one was made",
    "wrong_tool": "another tool was called than the expected one",
    "invented_tool": "a tool was called that is not offered",
    "missing_call": "an expected call is missing",
    "extra_call": "a call was made that is not expected",
    "wrong_order": "the calls are right, their order is not",
    "missing_parameter": "an expected parameter is missing",
    "extra_parameter": "a parameter was given that is not expected",
    "wrong_value": "a parameter has the wrong value",
}
"""Every kind of error, and what it means."""


class Diagnosis(NamedTuple):
    """The kinds of error of one answer, in the order of KINDS; none when it is fully right.

    `slices` are the record's fields that results can be filtered by.
    """

    kinds: tuple[str, ...]
    slices: dict[str, str]
