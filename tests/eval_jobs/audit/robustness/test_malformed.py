from __future__ import annotations

import json

from eval_jobs.audit.robustness.malformed import malformed
from eval_jobs.evaluate.reward_function import MAX_BYTES
from tests.eval_jobs.audit.robustness.broken import ITEMS
from tests.eval_jobs.audit.sound import SOUND


def test_each_can_be_sent_with_others_in_one_call() -> None:
    samples = list(malformed(ITEMS[0]))
    assert len({one.name for one in samples}) == len(samples) > 40
    assert max(len(json.dumps(one.record)) for one in samples) < MAX_BYTES / 4


def test_none_is_worth_anything() -> None:
    for _, name, record, worthless in malformed(ITEMS[0]):
        assert worthless
        (row,) = SOUND.score([{**record, "id": name}])
        assert (row.reward or 0.0) <= 0.1, name


def test_the_item_stays_as_it_is() -> None:
    before = json.dumps(ITEMS[0].record)
    assert all(one.record for one in malformed(ITEMS[0]) if one.name != "nothing but an id")
    assert json.dumps(ITEMS[0].record) == before
