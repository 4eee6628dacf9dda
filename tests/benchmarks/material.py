"""A record in BFCL's form, written for these tests."""

from __future__ import annotations

from typing import Any, Final

from benchmarks.peers.records import Record

PROPERTIES: Final[dict[str, Any]] = {
    "query": {"type": "string"},
    "limit": {"type": "integer"},
    "ratios": {"type": "array", "items": {"type": "float"}},
    "filter": {"type": "dict"},
}
TOOLS: Final[list[dict[str, Any]]] = [
    {
        "name": name,
        "description": "",
        "parameters": {"type": "dict", "properties": PROPERTIES, "required": ["query"]},
    }
    for name in ("search", "fetch")
]
RECORD: Final = Record(
    id="record-1",
    category="parallel",
    question="Which proxy statements of 2024 are there?",
    tools=TOOLS,
    accepted=[
        {
            "search": {
                "query": ["proxy statement 2024", "proxies of 2024"],
                "limit": ["", 5],
                "ratios": [[1.0, 3.5]],
                "filter": [{"form": ["DEF 14A", "DEFA14A"], "draft": [True, ""]}],
            }
        },
        {"fetch": {"query": ["annual meeting"]}},
    ],
)
