"""Whether the libraries are installed that train and ask a model on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

LIBRARIES: Final = ("torch", "transformers", "trl", "peft", "datasets")
INSTALL: Final = "Run `make local`, then this command as `.venv-local/bin/toolgrade ...`."


def missing() -> list[str]:
    """The libraries that this interpreter does not find; none of them is imported."""
    return [name for name in LIBRARIES if find_spec(name) is None]


def told(names: list[str]) -> str:
    """What is wrong where these are missing, without how to mend it."""
    return f"the local backend is an extra, which is not installed here ({', '.join(names)})"
