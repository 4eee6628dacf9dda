"""What Lambda accepts as a payload: JSON, of a size that depends on the invocation type."""

from __future__ import annotations

import json
from typing import Final, NoReturn

from eval_jobs.local_lambda.errors import (
    InvalidContentError,
    InvalidParameterError,
    TooLargeError,
)

MAX_BYTES: Final = {"RequestResponse": 6_291_456, "DryRun": 6_291_456, "Event": 1_048_576}
"""The largest payload, by invocation type."""


def size_limit(invocation_type: str) -> int:
    """The largest payload in bytes; `InvalidParameterError` if there is no such type."""
    try:
        return MAX_BYTES[invocation_type]
    except KeyError:
        raise InvalidParameterError(
            f"invocation type {invocation_type!r} is none of {', '.join(MAX_BYTES)}"
        ) from None


def check_size(size: int, invocation_type: str) -> None:
    """Raise `TooLargeError` if a payload of `size` bytes is over the limit of its type."""
    limit = size_limit(invocation_type)
    if size > limit:
        raise TooLargeError(
            f"{size} byte payload is too large for the {invocation_type} invocation type "
            f"(limit {limit} bytes)"
        )


def checked(payload: bytes, invocation_type: str) -> bytes:
    """`payload` as the function gets it: JSON, and `{}` if there is none.

    Raises `TooLargeError` or `InvalidContentError`.
    """
    check_size(len(payload), invocation_type)
    try:
        json.loads(payload.decode(), parse_constant=_refuse, parse_int=float)
    except (ValueError, RecursionError) as error:
        if not payload:
            return b"{}"
        raise InvalidContentError(f"Could not parse request body into json: {error}") from None
    return payload


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
