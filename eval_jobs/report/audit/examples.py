"""The answer that shows a hole, cut to what somebody would read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eval_jobs.audit.check import Example

MOST: Final = 3000
"""Characters of a text that a page or a file keeps."""


def shortened(example: Example) -> Example:
    """The example with texts of at most MOST characters; what is left out is counted."""
    return example._replace(
        question=_cut(example.question), right=_cut(example.right), answer=_cut(example.answer)
    )


def _cut(text: str) -> str:
    more = len(text) - MOST
    return f"{text[:MOST]}… ({more:,} more characters)" if more > 0 else text
