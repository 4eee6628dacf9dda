"""What the process of an execution environment runs: AWS's runtime client on a clean path.

Started as a script, never imported: python -s -S -P bootstrap.py ARTIFACT RUNTIME HANDLER
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def _end_with_parent() -> None:
    # The parent holds the other end of this pipe and never writes: end of file is its death.
    # This process leads a group of its own, in which is all that the handler started.
    os.read(0, 1)
    os.killpg(0, signal.SIGKILL)


def _main(artifact: str, runtime: str, handler: str) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.path.insert(0, runtime)
    from awslambdaric.__main__ import main  # type: ignore[import-untyped]  # has no stubs

    sys.dont_write_bytecode = True  # on AWS the artifact is read-only
    sys.path.insert(0, artifact)
    sys.argv = [handler]
    main(["", handler])


if __name__ == "__main__":
    _main(*sys.argv[1:])
