"""The weights and curves to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from graders import GradingConfig

SCORES: Final = {
    "json_parsability": "json_parsability_score",
    "tool_selection": "tool_f1",
    "tool_sequence": "tool_sequence_score",
    "tool_parameters": "tool_parameters_score",
    "exact_match": "exact_match_score",
}
"""The components, and the metric that each of them pays by."""
STEP: Final = 20
"""Weights are multiples of 1 / 20."""
CURVES: Final = (1.0, 1.5, 2.0, 3.0)


class Candidate(NamedTuple):
    """Weights in the order of `SCORES`, which sum to 1, and a curve."""

    weights: tuple[float, ...]
    curve: float

    def reward(self, scores: Sequence[float]) -> float:
        """What an answer with these component scores earns."""
        paid = zip(self.weights, scores, strict=True)
        return min(1.0, sum(weight * score**self.curve for weight, score in paid))


DEFAULT: Final = Candidate(
    tuple(GradingConfig().weights[name] for name in SCORES), GradingConfig().curve
)
OTHERS: Final = {
    "equal weights": Candidate((0.2, 0.2, 0.2, 0.2, 0.2), 1.0),
    "equal weights, curve 2": Candidate((0.2, 0.2, 0.2, 0.2, 0.2), 2.0),
    "no exact match": Candidate((0.05, 0.25, 0.15, 0.55, 0.0), 2.0),
    "no curve": DEFAULT._replace(curve=1.0),
    "exact match alone": Candidate((0.0, 0.0, 0.0, 0.0, 1.0), 1.0),
}
"""What one would take without looking, and the default with one idea less."""


def candidates() -> Iterator[Candidate]:
    """The grid. Every component pays something but `exact_match`, which is the open question.

    `json_parsability` has the smallest weight there is: form is what a policy learns first, and
    what the audit's `free_lunch.format` measures is exactly this weight.
    """
    for selection, sequence, exact in product((1, 2, 3, 4, 6), (1, 2, 4), range(0, 11, 2)):
        parameters = STEP - 1 - selection - sequence - exact
        if parameters >= 1:
            shares = (1, selection, sequence, parameters, exact)
            for curve in CURVES:
                yield Candidate(tuple(share / STEP for share in shares), curve)
