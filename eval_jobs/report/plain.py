"""Untrusted text for a terminal: ids, reasons and messages hold what models and files say."""

from __future__ import annotations

import sys


def plain(text: object) -> str:
    r"""The text on one line, with every character that a terminal could act on written out.

    Control characters, line ends, marks that turn the writing direction and lone surrogates
    become escapes such as `\x1b`, so that text can neither move the cursor nor hide itself.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in str(text)
    )


def complain(message: object) -> None:
    """Write a message to standard error; its line ends stay."""
    lines = (plain(line) for line in str(message).split("\n"))
    sys.stderr.write("\n".join(lines) + "\n")
