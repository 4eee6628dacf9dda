from __future__ import annotations

import pytest

from benchmarks.peers.expectations import own
from benchmarks.peers.situations import EXPECTATIONS, NOTHING, Expectation

IDS = [f"{one.peer}: {one.what}" for one in EXPECTATIONS]


@pytest.mark.parametrize("situation", EXPECTATIONS, ids=IDS)
def test_a_situation_of_a_peers_test_is_worth_what_the_table_says(situation: Expectation) -> None:
    reward = own(situation)
    assert reward is not None
    if situation.here == "all":
        assert reward == 1
    elif situation.here == "nothing":
        assert reward <= NOTHING
    else:
        assert NOTHING < reward < 1


@pytest.mark.parametrize("situation", EXPECTATIONS, ids=IDS)
def test_what_differs_from_the_peer_says_why(situation: Expectation) -> None:
    same = {"all": 1, "nothing": 0, "part": None}[situation.here] == situation.there
    assert bool(situation.why) is not same


def test_no_situation_stands_there_twice() -> None:
    assert len(set(IDS)) == len(EXPECTATIONS)
