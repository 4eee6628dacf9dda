from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs.names import LENGTH, job_name

NOW = datetime(2026, 8, 1, 10, 15, 0, tzinfo=UTC)
SAGEMAKER = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
CUSTOM_MODEL = re.compile(r"([0-9a-zA-Z][_-]?){1,63}")
TOKENS = st.from_regex(r"[a-z0-9]{1,16}", fullmatch=True)


def test_a_name_says_what_when_and_which() -> None:
    assert job_name("agents-rft", NOW, "a1b2c3") == "agents-rft-20260801-101500-a1b2c3"


@given(st.text(max_size=100), st.datetimes(timezones=st.just(UTC)), TOKENS)
def test_every_name_is_one_that_the_services_take(base: str, now: datetime, token: str) -> None:
    name = job_name(base, now, token)
    assert len(name) <= LENGTH
    assert SAGEMAKER.fullmatch(name)
    assert CUSTOM_MODEL.fullmatch(name)


@given(st.text(max_size=100), TOKENS, TOKENS)
def test_two_launches_of_the_same_second_differ(base: str, one: str, other: str) -> None:
    assert (job_name(base, NOW, one) == job_name(base, NOW, other)) is (one == other)


def test_time_is_in_utc() -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    assert job_name("a", tokyo, "x") == job_name("a", NOW, "x")


@pytest.mark.parametrize("base", ["", "---", "__", "\N{CJK UNIFIED IDEOGRAPH-4E2D}"])
def test_a_base_without_letters_still_has_a_name(base: str) -> None:
    assert job_name(base, NOW, "x") == "job-20260801-101500-x"


def test_nothing_is_left_of_where_a_long_base_was_cut() -> None:
    base = "a" * 44 + "-b"
    assert job_name(base, NOW, "a") == "a" * 44 + "-20260801-101500-a"


@pytest.mark.parametrize("token", ["", "A", "a_b", "a-b", "a" * 17])
def test_a_token_that_would_have_to_be_changed_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="a token is 1 to 16"):
        job_name("a", NOW, token)
