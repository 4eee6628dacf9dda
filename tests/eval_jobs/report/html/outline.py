"""What a page is made of, and that it lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser


class Outline(HTMLParser):
    """Which elements a page has, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.setdefault(tag, []).append("")
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = "" if tag == self._open else self._open

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open][-1] += data

    def asks_for_nothing(self) -> None:
        """Nothing comes from elsewhere, and no attribute is a style or a script."""
        for tag, attributes in self.elements:
            assert tag not in {"img", "iframe", "object", "embed", "base", "form", "audio", "video"}
            assert "src" not in attributes
            assert "style" not in attributes
            assert not [name for name in attributes if name.startswith("on")]
            href = attributes.get("href")
            assert href is None or href == "data:," or href.startswith("#")

    def policy(self) -> dict[str, str]:
        """The rules of the page's security policy."""
        (policy,) = [
            str(attributes["content"])
            for _, attributes in self.elements
            if attributes.get("http-equiv") == "Content-Security-Policy"
        ]
        return dict(rule.split(" ", 1) for rule in policy.split("; "))

    def styled_by_hash(self) -> None:
        """The policy allows the style that is there, and nothing but it and a script."""
        rules = self.policy()
        assert rules.pop("script-src")
        assert rules == {
            "default-src": "'none'",
            "style-src": sha256(self.texts["style"][0]),
            "img-src": "data:",
            "base-uri": "'none'",
            "form-action": "'none'",
        }


def sha256(text: str) -> str:
    """The text's digest, as a policy has it."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
