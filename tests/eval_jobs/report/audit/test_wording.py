from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.check import Bar, Check, Unit
from eval_jobs.report.audit.wording import (
    bar,
    crossed,
    excerpt,
    graded_by,
    notes,
    parting,
    scope,
    value,
    verdict,
)
from tests.support import audits


def check(
    number: float | None, unit: Unit = "reward", warn: float = 0.2, fail: float = 0.25
) -> Check:
    return Check("a.b", Bar("t", unit, "above", warn, fail, "", ""), number, 1)


@given(
    number=st.floats(0, 2),
    limit=st.sampled_from([0.0, 0.05, 0.25, 0.5, 1.0]),
    unit=st.sampled_from(["reward", "share", "ratio"]),
)
def test_a_figure_shows_on_which_side_of_its_bar_it_is(
    number: float, limit: float, unit: Unit
) -> None:
    found = check(number, unit, limit, limit)
    text = value(found)
    shown = float(text.removesuffix("%")) / (100 if unit == "share" else 1)
    assert shown == pytest.approx(number, abs=6e-4, rel=6e-3)
    if abs(number - limit) > 1e-6:
        assert (shown > limit) == (number > limit)


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (0.5104, "reward", "0.510"),
        (0.25004, "reward", "0.25004"),
        (0.0004, "share", "0.04%"),
        (1.0, "share", "100%"),
        (1234.0, "count", "1,234"),
        (1.5, "count", "1.500"),
        (1.0321, "ratio", "1.032"),
        (None, "share", ""),
    ],
)
def test_every_unit_is_said(number: float | None, unit: Unit, text: str) -> None:
    assert value(check(number, unit)) == text


def test_a_bar_says_which_side_is_good() -> None:
    low = Bar("t", "share", "below", 0.98, 0.95, "", "")
    assert bar(low, low.fail) == ">= 95%"
    assert bar(audits.bar("t"), 0.25) == "<= 0.25"
    assert [crossed(check(number)) for number in (0.1, 0.22, 0.3)] == [
        *("<= 0.2", "<= 0.2", "<= 0.25"),
    ]


def test_the_verdict_counts() -> None:
    assert verdict(audits.passing().audit) == "Of 6 checks, none fails or warns."
    said = "Of 10 checks, 3 fail and 1 warns; 1 could not be measured."
    assert verdict(audits.mixed().audit) == said


def test_a_verdict_on_few_checks_says_so() -> None:
    audit = audits.passing().audit
    blank = [
        section._replace(checks=[one._replace(value=None) for one in section.checks])
        for section in audit.sections[1:]
    ]
    said = verdict(audit._replace(sections=[audit.sections[0], *blank]))
    assert said.endswith(" could be measured, so this says little.")


def test_a_sample_of_the_records_is_said() -> None:
    assert scope(audits.passing().audit) == "208 records; 12,345 answers paid for."
    said = "1,000 of 5,000 records, drawn with seed 0; 12,345 answers paid for."
    assert scope(audits.mixed().audit) == said


def test_the_grader_is_named_with_its_function_unless_that_is_all_that_is_known() -> None:
    audit = audits.passing().audit
    assert graded_by(audit) == "tool_call"
    assert graded_by(audit._replace(function="SageMaker-reward")) == "tool_call in SageMaker-reward"
    foreign = audit._replace(grader="theirs", function="theirs", configuration={})
    assert graded_by(foreign) == "theirs"
    other = audit._replace(configuration={"preset": "nova-workshop"}, function="f")
    assert graded_by(other) == "tool_call (nova-workshop) in f"


def test_failed_calls_are_noted_and_not_all_of_them() -> None:
    audit = audits.passing().audit
    assert notes(audit) == []
    assert notes(audit._replace(notes=["It pays 0..10."]))[0] == "It pays 0..10."
    many = notes(audit._replace(failures=["a", "b", "c", "d", "e"]))
    assert len(many) == 4
    assert many[0].endswith(": a")
    assert many[-1] == "2 more such messages."


def test_an_excerpt_shows_the_place_that_matters() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    assert excerpt(text, 100) == "x" * 100 + "…"
    shown = excerpt(text, 100, text.index("HERE"))
    assert "HERE" in shown
    assert shown.startswith("…x")
    assert shown.endswith("y…")
    assert len(shown) == 102
    assert excerpt("short", 100, 5) == "short"
    assert excerpt("x" * 500, 100, 499) == "…" + "x" * 100
    assert excerpt("a\n\x1b", 10) == r"a\n\x1b"


def test_texts_part_where_they_begin_to_differ_as_shown() -> None:
    assert parting("abc", "abd") == 2
    assert parting("\nb", "\nc") == 2
    assert parting("same", "same") == 4
