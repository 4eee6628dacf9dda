"""What is left to recover when text is almost JSON: a reader of JSON and Python literals.

It accepts what small models write: single quotes, `True` and `None`, bare keys, trailing commas,
tuples, duplicate keys, missing or mixed-up closers, and text that stops in the middle. Members
that are complete are kept, so that an answer cut off by a token limit keeps the calls it had
finished. Nothing is ever evaluated; every character is read at most once.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graders.parsing.strict import MAX_DEPTH

if TYPE_CHECKING:
    from graders.sample import JSON

_SPACE: Final = re.compile(r"(?:\s|//[^\n]*\n)*")
_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r'|"[^"\\]*(?:\\.[^"\\]*)*"'
    r"|'[^'\\]*(?:\\.[^'\\]*)*'",
    re.DOTALL,
)
_NUMBER: Final = re.compile(r"[-+]?(?:\d++(?:_\d++)*+\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?(?![\w.])")
_WORD: Final = re.compile(r"[^\W\d][\w.\-]*")
_ESCAPE: Final = re.compile(
    r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.)", re.DOTALL
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_WORDS: Final[dict[str, JSON]] = {
    "true": True,
    "false": False,
    "null": None,
    "True": True,
    "False": False,
    "None": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
}
MAX_DIGITS: Final = 400
"""Longer numbers stay text: no double holds them, and converting them costs quadratic time."""


class UnreadableError(ValueError):
    """There is no literal here, or the text ends inside it."""


class LenientReader:
    """Reads literals from `text`, starting at `position`, which moves along.

    `clean` turns False at the first thing that neither JSON nor Python would have accepted.
    """

    def __init__(self, text: str, position: int = 0) -> None:
        self.text = text
        self.position = position
        self.clean = True

    def value(self, depth: int = 0) -> JSON:
        """The literal at `position`. `UnreadableError` if there is no complete one."""
        start = self.peek()
        if start in "{[(":
            if depth >= MAX_DEPTH:
                self.position = len(self.text)  # nothing in there, or after it, is worth a look
                self.clean = False
                raise UnreadableError("too deep")
            self.position += 1
            return self._object(depth + 1) if start == "{" else self._array(depth + 1)
        if start in "\"'":
            return self.string()
        if match := _NUMBER.match(self.text, self.position):
            return _number(self._complete(match))
        word = self._complete(self._match(_WORD))
        if word not in _WORDS:
            self.clean = False
        return _WORDS.get(word, word)

    def peek(self) -> str:
        """The next character that is not white space; `UnreadableError` at the end of the text."""
        self.position = _SPACE.match(self.text, self.position).end()  # type: ignore[union-attr]  # matches the empty text
        if self.position >= len(self.text):
            self.clean = False
            raise UnreadableError("the text ends here")
        return self.text[self.position]

    def take(self, characters: str) -> bool:
        """Whether the next character is one of `characters`; if so it is passed over."""
        if self.peek() not in characters:
            return False
        self.position += 1
        return True

    def word(self) -> str:
        """The identifier at `position` (dots and hyphens are part of a tool's name)."""
        self.peek()
        return self._match(_WORD)

    def string(self) -> str:
        """The quoted text at `position`, its escapes resolved."""
        match = _STRING.match(self.text, self.position)
        if match is None:
            self.position = len(self.text)  # never closed: all that follows belongs to it
            self.clean = False
            raise UnreadableError("the text ends inside quotes")
        self.position = match.end()
        token = match[0]
        quotes = 3 if token.startswith('"""') and len(token) > 5 else 1  # noqa: PLR2004  # two times three
        return _unescape(token[quotes:-quotes])

    def _match(self, pattern: re.Pattern[str]) -> str:
        if match := pattern.match(self.text, self.position):
            self.position = match.end()
            return match[0]
        self.clean = False
        raise UnreadableError(f"no literal at {self.position}")

    def _complete(self, token: re.Match[str] | str) -> str:
        """A number or word; one that the text's end cuts off may have gone on."""
        if not isinstance(token, str):
            self.position = token.end()
            token = token[0]
        if self.position >= len(self.text):
            self.clean = False
            raise UnreadableError("the text ends inside a token")
        return token

    def _object(self, depth: int) -> dict[str, JSON]:
        found: dict[str, JSON] = {}
        try:
            while not self.take("}])"):
                if self.text[self.position] not in "\"'" and not _WORD.match(
                    self.text, self.position
                ):
                    self.clean = False  # no key: the closing brace is missing
                    return found
                key = str(self.value(depth))
                if not self.take(":"):
                    self.clean = False
                    return found
                value = self.value(depth)
                self.clean &= key not in found
                found[key] = value
                self._separator()
            self.clean &= self.text[self.position - 1] == "}"
        except UnreadableError:
            self.clean = False
        return found

    def _array(self, depth: int) -> list[JSON]:
        found: list[JSON] = []
        try:
            while not self.take("])}"):
                found.append(self.value(depth))
                self._separator()
            self.clean &= self.text[self.position - 1] != "}"
        except UnreadableError:
            self.clean = False
        return found

    def _separator(self) -> None:
        if not self.take(",") and self.peek() not in "}])":
            self.clean = False


def _number(token: str) -> JSON:
    if len(token) > MAX_DIGITS:
        return token
    return float(token) if any(mark in token for mark in ".eE") else int(token)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # pairs become one character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(escape: re.Match[str]) -> str:
    code = escape[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPES.get(code, code)
