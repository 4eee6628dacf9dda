"""A sample made ready to grade: the answer parsed, the reference read, the calls aligned."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

from graders.call_alignment import CallAlignment, align_calls
from graders.effort import Effort
from graders.grade import MALFORMED_REFERENCE, NO_ANSWER, NO_REFERENCE
from graders.parsing import parse_answer
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.sample import MISSING
from graders.toolbox import Toolbox

if TYPE_CHECKING:
    from graders.config import GradingConfig
    from graders.sample import Sample

_NAME: Final = itemgetter(0)  # of a call


class UngradableError(ValueError):
    """The sample cannot be graded, which is no fault of the answer; `code` says why."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Case:
    """What several graders of one sample share; what is costly is made when first asked for.

    `effort` is what comparing the sample has cost so far, and whether it is still thorough.
    `called` and `expected` are the names of the called and the expected tools, in order.
    `toolbox` has the tools that the sample offers, None when it offers none.
    `silence` is the score that follows from silence alone, None when calls have to be compared.
    No call expected: 1 for no attempt, 0 for any. Calls expected: 0 for none.
    """

    def __init__(self, sample: Sample, config: GradingConfig, needs_calls: bool = False) -> None:
        """Parse both sides. UngradableError when a side is not there or not to be read.

        `needs_calls`: also when the reference does not say which calls, if any, it expects.
        """
        if sample.answer is None:
            raise UngradableError(NO_ANSWER, "the record has no turn of a model to grade")
        if sample.reference is MISSING:
            raise UngradableError(NO_REFERENCE, "the record has no reference answer")
        try:
            self.reference = read_reference(sample.reference)
        except MalformedReferenceError as error:
            raise UngradableError(MALFORMED_REFERENCE, f"reference answer: {error}") from error
        if needs_calls and self.reference.groups is None:
            raise UngradableError(MALFORMED_REFERENCE, "the reference answer names no tool calls")
        self.sample = sample
        self.config = config
        self.answer = parse_answer(sample.answer)
        self.called = tuple(map(_NAME, self.answer.calls))
        self.expected = self.reference.tools
        self.silence: float | None = None
        if not self.called and (self.expected or not self.answer.attempted):
            self.silence = 0.0 if self.expected else 1.0
        elif not self.expected:
            self.silence = 0.0
        self.effort = Effort()
        self.toolbox = Toolbox(sample.tools) if sample.tools else None
        self._alignment: CallAlignment | None = None

    @property
    def alignment(self) -> CallAlignment:
        """Which call stands for which expected one, and how similar the two are."""
        if self._alignment is None:
            self._alignment = align_calls(self.answer.calls, self.reference.calls, self)
        return self._alignment
