"""Pieces of text that the training format keeps for itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step

RESERVED: Final = Rule("reserved_text")
PIECES: Final = (
    *("System:", "SYSTEM:", "User:", "USER:", "Bot:", "BOT:", "Assistant:", "ASSISTANT:"),
    *("Thought:", "[EOS]", "<image>", "<video>", "<unk>"),
)
"""AWS: nova-forge-sdk, dataset_checks_config, reserved keywords of Converse data."""
_ANY: Final = re.compile("|".join(map(re.escape, PIECES)))


def unreserved(text: Any, path: tuple[Step, ...]) -> Iterator[Flaw]:
    """A flaw if the text holds a reserved piece; what is no text is another rule's."""
    if isinstance(text, str) and (found := _ANY.search(text)):
        start = max(0, found.start() - 20)
        message = f"{found[0]!r} is reserved, in {text[start : found.end() + 20]!r}: reword it"
        yield Flaw(RESERVED, message, path)
