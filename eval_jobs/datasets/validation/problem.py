"""What a rule is, and what breaks it: a flaw inside a record, a problem at a place in a file."""

from __future__ import annotations

from typing import NamedTuple

from eval_jobs.finding import Severity

Step = str | int
"""A key of an object, or a position in a list."""


class Rule(NamedTuple):
    """A demand on a dataset. Errors fail the file; a warning or a note may be as you want it."""

    name: str
    severity: Severity = Severity.ERROR


class Flaw(NamedTuple):
    """What breaks a rule inside one record, and the way to the value that does."""

    rule: Rule
    message: str
    path: tuple[Step, ...] = ()


class Problem(NamedTuple):
    """What breaks a rule, at `file:line:column` as far as that is known."""

    place: str
    rule: str
    message: str
    severity: Severity = Severity.ERROR
