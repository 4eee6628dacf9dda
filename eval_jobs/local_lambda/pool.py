"""The execution environments of one function: one per call under way, used again afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.local_lambda.environment import Environment, Invocation
from eval_jobs.local_lambda.errors import TooManyRequestsError

if TYPE_CHECKING:
    from eval_jobs.local_lambda.template import Function

MAX_ENVIRONMENTS: Final = 16
"""Without reserved concurrency, further calls wait: this is one machine, not a region."""


class Pool:
    """Runs each call in an environment of its own, cold only if none is idle."""

    def __init__(self, function: Function, runtime: Path, sink: Callable[[str], None]) -> None:
        self.function = function
        self._runtime = runtime
        self._sink = sink
        reserved = function.reserved_concurrency
        self._limit = MAX_ENVIRONMENTS if reserved is None else reserved
        self._idle: list[Environment] = []
        self._busy = 0
        self._retired = False
        self._changed = threading.Condition()

    def invoke(self, payload: bytes, *, wait: bool) -> Invocation:
        """Run one call. With reserved concurrency used up, `wait` for it, or be refused.

        Raises `TooManyRequestsError` then, and always if 0 is reserved.
        """
        environment = self._acquire(wait=wait)
        try:
            return environment.invoke(payload)
        finally:
            self._release(environment)

    def retire(self) -> None:
        """Kill the idle environments now, and each busy one after its call."""
        with self._changed:
            self._retired = True
            idle, self._idle = self._idle, []
        for environment in idle:
            environment.close()

    def close(self) -> None:
        """Retire, and wait for the calls under way."""
        self.retire()
        with self._changed:
            self._changed.wait_for(lambda: self._busy == 0)

    def _acquire(self, *, wait: bool) -> Environment:
        may_wait = self._limit > 0 and (wait or self.function.reserved_concurrency is None)
        with self._changed:
            if self._busy >= self._limit and not may_wait:
                raise TooManyRequestsError("Rate Exceeded.")
            self._changed.wait_for(lambda: self._busy < self._limit)
            self._busy += 1
            while self._idle:
                environment = self._idle.pop()
                if environment.usable:
                    return environment
        try:
            return Environment(self.function, self._runtime, self._sink)
        except BaseException:
            self._free()
            raise

    def _release(self, environment: Environment) -> None:
        with self._changed:
            keep = environment.usable and not self._retired
            if keep:
                self._idle.append(environment)
        if not keep:
            environment.close()
        self._free()

    def _free(self) -> None:
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()
