"""Answered records, as hypothesis draws them."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.eval_jobs.metrics.runs import calls, offering, record
from tests.support.strategies import PARAMETERS

FEW = st.tuples(
    st.sampled_from(["search", "fetch", "notify"]),
    st.dictionaries(st.sampled_from(PARAMETERS), st.integers(0, 2) | st.booleans(), max_size=3),
)
ANSWERED = st.builds(
    lambda mine, theirs, offered, kind: record(
        mine, calls(*theirs), tools=offering(*offered), kind=kind
    ),
    st.lists(FEW, max_size=4).map(lambda found: calls(*found))
    | st.sampled_from(["No idea.", '[{"name": "search", "arg']),
    st.lists(FEW, max_size=4),
    st.lists(st.sampled_from(["search", "fetch"]), unique=True),
    st.sampled_from(["easy", "hard"]),
)
RECORDS = st.lists(ANSWERED, min_size=1, max_size=12)
