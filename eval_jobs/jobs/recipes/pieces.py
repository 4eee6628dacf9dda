"""What several recipes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from eval_jobs.jobs.limit import Limit

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

ALPHAS: Final = (32, 64, 96, 128, 160, 192)
USUAL_LR: Final = (1e-6, 1e-4)  # AWS docs, Nova 1.0 SFT: typical learning rates


class Values:
    """Makes limits that share a source and most of their place."""

    def __init__(self, source: str, place: str = "") -> None:
        self._source = source
        self._place = place

    def below(self, place: str) -> Values:
        """The same source, further down."""
        return Values(self._source, self._at(place))

    def _at(self, place: str) -> str:
        return f"{self._place}.{place}" if self._place else place

    def integer(
        self, name: str, default: Any, low: int, high: int | None = None, **more: Any
    ) -> Limit:
        """A whole number from `low` to `high`, both included."""
        return self._limit(name, "integer", default, low=low, high=high, **more)

    def number(
        self, name: str, default: Any, low: float = 0.0, high: float | None = 1.0, **more: Any
    ) -> Limit:
        """A number from `low` to `high`, both included."""
        return self._limit(name, "number", default, low=low, high=high, **more)

    def boolean(self, name: str, default: bool, **more: Any) -> Limit:
        """True or false."""
        return self._limit(name, "boolean", default, **more)

    def choice(self, name: str, default: Any, *choices: Any, **more: Any) -> Limit:
        """One of some values, all of one type (or null)."""
        kind = "integer" if isinstance(choices[0], int) else "string"
        return self._limit(name, kind, default, choices=choices, **more)

    def _limit(self, name: str, kind: Any, default: Any, place: str = "", **more: Any) -> Limit:
        source = more.pop("source", self._source)
        return Limit(name, self._at(place or name), kind, default, source, **more)


def adam(values: Values) -> tuple[Limit, ...]:
    """The optimiser's settings, as Nova 2 recipes have them."""
    return (
        values.number("weight_decay", 0.0),
        values.number("adam_beta1", 0.9),
        values.number("adam_beta2", 0.95),
    )


def hyperpod_run(job: Job) -> dict[str, Any]:
    """What `run` holds beside its name, model and data where results go to a place it names."""
    evaluation = job.technique == "eval"
    return {
        "run.output_s3_path": "",
        "run.mlflow_tracking_uri": "",
        "run.mlflow_experiment_name": "" if evaluation else job.name,
        "run.mlflow_run_name": "" if evaluation else job.name,
    }


def output(job: Job) -> dict[str, Any]:
    """Where HyperPod writes; a training job's results go where the request says."""
    return {"run.output_s3_path": job.output} if job.backend == "hyperpod" else {}
