"""What reports are made of, in small: a few shapes that every form of report has to bear."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from eval_jobs.audit.hostile import MEGABYTE
from eval_jobs.comparison.result import Comparison, Difference, Estimate
from eval_jobs.metrics.breakdown import (
    Breakdown,
    Calibration,
    Confusion,
    Labels,
    Rates,
    Share,
    Slice,
)
from eval_jobs.report.material import Example, Material

SAMPLES: Final = 200
TOOLS: Final = ("statute_retrieval", "case_law_search", "filing_fee")
METRICS: Final = ("reward", "tool_f1", "exact_match_score", "micro_f1")
HOSTILE: Final = (
    "</script><script>document.title='owned'</script><!-- <script> ]]> \u2028 & \"quotes\" 'x' "
    "`| $x$ {{ 7*7 }} \u202e\x1b[31m <img src=x onerror=alert(1)> @someone #1 =1+1 \ud800 é 中"
)
NO_RATES: Final = Rates(None, None, None, 0, 0, 0)


def two_runs(examples: int = 60) -> Material:
    """A baseline and a run that is clearly better, with everything a report can show."""
    return material(["zero_shot", "few_shot"], [0.5, 0.815], examples)


def three_runs() -> Material:
    """A baseline, a better run, and one that is not shown to differ from the baseline."""
    return material(["base", "sft", "sft-rft"], [0.44, 0.75, 0.45])


def single_run() -> Material:
    """One run without a comparison."""
    found = material(["only"], [0.7])
    return found._replace(comparison=None, verdicts=())


def undefined() -> Material:
    """Two runs of which nothing could be measured."""
    runs = ["a", "b"]
    nothing = Estimate(None, None, None, 0, 3)
    unknown = Difference(None, None, None, "permutation", None, None, None, None, 0, 0, 0, 0)
    comparison = Comparison(
        runs=runs,
        baseline="a",
        estimates={name: dict.fromkeys(runs, nothing) for name in METRICS},
        differences={name: {"b": unknown} for name in METRICS},
        flips={"b": {"won": [], "lost": []}},
        confidence=0.95,
        resamples=1000,
        seed=0,
        clusters=3,
        joined_by="id",
        left_out={"a": 0, "b": 0},
    )
    empty = Breakdown(
        run="a",
        samples=3,
        unscored={"no_answer": 3},
        means=dict.fromkeys(METRICS, (None, 0)),
        micro=NO_RATES,
        macro=NO_RATES,
        tools={},
        parameters={},
        confusion=Confusion([], []),
        shares={"invented": Share(None, 0, 0)},
        slices={"Type": {"x": Slice(3, 3, None, None, NO_RATES)}},
        rewards=[0] * 20,
        beyond=(0, 0),
        labels=None,
        calibration=Calibration(3, None, None, 0.25, [], [], [(0.9, None)] * 3),
    )
    breakdowns = {run: empty._replace(run=run) for run in runs}
    example = Example("x", "", None, {"a": "", "b": ""}, {"a": None, "b": None}, {}, {}, {}, {})
    return Material("Nothing", comparison, breakdowns, {}, [example], 1, (), (), "now", {}, {})


def hostile() -> Material:
    """Every text is one that would like to be more than text; one answer has a megabyte."""
    runs = [f"run {HOSTILE}", f"other {HOSTILE}"]
    found = material(runs, [0.5, 0.8], examples=3, tools=(HOSTILE, "b|c", "__proto__"))
    long = "<b>" + "a " * (MEGABYTE // 2 - 2) + "z"
    examples = [
        Example(
            f"{HOSTILE} {index}",
            HOSTILE,
            [{"name": HOSTILE, "arguments": {HOSTILE: HOSTILE}}],
            {runs[0]: HOSTILE, runs[1]: HOSTILE if index else long},
            {runs[0]: 0.5, runs[1]: None},
            {runs[0]: 0.0, runs[1]: None},
            {runs[0]: ("wrong_value",), runs[1]: ("unscored",)},
            {HOSTILE: HOSTILE},
            {runs[1]: "won"},
        )
        for index in range(3)
    ]
    return found._replace(
        title=HOSTILE,
        examples=examples,
        notes=[HOSTILE],
        verdicts=[("fail", HOSTILE)],
        versions={HOSTILE: HOSTILE},
        configuration={HOSTILE: [HOSTILE, float("nan")]},
        curves={runs[0]: {HOSTILE: [(0, 1.0), (1, 2.0)]}},
    )


def material(
    runs: Sequence[str],
    rewards: Sequence[float],
    examples: int = 60,
    tools: Sequence[str] = TOOLS,
) -> Material:
    """Runs with these mean rewards; the first is the baseline."""
    made = [example(index, runs) for index in range(examples)]
    return Material(
        title="Checkpoints on the legal assistant",
        comparison=_comparison(runs, rewards),
        breakdowns={
            run: breakdown(run, reward, tools) for run, reward in zip(runs, rewards, strict=True)
        },
        curves={runs[-1]: {"train/reward": [(step, 0.5 + step / 1000) for step in range(300)]}},
        examples=made,
        examples_total=SAMPLES,
        notes=["3 samples of zero_shot did not join."],
        verdicts=[
            ("pass", "reward is at least 0.4: 0.815 [0.775, 0.855]."),
            ("inconclusive", "tool_f1 is not worse by more than 0.01: +0.004 [-0.020, +0.028]."),
        ],
        created="2026-11-22 00:00 UTC",
        versions={"toolgrade": "0.1.0"},
        configuration={"grader": "tool_call", "config": {"preset": "default"}},
    )


def example(index: int, runs: Sequence[str]) -> Example:
    """Samples whose first run is wrong in a value two times in three, the others right."""
    reference = {"name": "filing_fee", "arguments": {"form": "S-3", "shares": 1210000}}
    calls: list[dict[str, Any]] = [{**reference, "arguments": {"shares": 1210000, "form": "S-3"}}]
    wrong = [{**reference, "arguments": {"form": "S-1", "limit": 5}}]
    failed = index % 3 != 0
    first = json.dumps(wrong) if failed else json.dumps(calls)
    kinds = ("missing_parameter", "extra_parameter", "wrong_value") if failed else ()
    unscored = index % 20 == 19
    return Example(
        id=f"test-{index:04}",
        question=f"How much is owed on Form S-3 for 1,210,000 shares? (question {index})",
        reference=reference,
        answers={run: first if run == runs[0] else json.dumps(calls) for run in runs},
        rewards={run: None if unscored else (0.4 if run == runs[0] else 1.0) for run in runs},
        exact={run: None if unscored else float(not (failed and run == runs[0])) for run in runs},
        kinds={run: ("unscored",) if unscored else kinds * (run == runs[0]) for run in runs},
        slices={"Type": "Fees" if index % 2 else "Deadlines"},
        flip=dict.fromkeys(runs[1:], "won") if failed and not unscored else {},
    )


def breakdown(run: str, reward: float, tools: Sequence[str] = TOOLS) -> Breakdown:
    """A run's figures, better for a higher reward."""
    by_tool = {tool: rates(reward - 0.05 * index) for index, tool in enumerate(tools)}
    size = len(tools) + 1
    counts = [[60 if row == column else row + 1 for column in range(size)] for row in range(size)]
    return Breakdown(
        run=run,
        samples=SAMPLES,
        unscored={"no_answer": 2},
        means={**dict.fromkeys(METRICS[:3], (reward, SAMPLES - 2)), "tool_false_count": (1.0, 9)},
        micro=rates(reward),
        macro=rates(reward - 0.02),
        tools=by_tool,
        parameters={tools[0]: {"citation": rates(reward), "as_of": NO_RATES}},
        confusion=Confusion([*tools, "no call"], counts),
        shares={"invented": Share(0.1, 20, SAMPLES), "needless": Share(None, 0, 0)},
        slices={
            "Type": {
                "Fees": Slice(90, 1, reward, reward - 0.1, rates(reward)),
                "Deadlines": Slice(110, 1, reward - 0.03, None, rates(reward)),
            }
        },
        rewards=[round(60 * (1 - reward)), *[3] * 18, round(144 * reward)],
        beyond=(0, 0),
        labels=Labels("Type", rates(reward), reward, {"Fees": rates(reward)}),
        calibration=Calibration(
            SAMPLES,
            0.8,
            0.7,
            0.2,
            [(0.25, 0.2, 80), (0.75, 0.6, 120), (0.9, 0.9, 0)],
            [(0.5, 1.0, 0.0), (0.7, 0.6, 0.5), (0.9, 0.2, 0.9)],
            [(0.9, 0.9), (0.95, None), (0.99, None)],
        ),
    )


