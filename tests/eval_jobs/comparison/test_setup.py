from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.comparison.setup import differences_in_setup, differences_in_version, unknown_setup
from tests.eval_jobs.comparison.made import run

if TYPE_CHECKING:
    from eval_jobs.run import Run

MADE: dict[str, Any] = {
    "toolgrade": "0.1.0",
    "grader": "tool_call",
    "config": {"preset": "default", "weights": {"exact_match": 1.0}},
    "dataset": {"path": "d.jsonl", "sha256": "0123456789abcdef" * 4},
    "versions": {"python": "3.11.2", "graders": "aa" * 32},
    "start": "now",
}


def made(name: str, configuration: dict[str, Any]) -> Run:
    return run(name, ["a"], [1])._replace(configuration=configuration)


def test_runs_made_alike_differ_in_nothing() -> None:
    runs = [made(name, {**MADE, "start": name}) for name in "xyz"]
    assert differences_in_setup(runs) == []
    assert differences_in_version(runs) == []


def test_every_difference_is_named_with_its_values_and_runs() -> None:
    other = {
        "toolgrade": "0.2.0",
        "grader": "exact_match",
        "config": {"preset": "default", "weights": {"tool_selection": 1.0}},
        "dataset": {"sha256": "f" * 64},
        "versions": {"python": "3.13.1", "graders": "bb" * 32},
    }
    runs = [
        made("one", MADE),
        made("two", other),
        made("three", MADE),
    ]
    assert differences_in_setup(runs) == [
        "dataset, by its fingerprint: 0123456789ab in one, three; ffffffffffff in two",
        "grader: tool_call in one, three; exact_match in two",
        'grading, weights: {"exact_match": 1.0} in one, three; {"tool_selection": 1.0} in two',
    ]
    assert differences_in_version(runs) == [
        "toolgrade: 0.1.0 in one, three; 0.2.0 in two",
        "code of the graders: aaaaaaaaaaaa in one, three; bbbbbbbbbbbb in two",
    ]


def test_a_run_without_configuration_is_compared_by_its_samples() -> None:
    runs = [made("made", MADE), run("aws", ["a"], [1])]
    assert differences_in_setup(runs) == []
    assert unknown_setup(runs) == [
        "how aws was graded did not come with it, and may differ from made"
    ]
    assert unknown_setup(runs[:1]) == unknown_setup(runs[1:]) == []


def test_without_configuration_other_metrics_tell_of_another_grader() -> None:
    aws = run("aws", ["a"], [1])
    assert aws.samples is not None
    other = aws._replace(
        name="other", samples=aws.samples._replace(metrics={"overall": aws.samples.reward})
    )
    (told,) = differences_in_setup([aws, other])
    assert told.startswith("metrics: ")


def test_the_same_id_with_another_prompt_or_reference_is_told() -> None:
    ids = ["a", "b", "c", "d"]
    one = run("one", ids, [1] * 4, references="rrrr")
    edited = ["prompt of a", "edited", "prompt of c", "prompt of d"]
    two = run("two", ids, [1] * 4, prompts=edited, references="rrsr")
    assert differences_in_setup([one, one._replace(name="same"), two]) == [
        "2 samples have another prompt or reference in two than in one, such as b"
    ]


def test_replaced_ids_are_no_difference() -> None:
    one = run("one", ["a", "b"], [1, 1], prompts="AB", references="rr")
    two = run("two", ["unknown-1", "unknown-2"], [1, 1], prompts="BA", references="rr")
    assert differences_in_setup([one, two]) == []
