"""Draw docs/demo.svg, the picture in README: `make picture`, after `make demo`."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from eval_jobs.commands.compare import report_on
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.results.read import read_run
from eval_jobs.study import prepare

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Draw what the last demo said, without its slices."""
    runs = [read_run(ROOT / "runs" / "demo" / name) for name in ("zero_shot", "few_shot")]
    study = prepare(runs, None, force=False)
    material = report_on(study, study.compare(DEFAULT_LEVEL), [], None)
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(material._replace(title="SmolLM2-135M-Instruct on legal_assistant"), console)
    picture = console.export_svg(title="make demo")
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)  # no fetched fonts
    (ROOT / "docs" / "demo.svg").write_text(picture, "utf-8")


main()
