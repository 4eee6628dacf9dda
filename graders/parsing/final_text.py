"""From everything a model wrote to the part that is its answer: no thoughts, no wrapping."""

from __future__ import annotations

from typing import Final

THOUGHTS: Final = (
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
)
SOLUTIONS: Final = (
    ("<|begin_of_solution|>", "<|end_of_solution|>"),
    ("<solution>", "</solution>"),
    ("<answer>", "</answer>"),
)


def final_text(text: str) -> str:
    """The answer inside `text`: thoughts removed, the solution blocks' content if there are any.

    A thought that is never closed runs to the solution, or to the end; one that was opened in
    the prompt runs to its closing tag. A solution that is never closed (cut off by the token
    limit) runs to the end.
    """
    if "<" not in text:
        return text.strip()
    text = without_thoughts(text)
    solved = False
    for opening, closing in SOLUTIONS:
        if opening in text:
            blocks = text.split(opening)[1:]
            text = "\n".join(block.split(closing, 1)[0] for block in blocks)
            solved = True
        text = text.replace(closing, "")
    for opening, _ in () if solved else THOUGHTS:
        text = text.split(opening, 1)[0]
    return text.strip()


def without_thoughts(text: str) -> str:
    """`text` without the thoughts that are closed."""
    for opening, closing in THOUGHTS:
        text = _without(text, opening, closing)
    return text


def _without(text: str, opening: str, closing: str) -> str:
    """`text` without its closed thoughts, nor what precedes a closing tag nobody opened."""
    if closing not in text:
        return text
    *thoughts, rest = text.split(closing)
    kept = [thought.split(opening, 1)[0] for thought in thoughts if opening in thought]
    unopened = any(opening not in thought for thought in thoughts)
    return rest if unopened else "".join([*kept, rest])
