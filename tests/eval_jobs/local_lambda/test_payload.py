from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.local_lambda.errors import (
    InvalidContentError,
    InvalidParameterError,
    TooLargeError,
)
from eval_jobs.local_lambda.payload import MAX_BYTES, check_size, checked

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
)


@given(JSON)
def test_json_passes_byte_for_byte(value: object) -> None:
    payload = json.dumps(value).encode()
    assert checked(payload, "RequestResponse") is payload


def test_no_payload_is_an_empty_object() -> None:
    assert checked(b"", "Event") == b"{}"


def test_an_integer_of_5000_digits_is_json() -> None:
    assert checked(b"9" * 5000, "RequestResponse") == b"9" * 5000


@pytest.mark.parametrize(
    "payload", [b"x", b"{'a': 1}", b" ", b"NaN", b"[Infinity]", b"\xff", b"\xef\xbb\xbf1",
                b"[" * 100_000, b'{"a": 1} 2']
)  # fmt: skip
def test_what_is_not_json_is_refused(payload: bytes) -> None:
    with pytest.raises(InvalidContentError, match="Could not parse request body into json"):
        checked(payload, "RequestResponse")


@pytest.mark.parametrize("kind", MAX_BYTES)
def test_the_limit_itself_is_allowed(kind: str) -> None:
    check_size(MAX_BYTES[kind], kind)
    with pytest.raises(TooLargeError, match=rf"{MAX_BYTES[kind] + 1} byte payload .* {kind} "):
        check_size(MAX_BYTES[kind] + 1, kind)


def test_limits_are_those_of_lambda() -> None:
    assert MAX_BYTES == {"RequestResponse": 6 * 2**20, "DryRun": 6 * 2**20, "Event": 2**20}


def test_an_unknown_type_lists_the_known_ones() -> None:
    with pytest.raises(InvalidParameterError, match="'Later' is none of RequestResponse, DryRun"):
        check_size(1, "Later")
