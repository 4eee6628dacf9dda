"""Situations out of the peers' tests of matching tool calls, in this project's words and data."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple

Calls = list[dict[str, Any]]


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """One call."""
    return {"name": name, "arguments": arguments}


CASES: Final = call("case_law_search", query="insider trading", court="Delaware")
ELSEWHERE: Final = call("case_law_search", query="insider trading", court="New York")
STATUTE: Final = call("statute_retrieval", citation="Rule 10b-5")
FEE: Final = call("filing_fee", form="S-3", amount=1210000)
SAME_AGAIN: Final = call("case_law_search", query="tender offers", court="Delaware")

NOTHING: Final = 0.1
"""Data that can be read is worth a little, whatever it says."""

HALF: Final = "half right is neither right nor wrong: a reward without steps teaches nothing"
EXTRA: Final = "an extra call costs: else calling everything would pay"
ORDER: Final = "a list is an order; where there is none, the reference groups the calls"
ARGUMENTS: Final = "arguments are graded too: they are most of what is learned"
ONCE: Final = "one call is expected once: what is right is not paid for again"


class Expectation(NamedTuple):
    """A situation out of a peer's tests.

    `there` is what the peer scores, `here` how much it is worth here: "all" is 1, "nothing" at
    most `NOTHING`, "part" between. `why` says why it differs on purpose; empty where it does not.
    """

    peer: str
    what: str
    gold: Calls
    answer: Calls
    there: float
    here: Literal["all", "part", "nothing"]
    why: str = ""


EXPECTATIONS: Final = (
    Expectation("agentevals strict", "the same call", [CASES], [CASES], 1, "all"),
    Expectation("agentevals strict", "another value", [CASES], [ELSEWHERE], 0, "part", HALF),
    Expectation(
        "agentevals strict, no arguments",
        "another value",
        [CASES],
        [ELSEWHERE],
        1,
        "part",
        ARGUMENTS,
    ),
    Expectation("agentevals strict", "another tool", [CASES], [STATUTE], 0, "nothing"),
    Expectation(
        "agentevals strict",
        "two calls of one turn the other way round",
        [CASES, SAME_AGAIN],
        [SAME_AGAIN, CASES],
        1,
        "part",
        ORDER,
    ),
    Expectation("agentevals subset", "a call is missing", [CASES, FEE], [FEE], 1, "part", HALF),
    Expectation("agentevals superset", "a call is missing", [CASES, FEE], [FEE], 0, "part", HALF),
    Expectation("agentevals superset", "a call too many", [FEE], [CASES, FEE], 1, "part", EXTRA),
    Expectation("agentevals subset", "a call too many", [FEE], [CASES, FEE], 0, "part", HALF),
    Expectation("ragas ToolCallAccuracy", "the same calls", [CASES, FEE], [CASES, FEE], 1, "all"),
    Expectation("ragas ToolCallAccuracy", "no call", [CASES], [], 0, "nothing"),
    Expectation(
        "ragas ToolCallAccuracy", "other order", [CASES, FEE], [FEE, CASES], 0, "part", HALF
    ),
    Expectation("ragas ToolCallAccuracy", "a call too many", [FEE], [FEE, CASES], 0, "part", HALF),
    Expectation(
        "ragas ToolCallAccuracy", "a call is missing", [FEE, CASES], [FEE], 0, "part", HALF
    ),
    Expectation(
        "ragas ToolCallAccuracy",
        "one value of three wrong",
        [CASES, STATUTE],
        [ELSEWHERE, STATUTE],
        0.75,
        "part",
        "a wrong value costs more than its share: wrong answers stay below right ones",
    ),
    Expectation("ragas ToolCallAccuracy", "another tool", [CASES], [STATUTE], 0, "nothing"),
    Expectation("ragas ToolCallAccuracy", "none expected, none made", [], [], 1, "all"),
    Expectation("ragas ToolCallAccuracy", "none expected, one made", [], [FEE], 0, "nothing"),
    Expectation("ragas ToolCallF1", "the same call", [CASES], [CASES], 1, "all"),
    Expectation(
        "ragas ToolCallF1",
        "a call is missing",
        [CASES, FEE],
        [CASES],
        0.6667,
        "part",
        "half of the calls is worth less than two thirds: components are squared",
    ),
    Expectation("ragas ToolCallF1", "another tool", [CASES], [STATUTE], 0, "nothing"),
    Expectation(
        "ragas ToolCallF1",
        "a call too many",
        [CASES],
        [CASES, FEE],
        0.6667,
        "part",
        "the same, from the other side",
    ),
    Expectation("ragas ToolCallF1", "a call repeated", [CASES], [CASES] * 3, 1, "part", ONCE),
    Expectation("deepeval ToolCorrectness", "the same call", [CASES], [CASES], 1, "all"),
    Expectation(
        "deepeval ToolCorrectness", "other order", [CASES, FEE], [FEE, CASES], 1, "part", ORDER
    ),
    Expectation(
        "deepeval ToolCorrectness", "a call too many", [CASES], [CASES, FEE], 1, "part", EXTRA
    ),
    Expectation(
        "deepeval ToolCorrectness",
        "one of two is another tool",
        [CASES, FEE],
        [CASES, STATUTE],
        0.5,
        "part",
        "half right is worth less than half, as above",
    ),
    Expectation("ADK exact", "the same call", [CASES], [CASES], 1, "all"),
    Expectation("ADK exact", "another tool", [CASES], [STATUTE], 0, "nothing"),
    Expectation("ADK exact", "another value", [CASES], [ELSEWHERE], 0, "part", HALF),
    Expectation("ADK exact", "a call is missing", [CASES, FEE], [CASES], 0, "part", HALF),
    Expectation("ADK exact", "none expected, none made", [], [], 1, "all"),
    Expectation(
        "ADK in order", "other calls between", [CASES, FEE], [CASES, STATUTE, FEE], 1, "part", EXTRA
    ),
    Expectation("ADK in order", "other order", [CASES, FEE], [FEE, CASES], 0, "part", HALF),
    Expectation("ADK any order", "other order", [CASES, FEE], [FEE, CASES], 1, "part", ORDER),
    Expectation("ADK any order", "a call is missing", [CASES, FEE], [FEE], 0, "part", HALF),
    Expectation("strands ToolCalled", "called among others", [FEE], [CASES, FEE], 1, "part", EXTRA),
    Expectation("strands ToolCalled", "not called", [FEE], [CASES], 0, "nothing"),
    Expectation("strands ToolCalled", "nothing called", [FEE], [], 0, "nothing"),
)
