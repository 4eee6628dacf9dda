from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from sklearn.preprocessing import MultiLabelBinarizer

from eval_jobs.metrics.measure import measure
from graders import GradingConfig
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Labels

FIELD = GradingConfig(field="kind")
LABEL = st.sampled_from(["a", "b", "c", "d"])
LABELS = st.lists(LABEL, unique=True, max_size=3)


def labels(pairs: list[tuple[Any, Any]]) -> Labels:
    """The figures for answers and references with these labels under `kind`."""
    records = [record({"kind": given}, {"kind": wanted}) for given, wanted in pairs]
    found = measure(run_of(records, FIELD, "field_match"), FIELD).labels
    assert found is not None
    return found


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=12))
def test_many_labels_agree_with_scikit_learn(pairs: list[tuple[Any, Any]]) -> None:
    names = sorted({label for pair in pairs for one in pair for label in one})
    found = labels(pairs)
    if not names:
        assert (found.micro.f1, found.macro_f1, found.by_label) == (None, None, {})
        return
    binarizer = MultiLabelBinarizer(classes=["a", "b", "c", "d"])
    of = {"labels": [binarizer.classes.index(name) for name in names]}
    given, wanted = (binarizer.fit_transform(one) for one in zip(*pairs, strict=True))
    assert found.micro.f1 == pytest.approx(f1_score(wanted, given, average="micro", **of))
    assert found.macro_f1 == pytest.approx(f1_score(wanted, given, average="macro", **of))
    by_label = [found.by_label[name].f1 for name in names]
    assert np.allclose(np.array(by_label, dtype=float), f1_score(wanted, given, average=None, **of))


@given(st.lists(st.tuples(LABEL, LABEL), min_size=1, max_size=12))
def test_single_labels_agree_with_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    given, wanted = zip(*pairs, strict=True)
    found = labels(pairs)
    assert found.micro.f1 == pytest.approx(f1_score(wanted, given, average="micro"))
    assert found.macro_f1 == pytest.approx(f1_score(wanted, given, average="macro"))


@given(st.lists(st.tuples(st.lists(LABEL, max_size=4), LABELS), min_size=1, max_size=8))
def test_the_counts_are_those_of_field_match(pairs: list[tuple[Any, Any]]) -> None:
    records = [record({"kind": given}, {"kind": wanted}) for given, wanted in pairs]
    run = run_of(records, FIELD, "field_match")
    assert run.samples is not None
    counts = {name: int(values.sum()) for name, values in run.samples.metrics.items()}
    micro = labels(pairs).micro
    assert micro.hits == counts["field_true_positive_count"]
    assert micro.predicted - micro.hits == counts["field_false_positive_count"]
    assert micro.support - micro.hits == counts["field_false_negative_count"]


def test_every_object_with_the_field_counts_and_others_do_not() -> None:
    answer = '{"kind": "a"} or rather {"kind": "b"}, {"other": "c"}'
    run = run_of([record(answer, {"kind": "a"})], FIELD, "field_match")
    found = measure(run, FIELD).labels
    assert found is not None
    assert found.micro == pytest.approx((0.5, 1.0, 2 / 3, 1, 2, 1))


def test_labels_keep_their_types_and_read_as_plain_text() -> None:
    found = labels([("x", "x"), (True, True), ("true", "true"), (1, 1), ({"b": 1}, "x")])
    assert [*found.by_label] == ["x", '"true"', "1", "true", '{"b": 1}']
    assert found.by_label["true"].support == 1


def test_by_default_the_field_is_the_type_of_the_question() -> None:
    answer = {"Query analysis": {"Type": ["x", "y"], "Tools": [{"Tool": "a"}]}}
    records = [record(json.dumps(answer), answer), record(calls("a"), calls("a"))]
    found = measure(run_of(records), CONFIG).labels
    assert found is not None
    assert (found.field, found.micro.support, found.macro_f1) == ("Type", 2, 1.0)


def test_without_the_field_in_any_reference_there_are_no_labels() -> None:
    assert measure(run_of([record({"Type": "x"}, calls("a"))]), CONFIG).labels is None
