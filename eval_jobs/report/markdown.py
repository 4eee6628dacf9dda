"""A comparison as Markdown, for a pull request. Names and sentences are text, never markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eval_jobs.report.plain import plain
from eval_jobs.report.tables import Table, leaderboard, metrics, slices_in_full
from eval_jobs.report.wording import compared, method, verdicts

if TYPE_CHECKING:
    from eval_jobs.report.material import Material

_MARKUP: Final = re.compile(r"[\\`*_\[\]|~$]")
_LINKS: Final = re.compile(r"[@#]|://|\bwww(?=\.)")
_BREAK: Final = "<!-- -->"
_START: Final = re.compile(r"[-+=](?!\d)|\d+(?=[.)](?:\s|$))")


def comparison_markdown(material: Material) -> str:
    """The report in short: what was compared, sentences, gate, tables, notes."""
    return "\n\n".join(_blocks(material)) + "\n"


def _blocks(material: Material) -> Iterator[str]:
    yield f"## {escaped(material.title)}"
    yield escaped(compared(material))
    if sentences := verdicts(material):
        yield "\n".join(f"- {escaped(sentence)}" for sentence in sentences.values())
    if material.verdicts:
        yield "\n".join(
            ["### Gate", ""]
            + [f"- **{escaped(out)}**: {escaped(sentence)}" for out, sentence in material.verdicts]
        )
    yield _table(leaderboard(material))
    if material.comparison is not None:
        yield escaped(method(material.comparison))
    for table in (metrics(material), *slices_in_full(material)):
        yield f"<details><summary>{_as_html(table.caption)}</summary>"
        yield _table(table)
        yield "</details>"
    if material.notes:
        yield "\n".join(["### Notes", "", *(f"- {escaped(note)}" for note in material.notes)])


def _table(table: Table) -> str:
    columns = [escaped(column) for column in table.columns]
    rows = [[escaped(cell) for cell in row] for row in table.rows]
    rule = [":--", *["--:"] * (len(columns) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (columns, rule, *rows))


def escaped(text: str) -> str:
    """The text as Markdown that shows it, on one line: no markup, links, mentions or issues."""
    shown = _MARKUP.sub(r"\\\g<0>", _as_html(text))
    return _START.sub(_escape_start, shown, count=1) if _START.match(shown) else shown


def _escape_start(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def _as_html(text: str) -> str:
    """Text for HTML, with comments where a site would see a link or somebody's name."""
    safe = html.escape(plain(text), quote=False)
    return _LINKS.sub(lambda match: match[0][0] + _BREAK + match[0][1:], safe)
