"""How many records a file may have, by technique, model and backend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from eval_jobs.datasets.validation.formats import Format
from eval_jobs.datasets.validation.problem import Problem, Rule
from eval_jobs.finding import Severity

TOO_FEW: Final = Rule("size.too_few")
TOO_MANY: Final = Rule("size.too_many")
SMALL: Final = Rule("size.small", Severity.WARNING)
NO_RECORDS: Final = Rule("size.none")

RECOMMENDED: Final = {Format.RFT: 100, Format.RFT_EVAL: 100, Format.DPO: 1000}
"""AWS: Nova 2 user guide, RFT data (train and eval each); Nova user guide, DPO."""


class Target(NamedTuple):
    """What a file is for; `batch` is the recipe's global batch size, where it is known."""

    model: str = "nova-2-lite"
    backend: str = "sagemaker"
    batch: int | None = None


class Bounds(NamedTuple):
    """The least and the most records that a service takes."""

    least: int
    most: int


def bedrock_bounds(form: Format, model: str) -> Bounds | None:
    """AWS: nova-forge-sdk, dataset_checks_config, sample bounds of Bedrock."""
    if form not in (Format.SFT, Format.DPO, Format.RFT):
        return None
    if model != "nova-2-lite":
        return Bounds(8, 20_000)
    return {Format.SFT: Bounds(200, 20_000), Format.RFT: Bounds(100, 20_000)}.get(form)


def check_size(place: str, count: int, form: Format | None, target: Target) -> Iterator[Problem]:
    """What is wrong with a number of records."""
    if count == 0:
        yield Problem(place, NO_RECORDS.name, "there is no record")
    if count == 0 or form is None:
        return
    bounds = bedrock_bounds(form, target.model) if target.backend == "bedrock" else None
    where = f"for {form.value} of {target.model} on {target.backend}"
    if bounds and count > bounds.most:
        message = f"{count:,} readable records; at most {bounds.most:,} {where}"
        yield Problem(place, TOO_MANY.name, message)
    least = max(bounds.least if bounds else 0, target.batch or 0)
    if count < least:
        message = f"{count:,} readable records; at least {least:,} {where}"
        yield Problem(place, TOO_FEW.name, message)
    elif count < RECOMMENDED.get(form, 0):
        message = f"{count:,} readable records; {RECOMMENDED[form]:,} or more are recommended"
        yield Problem(place, SMALL.name, message, SMALL.severity)
