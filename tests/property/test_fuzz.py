"""At least 50,000 generated answers and events: none raises, none is lost, every score is one.

Seeded `random` and not hypothesis: shrinking is not what 50,000 examples a minute need.
"""

from __future__ import annotations

import copy
import json
import math
import random
from pathlib import Path
from typing import Any, Final

import pytest

from eval_jobs.audit.formats import answers, converse_blocks, openai_items, references
from eval_jobs.audit.hostile import REPEATED
from graders import Turn
from graders.parsing import parse_answer
from reward_service import handlers
from reward_service.contracts import UnknownEventError
from reward_service.results import echo
from tests.support.grading import call, text

ANSWERS, EVENTS = 40_000, 12_000
BATCH: Final = 64
GOLD: Final = [call("search", query="tender offer", limit=5), call("read", path="a/b", deep=True)]
REFERENCES: Final = list(references(GOLD).values())
CORPUS: Final = [turn.text for turn in answers(GOLD).values() if turn.text]
CALLS: Final = [*openai_items(GOLD), *converse_blocks(GOLD), None, 7, "f", [], {}]
ALPHABET: Final = "[]{}()\"'\\:,=<>/|`\n abf01.-_éß\ud800\udc00\x00\u2028"
JUNK: Final[list[Any]] = [
    *(None, True, False, 0, -1, 5, 10**30, 1.5, math.nan, math.inf, "", "text", "\ud800", "null"),
    *([], [[]], [None], {}, {"text": None}, {"text": "x"}, {"role": "assistant"}, [{"text": 5}]),
    *("assistant", [{"role": "assistant", "content": 5}], {"toolUse": None}, {"$accept": []}),
]
KEPT: Final = {
    "id": "control",
    "messages": [{"role": "assistant", "content": text(GOLD)}],
    "reference_answer": REFERENCES[0],
}
"""A right answer in every batch: whatever its neighbours are, it scores 1."""
PATHS: Final = sorted((Path(__file__).parents[2] / "events").glob("*.json"))
SAVED: Final = [json.loads(path.read_text(encoding="utf-8")) for path in PATHS]


def mutated(chance: random.Random, answer: str) -> str:
    """An answer of the corpus, hurt in one to four places, or nothing but noise."""
    if chance.random() < 0.1:
        return "".join(chance.choices(ALPHABET, k=chance.randrange(120)))
    if chance.random() < 0.05:
        return chance.choice(REPEATED) * chance.randrange(100)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(answer) + 1)
        end = min(len(answer), start + chance.choice((0, 1, 1, 3, 20)))
        other = chance.choice(CORPUS)
        piece = chance.choice(
            (
                "",
                chance.choice(ALPHABET),
                chance.choice(REPEATED),
                answer[start:end] * 2,
                other[chance.randrange(len(other)) :][: chance.randrange(40)],
                bytes(chance.choices(range(256), k=6)).decode("utf-8", "surrogateescape"),
            )
        )
        answer = answer[:start] + piece + answer[end:]
    return answer


def damaged(chance: random.Random, value: Any) -> Any:
    """A JSON value with junk in the place of one of its parts, whichever it is."""
    if chance.random() < 0.2 or not value or not isinstance(value, dict | list):
        return copy.copy(chance.choice(JUNK))
    copied = copy.copy(value)
    key = chance.choice(list(copied) if isinstance(copied, dict) else range(len(copied)))
    action = chance.random()
    if action < 0.1:
        del copied[key]
    else:
        copied[key] = damaged(chance, copied[key])
    return copied


def check_items(items: Any, records: list[Any]) -> None:
    """One item per record, in order, with a finite reward; and a response that JSON can carry."""
    expected = [
        echo(record.get("id") if isinstance(record, dict) else None, index)
        for index, record in enumerate(records)
    ]
    assert [item["id"] for item in items] == expected
    names = [metric["name"] for metric in items[0]["metrics_list"]]
    for item in items:
        assert 0.0 <= item["aggregate_reward_score"] <= 1.0
        assert [metric["name"] for metric in item["metrics_list"]] == names
        graded = item["metrics_list"][0]["value"]
        assert graded == ("error_code" not in item)
        assert graded or item["aggregate_reward_score"] == 0.0
        assert item.get("error_code") != "grader_error", item
    json.dumps(items, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize("seed", range(4))
def test_no_answer_raises_and_none_is_lost(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # seeded on purpose, no secret
    for start in range(0, ANSWERS // 4, BATCH):
        records: list[Any] = [KEPT]
        for index in range(BATCH):
            answer = mutated(chance, chance.choice(CORPUS))
            message: dict[str, Any] = {"role": "assistant", "content": answer}
            if chance.random() < 0.1:
                message["tool_calls"] = [damaged(chance, chance.choice(CALLS))]
            reference = chance.choice(REFERENCES)
            if chance.random() < 0.2:
                reference = mutated(chance, chance.choice(CORPUS))
            elif chance.random() < 0.2:
                reference = damaged(chance, reference)
            records.append(
                {"id": f"s{start + index}", "messages": [message], "reference_answer": reference}
            )
        items = handlers.reward(records, {})
        check_items(items, records)
        assert items[0]["aggregate_reward_score"] == 1.0
    parsed = parse_answer(Turn(answer))
    assert all(0.0 <= piece.quality <= 1.0 for piece in parsed.pieces)


@pytest.mark.parametrize("seed", range(4))
def test_no_record_raises_and_none_is_lost(seed: int) -> None:
    """Junk in every place of the events of every caller, between records that are sound."""
    chance = random.Random(seed)  # noqa: S311  # seeded on purpose, no secret
    known = [
        record for event in SAVED for record in (event if isinstance(event, list) else [event])
    ]
    for _ in range(EVENTS // 4 // 16):
        batch = [damaged(chance, chance.choice(known)) for _ in range(16)]
        batch.insert(chance.randrange(len(batch)), KEPT)
        kept = batch.index(KEPT)
        for items in (
            handlers.reward(batch, {}),
            json.loads(handlers.open_weight_reward({"trajectories": batch}, {})["body"]),
            handlers.nova_scorer(batch, {})["body"],
        ):
            check_items(items, batch)
            assert items[kept]["aggregate_reward_score"] == 1.0


@pytest.mark.parametrize("seed", range(2))
def test_an_event_is_answered_or_refused_by_name(seed: int) -> None:
    """Whole events, damaged: `UnknownEventError` is the one error that a caller may see."""
    chance = random.Random(seed)  # noqa: S311  # seeded on purpose, no secret
    entry_points = (
        handlers.reward,
        handlers.open_weight_reward,
        handlers.nova_scorer,
        handlers.nova_metrics,
    )
    answered = refused = 0
    for _ in range(1_000):
        event = damaged(chance, chance.choice(SAVED))
        for handler in entry_points:
            try:
                json.dumps(handler(event, {}))
                answered += 1
            except UnknownEventError as error:
                refused += len(str(error)) < 1_000  # a message, and not the event again
    assert answered + refused == 4 * 1_000
    assert min(answered, refused) > 100
