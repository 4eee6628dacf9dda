"""The functions of a build, ready to be called; a new build takes the place of the old."""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from eval_jobs.local_lambda import process
from eval_jobs.local_lambda.errors import (
    BuildError,
    FunctionNotFoundError,
    LocalLambdaError,
    NotReadyError,
)
from eval_jobs.local_lambda.payload import checked
from eval_jobs.local_lambda.pool import Pool
from eval_jobs.local_lambda.template import Function, read_build

if TYPE_CHECKING:
    from eval_jobs.local_lambda.environment import Invocation

_BACKGROUND_CALLS: Final = 32
_NAME: Final = re.compile(
    r"(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?(?:function:)?"
    r"(?P<name>[a-zA-Z0-9_-]+)(?P<qualifier>:\$LATEST)?"
)


class LocalLambda:
    """What Lambda does behind its API, for the functions in a build folder.

    `log` gets the name of a function and a line of its log, from any thread. Use it as a context
    manager: at its end, calls under way and accepted events are finished, and all processes gone.
    """

    def __init__(self, build: Path, log: Callable[[str, str], None]) -> None:
        self._build = build
        self._log = log
        self._lock = threading.Lock()
        self._stamp: tuple[tuple[str, int], ...] | None = None
        self._pools: dict[str, Pool] = {}
        self._retired: list[Pool] = []
        self._folder = tempfile.TemporaryDirectory(prefix="toolgrade-runtime-")
        self._runtime = Path(self._folder.name)
        self._background = ThreadPoolExecutor(_BACKGROUND_CALLS)
        try:
            process.link_runtime(self._runtime)
            self._load()
        except BuildError:
            self._folder.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._background.shutdown()
        for pool in [*self._pools.values(), *self._retired]:
            pool.close()
        self._folder.cleanup()

    def functions(self) -> list[Function]:
        """The functions of the build as it is now."""
        return [pool.function for pool in self._current().values()]

    def find(self, name: str) -> Function:
        """The function called `name`: logical id, function name, ARN or partial ARN.

        The account and region of an ARN are not looked at, and `$LATEST` is the only qualifier.
        """
        return self._pool(name).function

    def invoke(self, name: str, payload: bytes) -> Invocation:
        """Call a function and wait for its result. An empty payload is `{}`.

        Raises an `InvokeError` where Lambda would refuse the call.
        """
        pool = self._pool(name)
        return _run(pool, checked(payload, "RequestResponse"), wait=False)

    def submit(self, name: str, payload: bytes) -> None:
        """Call a function in the background, once; what becomes of it is in its log.

        Raises an `InvokeError` where Lambda would refuse the event.
        """
        self.find(name)
        self._background.submit(self._run_event, name, checked(payload, "Event"))

    def _run_event(self, name: str, payload: bytes) -> None:
        try:
            _run(self._pool(name), payload, wait=True)
        except LocalLambdaError as error:
            self._log(name, f"an event was lost: {error}")

    def _pool(self, name: str) -> Pool:
        pools = self._current().values()
        match = _NAME.fullmatch(name)
        wanted = match["name"] if match else None
        for pool in pools:
            if wanted in {pool.function.name, pool.function.logical_id}:
                return pool
        known = ", ".join(f"{pool.function.logical_id} ({pool.function.name})" for pool in pools)
        raise FunctionNotFoundError(f"Function not found: {name}; this build has {known}")

    def _current(self) -> dict[str, Pool]:
        with self._lock:
            if _stamp(self._build) not in {self._stamp, None}:
                try:
                    self._load()
                except BuildError as error:
                    raise NotReadyError(str(error)) from None
            return self._pools

    def _load(self) -> None:
        stamp = _stamp(self._build)  # before reading: a change in between is seen next time
        functions = read_build(self._build)
        old, self._pools = (
            self._pools,
            {
                name: Pool(function, self._runtime, partial(self._log, name))
                for name, function in functions.items()
            },
        )
        self._stamp = stamp
        for pool in old.values():
            pool.retire()
        self._retired += old.values()


def _run(pool: Pool, payload: bytes, *, wait: bool) -> Invocation:
    try:
        return pool.invoke(payload, wait=wait)
    except BuildError as error:
        raise NotReadyError(str(error)) from None


def _stamp(build: Path) -> tuple[tuple[str, int], ...] | None:
    # None while a build is under way: `sam build` empties the folder, and writes the template last.
    try:
        entries = {entry.name: entry.stat().st_mtime_ns for entry in build.iterdir()}
    except (FileNotFoundError, NotADirectoryError):
        return None
    return tuple(sorted(entries.items())) if "template.yaml" in entries else None
