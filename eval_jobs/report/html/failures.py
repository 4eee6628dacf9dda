"""The examples of a report as the JSON that its failure browser reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from eval_jobs.report.html.marks import (
    Span,
    calls_text,
    expected_calls,
    made_calls,
    marked,
    nearest,
)
from eval_jobs.report.plain import plain
from eval_jobs.report.wording import figure

if TYPE_CHECKING:
    from eval_jobs.report.material import Example, Material

_ESCAPES: Final = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def examples_json(material: Material) -> Markup:
    """The examples as JSON text that can stand inside `<script>`: no markup can be in it."""
    data = [_example(example, material.runs) for example in material.examples]
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))  # ASCII: U+2028 is escaped too
    return Markup(text.translate(_ESCAPES))  # noqa: S704  # just made safe


def _example(example: Example, runs: Sequence[str]) -> dict[str, Any]:
    expected = expected_calls(example.reference)
    shown = _pretty(example.reference) if expected is None else calls_text(expected)
    return {
        "id": plain(example.id),
        "question": _visible(example.question),
        "reference": _visible(shown),
        "raw": None if expected is None else _visible(_pretty(example.reference)),
        "slices": {plain(field): plain(value) for field, value in example.slices.items()},
        "answers": {plain(run): _answer(example, run) for run in runs if run in example.answers},
    }


def _answer(example: Example, run: str) -> dict[str, Any]:
    """`marks` are against the reference; `raw` is the text where `marks` do not have it all."""
    text = example.answers[run]
    marks, raw = _marks(example.reference, text)
    reward = example.rewards.get(run)
    right = "right" if example.exact.get(run) == 1.0 else "wrong"
    return {
        "reward": "unscored" if reward is None else figure(reward),
        "state": "unscored" if reward is None else right,
        "kinds": example.kinds.get(run, ()),
        "flip": example.flip.get(run),
        "marks": marks,
        "raw": raw,
    }


def _marks(reference: Any, answer: str) -> tuple[list[Span], str | None]:
    expected, made = expected_calls(reference), made_calls(answer)
    if expected is None:
        return marked(_visible(_pretty(reference)), _visible(_pretty_text(answer))), None
    if not made:
        return marked(_visible(calls_text(expected)), ""), _visible(answer)
    wanted = calls_text(nearest(expected, made))
    return marked(_visible(wanted), _visible(calls_text(made))), _visible(answer)


def _pretty_text(text: str) -> str:
    try:
        return _pretty(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _pretty(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _visible(text: str) -> str:
    """The text with its line ends, and every other invisible character written out."""
    return "\n".join(plain(line) for line in text.split("\n"))
