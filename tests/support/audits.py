"""Audits in small: a few shapes that every form of their report has to bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from eval_jobs.audit.check import Audit, Bar, Check, Example, Group, Ladder, Rung, Section
from eval_jobs.report.audit.material import AuditMaterial
from tests.support.material import HOSTILE

RIGHT: Final = '[{"name": "statute_retrieval", "arguments": {"citation": "17 CFR 229.404"}}]'
EXAMPLE: Final = Example(
    "test-0007", "What does Item 404 say?", RIGHT, RIGHT.replace("404", "999"), 0.97
)
SECTIONS: Final = {
    "free_lunch": "Free lunch",
    "blind_spots": "Blind spots",
    "false_zeros": "False zeros",
    "robustness": "Robustness",
    "gradient": "Gradient",
    "data": "Data",
}


def bar(title: str, warn: float = 0.2, fail: float = 0.25) -> Bar:
    """A bar that rewards must stay below."""
    why = "A policy would learn to answer without reading."
    return Bar(title, "reward", "above", warn, fail, why, "Pay values, not names.")


def passing() -> AuditMaterial:
    """Every section, each with one check that passes."""
    sections = [
        Section(name, title, [Check(f"{name}.one", bar(f"One of {name}"), 0.1, 20)])
        for name, title in SECTIONS.items()
    ]
    return _material(sections)


def mixed() -> AuditMaterial:
    """All that a report can show: holes, warnings, what could not be measured, ladders, groups."""
    sections = {section.name: section for section in passing().audit.sections}
    sections["free_lunch"] = sections["free_lunch"]._replace(
        checks=[
            Check("free_lunch.nothing", bar("Nothing at all"), 0.0, 208, "12% expect no call."),
            Check("free_lunch.constant", bar("Best constant answer"), 0.51, 900, "", EXAMPLE),
            Check("free_lunch.every", bar("Every tool, the question pasted in"), 0.22, 208),
            Check(
                "free_lunch.near", bar("Nearest neighbour's answer"), None, 0, "Too few records."
            ),
        ]
    )
    depths = ((0.0, 1.0), (0.25, 0.8), (0.5, 0.6), (1.0, 0.31))
    rungs = tuple(Rung(d, r, r - 0.1 * d, min(1.0, r + 0.2 * d), 208) for d, r in depths)
    blind = [
        Check("blind_spots.repeat", bar("Every call ten times"), 0.31, 208, "", EXAMPLE),
        Check(
            "blind_spots.rises",
            Bar("Steps that pay more", "share", "above", 0.0, 0.0, "Why.", "Mend."),
            0.0004,
            2500,
        ),
    ]
    ladders = [
        Ladder("repeat", "Calls repeated", rungs, 800, 1, 20),
        Ladder("shuffle", "Words shuffled", rungs, 400, 0, 0),
    ]
    sections["blind_spots"] = Section("blind_spots", "Blind spots", blind, ladders)
    sections["gradient"] = sections["gradient"]._replace(
        groups=[
            Group("weak policy", 4, 208, 0.02, 0.21, 0.93),
            Group("weak policy", 8, 208, 0.0, 0.22, 0.94),
            Group("recorded answers", 4, 52, 0.4, 0.08, None),
        ]
    )
    made = _material(list(sections.values()))
    audit = made.audit._replace(records=5000, audited=1000, failures=["f failed: Boom: no"])
    return made._replace(audit=audit)


def hostile() -> AuditMaterial:
    """Names and texts that want to be markup, or to move a cursor."""
    example = Example(HOSTILE, f"{HOSTILE}\n{HOSTILE}", HOSTILE, HOSTILE * 500 + "\ud800", None)
    check = Check("free_lunch.x", bar(HOSTILE), 0.9, 1, HOSTILE, example)
    ladder = Ladder("x", HOSTILE, (Rung(0.0, 1.0, 1.0, 1.0, 1),), 0, 0, 0)
    group = Group(HOSTILE, 4, 1, 1.0, 0.0, None)
    section = Section("free_lunch", HOSTILE, [check], [ladder], [group])
    made = _material([section])
    audit = made.audit._replace(
        dataset=HOSTILE, grader=HOSTILE, failures=[HOSTILE] * 5, configuration={HOSTILE: HOSTILE}
    )
    return made._replace(audit=audit)


def unasked() -> AuditMaterial:
    """Something wrong with the data, for which no grader was asked."""
    bars = Bar("References with other tools", "share", "above", 0.0, 0.0, "Why.", "Mend.")
    example = EXAMPLE._replace(answer=RIGHT, reward=None, asked=False)
    check = Check("data.not_offered", bars, 0.1, 20, "", example)
    return _material([Section("data", "Data", [check])])


def _material(sections: list[Section]) -> AuditMaterial:
    audit = Audit(
        dataset="test.jsonl",
        sha256="ab" * 32,
        records=208,
        audited=208,
        grader="tool_call",
        function=None,
        configuration={"preset": "default"},
        seed=0,
        probes=12345,
        failures=[],
        sections=sections,
    )
    return AuditMaterial(audit, "2026-11-22 00:00 UTC", {"toolgrade": "0.1.0"})


Make = Callable[[], AuditMaterial]
ALL: Final = (passing, mixed, hostile)
