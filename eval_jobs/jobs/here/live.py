"""How a job on this machine does, while it runs: figures of its last step, and bad signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.signs import ENTROPY, EXACT, NO_VARIANCE, REWARD, signs
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import TRAINING_METRICS
from eval_jobs.results.training_metrics import Curves, read_curve_file

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord
    from eval_jobs.local_jobs.state import State

SHOWN: Final[Mapping[str, str]] = {
    "training_loss": "loss {:.3g}",
    REWARD: "reward {:.3g}",
    EXACT: "right {:.0%}",
    ENTROPY: "entropy {:.3g}",
    NO_VARIANCE: "groups without variance {:.0%}",
}
"""By column of the metrics, in the order of their showing."""


class Live:
    """The progress of one job; `tell` hears of each bad sign, and each note of the engine, once."""

    def __init__(
        self,
        tell: Callable[[str], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._tell = tell
        self._now = now
        self._told: set[str] = set()
        self._at: tuple[int, str] = (-1, "")
        self._left = ""

    def progress(self, record: JobRecord, state: State | None) -> str:
        """Such as `reward 0.81, entropy 0.52, groups without variance 25%, 12 min left`.

        The figures are those of the step in `state`. It changes when a step is done, not with
        the time alone. No time is left where nobody is at work: the state of a job that was killed
        says that it runs.
        """
        if state is None:
            return ""
        for note in state.notes:
            self._once(note, f"Note: {note}")
        curves = _curves(Path(record.output))
        for sign in signs(curves):
            self._once(sign.name, f"Warning: {sign.text}.")
        if self._at != (state.step, state.phase):
            self._at = (state.step, state.phase)
            left = state.seconds_left(self._now())
            self._left = "" if left is None else f"{_duration(left)} left"
        figures = _figures(curves, state.step) if state.phase == "training" else []
        shown = [*figures, self._left] if record.status == "running" else figures
        return ", ".join(filter(None, shown))

    def _once(self, what: str, text: str) -> None:
        if what not in self._told:
            self._told.add(what)
            self._tell(text)


def _curves(folder: Path) -> Curves:
    try:
        return read_curve_file(folder / TRAINING_METRICS)
    except ResultsError:  # none yet, or none at all
        return {}


def _figures(curves: Curves, step: int) -> list[str]:
    """What was measured at this step."""
    values = {name: dict(curves.get(name, ())).get(step) for name in SHOWN}
    return [text.format(values[name]) for name, text in SHOWN.items() if values[name] is not None]


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"  # noqa: PLR2004  # of an hour
