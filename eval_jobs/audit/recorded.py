"""Real answers to audit a grader with: files of recorded answers, several to a record perhaps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eval_jobs.audit.paying import Probe
from eval_jobs.datasets.answers import RecordedAnswer, answer_lines, id_text

if TYPE_CHECKING:
    from pathlib import Path

    from eval_jobs.audit.item import Item
    from eval_jobs.datasets.answers import Report


def read_recorded(paths: Sequence[Path], items: Sequence[Item], report: Report) -> list[Probe]:
    """All answers in `paths` to these items, in order: every line counts, whatever its id.

    Lines are `{"id": ..., "prediction": ...}`. A line that is no answer is reported, and the
    answers to ids that no item has are reported together. DatasetError for a file that cannot be
    read.
    """
    known = {item.id: item for item in items}
    probes = []
    unknown: list[str] = []
    for path in paths:
        for _, line in answer_lines(path, report):
            name = id_text(line["id"])
            if name in known:
                probes.append(Probe(known[name], RecordedAnswer.of(line).prediction))
            else:
                unknown.append(name)
    if unknown:
        some = ", ".join(list(dict.fromkeys(unknown))[:3])
        report(f"{len(unknown)} recorded answers to ids that are not audited, such as {some}")
    return probes
