"""What an audit finds: sections of checks, each a figure held against its bars."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Literal, NamedTuple

Unit = Literal["reward", "share", "count", "ratio"]
"""A mean reward, a share in [0, 1], a number of things, or one figure over another."""


class Level(Enum):
    """How a check came out, from good to bad."""

    PASS = "pass"  # noqa: S105  # no password
    WARN = "warn"
    FAIL = "fail"


class Bar(NamedTuple):
    """What a check measures, and from where on it is a warning and a failure.

    `worse` says which way is bad: with "above", a value above `warn` is a warning and one above
    `fail` a failure. `why` says what a policy would learn; `mend` what to change.
    """

    title: str
    unit: Unit
    worse: Literal["above", "below"]
    warn: float
    fail: float
    why: str
    mend: str

    def level(self, value: float) -> Level:
        """How `value` comes out."""
        sign = 1 if self.worse == "above" else -1
        if sign * value > sign * self.fail:
            return Level.FAIL
        return Level.WARN if sign * value > sign * self.warn else Level.PASS


class Example(NamedTuple):
    """A record and an answer to it that show a hole: what was answered, and what it earned.

    `right` is an answer that should have earned what this one did, or more. `asked` is False where
    no grader was: what is wrong with the data needs no reward. Else, None is an unscored answer.
    """

    record: str
    question: str
    right: str
    answer: str
    reward: float | None
    asked: bool = True


class Check(NamedTuple):
    """One figure held against its bar.

    `value` is None where nothing in this dataset could show it; `note` says why, or adds what
    the figure alone does not say. `probes` is how many answers it rests on.
    """

    name: str
    bar: Bar
    value: float | None
    probes: int
    note: str = ""
    example: Example | None = None

    @property
    def level(self) -> Level:
        """How it came out; what cannot be measured is no failure."""
        return Level.PASS if self.value is None else self.bar.level(self.value)


class Rung(NamedTuple):
    """One depth of damage: the mean reward there, its 10th and 90th percentile, over `records`.

    `depth` is in [0, 1]: 0 is gold, 1 all the damage that the ladder does.
    """

    depth: float
    reward: float
    low: float
    high: float
    records: int


class Ladder(NamedTuple):
    """Growing damage of one kind. Of `steps` single steps, `rises` paid more and `flats` the same.

    `rungs` are in order of depth.
    """

    name: str
    title: str
    rungs: tuple[Rung, ...]
    steps: int
    rises: int
    flats: int


class Group(NamedTuple):
    """How the groups of answers to one prompt are paid, at one group size, for GRPO.

    `flat` is the share of groups without any variance, `spread` the mean standard deviation
    inside a group, `correlation` the mean rank correlation of reward and quality (None where the
    quality is not known). `source` says which answers these are.
    """

    source: str
    size: int
    groups: int
    flat: float
    spread: float
    correlation: float | None


class Section(NamedTuple):
    """One part of the audit, with what it draws: ladders, or groups."""

    name: str
    title: str
    checks: Sequence[Check]
    ladders: Sequence[Ladder] = ()
    groups: Sequence[Group] = ()

    @property
    def level(self) -> Level:
        """That of its worst check."""
        return worst(check.level for check in self.checks)


def worst(levels: Iterable[Level]) -> Level:
    """The worst of several levels; PASS of none."""
    return max(levels, key=list(Level).index, default=Level.PASS)


class Audit(NamedTuple):
    """A whole audit: what was audited, and what each section found.

    `grader` says which grader, `configuration` how it is set (as far as that is known),
    `records` how many the dataset has and `audited` how many of them were used; `probes` how many
    answers were paid. `failures` are the messages of calls that failed, `notes` what a reader
    should know before any figure.
    """

    dataset: str
    sha256: str
    records: int
    audited: int
    grader: str
    function: str | None
    configuration: Mapping[str, Any]
    seed: int
    probes: int
    failures: Sequence[str]
    sections: Sequence[Section]
    notes: Sequence[str] = ()

    @property
    def level(self) -> Level:
        """The verdict: that of the worst section."""
        return worst(section.level for section in self.sections)
