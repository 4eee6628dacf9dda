"""What can be recovered where only averages came back. Undefined is None, never 0 by accident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GRADED: Final = "graded"
"""Its mean is the share of samples that are scored; unscored ones are zeros in every mean."""


def means_over_scored(means: Mapping[str, float]) -> dict[str, float | None]:
    """The means over the scored samples, from means over all: each but `graded` is rescaled.

    All None where nothing is scored. Without `graded` every sample counts as scored.
    """
    share = means.get(GRADED, 1.0)
    return {
        name: mean / share if share > 0 else None for name, mean in means.items() if name != GRADED
    }


def micro_rates(means: Mapping[str, float]) -> dict[str, float | None]:
    """Micro precision, recall and F1 of all that is counted, exactly, from the mean counts.

    Sums and means of counts have the same ratios, and unscored samples count nothing. Names:
    `micro_f1` of tools, `micro_field_f1`, `micro_parameter_f1`; likewise precision and recall.
    Each is None where its denominator is 0; what is not counted is left out.
    """
    rates: dict[str, float | None] = {}
    for kind, prefix in (("tool", "micro"), ("field", "micro_field")):
        if f"{kind}_true_positive_count" in means:
            hits = means[f"{kind}_true_positive_count"]
            predicted = hits + means.get(f"{kind}_false_positive_count", 0.0)
            expected = hits + means.get(f"{kind}_false_negative_count", 0.0)
            rates |= _rates(prefix, hits, predicted, expected)
    if "parameter_right_count" in means:
        counts = (means.get(f"parameter_{side}_count", 0.0) for side in ("predicted", "expected"))
        rates |= _rates("micro_parameter", means["parameter_right_count"], *counts)
    return rates


def _rates(prefix: str, hits: float, predicted: float, expected: float) -> dict[str, float | None]:
    return {
        f"{prefix}_precision": hits / predicted if predicted else None,
        f"{prefix}_recall": hits / expected if expected else None,
        f"{prefix}_f1": 2 * hits / (predicted + expected) if predicted + expected else None,
    }
