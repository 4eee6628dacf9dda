"""The wire between the parent and a runner, without any peer."""

from __future__ import annotations

import pytest

from benchmarks.peers.contestants import Contestant, Runner
from tests.benchmarks.material import RECORD


@pytest.mark.parametrize("script", ["toolgrade_handler.py", "toolgrade_grader.py", "workshop.py"])
def test_a_runner_scores_one_batch_after_another(script: str) -> None:
    with Runner(Contestant(script)) as runner:
        for calls, score in ((RECORD.gold, 1), ([], 0)):
            found = runner.score([RECORD.case(calls)] * 2)
            assert found.values == pytest.approx([score] * 2)
            assert found.raised == []
            assert found.seconds > 0


def test_what_a_batch_costs_its_neighbours_is_seen() -> None:
    cases = [RECORD.case(["search"]), RECORD.case(RECORD.gold)]
    with Runner(Contestant("workshop.py")) as runner:
        assert runner.score(cases).values == [None, None]
    with Runner(Contestant("toolgrade_handler.py")) as runner:
        assert runner.score(cases).values == [0, 1]


def test_a_runner_that_does_not_start_says_why() -> None:
    with (
        Runner(Contestant("nemo_compare.py")) as runner,
        pytest.raises(RuntimeError, match="No module named 'nemo_evaluator'"),
    ):
        runner.score([])
