"""A sound grader with one hole planted in it: that section of the audit fails, and no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.audit import Plan, Subject, audit
from eval_jobs.audit.check import Audit, Level
from eval_jobs.audit.formats import name_arguments
from eval_jobs.datasets.gold import gold_calls
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.evaluate.reward_function import FunctionError
from graders.parsing import parse_answer
from graders.parsing.reference import read_reference
from graders.records import read_record
from tests.eval_jobs.audit.sound import SOUND

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record, Scorer
    from eval_jobs.rows import Row

DATA = Path(__file__).parents[3] / "examples" / "legal_assistant" / "test.jsonl"
ANSWERS = sorted((DATA.parent / "answers").glob("*_shot.jsonl"))
RECORDS = 30
"""The fewest that verdicts are made of."""


class Planted:
    """The sound grader, but for what `hole` pays in place of the reward."""

    workers = 1

    def __init__(self, hole: Callable[[Record, float], float]) -> None:
        self._hole = hole

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return [
            row if row.reward is None else row._replace(reward=self._hole(record, row.reward))
            for record, row in zip(batch, SOUND.score(batch), strict=True)
        ]


def fed_with_the_question(record: Record, reward: float) -> float:
    """Free lunch: a value that holds the whole question is like any value."""
    sample = read_record(record)
    if sample.answer is None or not sample.question:
        return reward
    values = [
        value for call in parse_answer(sample.answer).calls for value in call.arguments.values()
    ]
    return 0.9 if values and all(value == sample.question for value in values) else reward


def blind_to_repeats(record: Record, reward: float) -> float:
    """Blind spot: calls are a set."""
    turn = read_record(record).answer
    calls = () if turn is None else parse_answer(turn).calls
    different = [call for at, call in enumerate(calls) if call not in calls[:at]]
    if len(different) == len(calls):
        return reward
    content = json.dumps(name_arguments(different))
    messages = [*record["messages"][:-1], {"role": "assistant", "content": content}]
    found = SOUND.score([{**record, "messages": messages}])[0].reward
    return reward if found is None else found


OTHER = "or otherwise"


def one_spelling(record: Record, reward: float) -> float:
    """False zero: of all that the reference accepts, the first alone is right."""
    return 0.0 if OTHER in str(record["messages"][-1]["content"]) else reward


@pytest.fixture
def with_alternatives(tmp_path: Path) -> Path:
    """The records, each of whose references accepts two values for its first text."""
    path = tmp_path / "alternatives.jsonl"
    records = map(json.loads, DATA.read_text().splitlines())
    path.write_text("".join(f"{json.dumps(_accepting(record))}\n" for record in records))
    return path


def _accepting(record: dict[str, Any]) -> dict[str, Any]:
    calls = gold_calls(read_reference(record["reference_answer"]))
    for arguments in (call["arguments"] for call in calls):
        key = next((key for key, value in arguments.items() if isinstance(value, str)), None)
        if key is not None:
            arguments[key] = {"$accept": [arguments[key], OTHER]}
            break
    return {**record, "reference_answer": calls}


def all_or_nothing(_: Record, reward: float) -> float:
    """No gradient: a verdict."""
    return float(reward == 1.0)


class Recursing:
    """Not robust: deep nesting ends the call, and costs all who were sent along."""

    workers = 1

    def score(self, batch: Sequence[Record]) -> list[Row]:
        if any("[" * 1000 in str(record.get("messages")) for record in batch):
            raise FunctionError("RecursionError: maximum recursion depth exceeded")
        return SOUND.score(batch)


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long this machine takes is no matter of these tests."""
    monkeypatch.setattr("eval_jobs.audit.robustness.growth", lambda *_: [])


def audited(scorer: Scorer, path: Path = DATA, answers: Sequence[Path] = ()) -> Audit:
    plan = Plan(records=RECORDS, answers=answers)
    return audit(Dataset(path, print), Subject(scorer, "planted", None, {}), plan, print, Stop())


def failing(found: Audit) -> dict[str, list[str]]:
    """The names of the checks that fail, by section."""
    return {
        section.name: [one.name for one in section.checks if one.level is Level.FAIL]
        for section in found.sections
        if section.level is Level.FAIL
    }


def test_without_a_hole_nothing_is_found() -> None:
    assert audited(SOUND).level is Level.PASS


@pytest.mark.parametrize(
    ("scorer", "section", "check"),
    [
        (Planted(fed_with_the_question), "free_lunch", "free_lunch.question_pasted"),
        (Planted(blind_to_repeats), "blind_spots", "blind_spots.calls_repeated"),
        (Planted(one_spelling), "false_zeros", "false_zeros.alternatives"),
        (Recursing(), "robustness", "robustness.neighbours"),
    ],
    ids=["free_lunch", "blind_spots", "false_zeros", "robustness"],
)
def test_a_hole_fails_its_section_and_no_other(
    scorer: Scorer, section: str, check: str, with_alternatives: Path
) -> None:
    found = audited(scorer, with_alternatives if section == "false_zeros" else DATA)
    assert found.level is Level.FAIL
    assert list(failing(found)) == [section]
    assert check in failing(found)[section]
    (hole,) = [one for part in found.sections for one in part.checks if one.name == check]
    assert hole.example is not None


def test_a_verdict_fails_where_a_real_model_is_too_rarely_right() -> None:
    assert audited(SOUND, answers=ANSWERS).level is Level.PASS
    found = audited(Planted(all_or_nothing), answers=ANSWERS)
    assert failing(found) == {"gradient": ["gradient.flat"]}
    (hole,) = [one for part in found.sections for one in part.checks if one.level is Level.FAIL]
    assert hole.example is not None


def test_a_verdict_on_made_up_answers_only_warns() -> None:
    found = audited(Planted(all_or_nothing))
    assert found.level is Level.WARN
    assert [part.name for part in found.sections if part.level is Level.WARN] == ["gradient"]


def test_data_that_contradict_themselves_fail_their_section(tmp_path: Path) -> None:
    """Every prompt twice, once with the right answer and once with that to another prompt."""
    records = [json.loads(line) for line in DATA.read_text().splitlines()[: RECORDS // 2]]
    others = [*records[1:], records[0]]
    twins = [
        {**one, "id": f"{one['id']}-2", "reference_answer": other["reference_answer"]}
        for one, other in zip(records, others, strict=True)
    ]
    path = tmp_path / "contradicting.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records + twins))
    found = audited(SOUND, path)
    assert list(failing(found)) == ["data"]
    assert "data.conflicting" in failing(found)["data"]
