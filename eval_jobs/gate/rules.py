"""A gate file: `rules`, a list of sentences."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from eval_jobs.errors import ConfigError

UNSCORED: Final = "unscored"
"""Stands where a metric does, for how many samples of a run have no score, joined or not."""
LEFT_OUT: Final = "left_out"
"""Stands where a metric does, for how many samples some run has that did not join."""
COUNTS: Final = (UNSCORED, LEFT_OUT)
DEFAULT_LEVEL: Final = 0.95
NUMBER: Final = r"(?P<number>\d*\.?\d+)"
LEVEL: Final = r"(?: at (?P<level>\d+(?:\.\d+)?) ?%)?"
LOWEST_LEVEL: Final = 50.0
HIGHEST_LEVEL: Final = 99.9
"""In percent. Beyond it too few of 10,000 resamples lie outside to place the ends."""
ABSOLUTE: Final = re.compile(rf"(?P<metric>\w+) ?(?P<sign>>=|<=|>|<|=) ?{NUMBER}{LEVEL}")
RELATIVE: Final = re.compile(
    rf"(?P<metric>\w+) (?P<kind>not worse|better) than the baseline(?: by more than {NUMBER})?"
    rf"{LEVEL}"
)
KNOWN: Final = """
  exact_match >= 0.8
  exact_match >= 0.8 at 95%
  tool_f1 not worse than the baseline by more than 0.01 at 95%
  reward better than the baseline at 95%
  unscored = 0
  left_out = 0
with >=, >, <=, < or =, levels from 50% to 99.9%, and any metric of the comparison"""


class Rule(NamedTuple):
    """`metric` `sign` `number`, said of a run, or of its difference to the baseline (`relative`).

    With a `level` the whole interval has to be there, else the value alone.
    """

    text: str
    metric: str
    relative: bool
    sign: str
    number: float
    level: float | None


def read_rules(document: Any, source: str) -> list[Rule]:
    """The rules of a gate file that was parsed already.

    ConfigError names the file and every sentence that is no rule, and shows what rules there are.
    """
    texts = document.get("rules") if isinstance(document, dict) and len(document) == 1 else None
    if not isinstance(texts, list) or not texts:
        raise ConfigError(f"{source}: a gate file has one key, rules, a list such as{KNOWN}")
    rules: list[Rule] = []
    bad = []
    for text in texts:
        rule = _read(" ".join(text.split())) if isinstance(text, str) else None
        if rule is None:
            bad.append(f"{source}: not a rule: {text!r}")
        else:
            rules.append(rule)
    if bad:
        raise ConfigError("\n".join([*bad, f"Rules are such as{KNOWN}"]))
    return rules


def _read(text: str) -> Rule | None:
    match = ABSOLUTE.fullmatch(text) or RELATIVE.fullmatch(text)
    if match is None:
        return None
    metric, number, level = match["metric"], float(match["number"] or 0), None
    if match["level"]:
        if not LOWEST_LEVEL <= float(match["level"]) <= HIGHEST_LEVEL:
            return None
        level = float(match["level"]) / 100
    if match.re is ABSOLUTE:
        if level is not None and (match["sign"] == "=" or metric in COUNTS):
            return None  # no interval is one number, and a count has none
        return Rule(text, metric, False, match["sign"], number, level)
    if metric in COUNTS:
        return None
    if match["kind"] == "better":
        return Rule(text, metric, True, ">", number, level or DEFAULT_LEVEL)
    return Rule(text, metric, True, ">=", -number, level or DEFAULT_LEVEL)