def rates(value: float) -> Rates:
    return Rates(value, value, value, 100, 100, round(100 * value))


def _comparison(runs: Sequence[str], rewards: Sequence[float]) -> Comparison:
    base = rewards[0]
    estimates: Mapping[str, Mapping[str, Estimate]] = {
        name: {
            run: Estimate(value, value - 0.04, value + 0.04, SAMPLES - 2, 2)
            for run, value in zip(runs, rewards, strict=True)
        }
        for name in METRICS
    }
    differences = {
        name: {
            run: _difference(value - base) for run, value in zip(runs[1:], rewards[1:], strict=True)
        }
        for name in METRICS
    }
    return Comparison(
        runs=runs,
        baseline=runs[0],
        estimates=estimates,
        differences=differences,
        flips={run: {"won": ["test-0001"], "lost": []} for run in runs[1:]},
        confidence=0.95,
        resamples=10_000,
        seed=0,
        clusters=190,
        joined_by="id",
        left_out={run: 3 * (run == runs[0]) for run in runs},
    )


def _difference(value: float) -> Difference:
    clear = abs(value) > 0.05
    p, adjusted = (0.0001, 0.0008) if clear else (0.31, 0.93)
    low, high = value - 0.045, value + 0.045
    wins, losses, ties = (120, 10, 68) if clear else (21, 19, 158)
    figures = (2 * value, 0.064, wins, losses, ties, 198)
    return Difference(value, low, high, "permutation", p, adjusted, *figures)


Make = Callable[[], Material]
ALL: Final[tuple[Make, ...]] = (two_runs, three_runs, single_run, undefined, hostile)
"""Every shape, for tests that hold for each."""
