"""Draw docs/demo.svg, the picture in README: `make picture`, after `make demo`."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

from rich.console import Console

from eval_jobs.report.terminal import summary_table
from eval_jobs.rows import Row
from eval_jobs.summary import summarize

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Draw the table of the last demo."""
    summaries = {}
    for name in ("zero_shot", "few_shot"):
        lines = (ROOT / "runs" / "demo" / f"{name}.jsonl").read_text("utf-8").splitlines()
        summaries[name] = summarize([Row(**json.loads(line)) for line in lines])
    console = Console(record=True, width=64, file=io.StringIO())
    console.print("[bold]SmolLM2-135M-Instruct on legal_assistant, test split")
    console.print(summary_table(summaries))
    picture = console.export_svg(title="make demo")
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)  # no fetched fonts
    (ROOT / "docs" / "demo.svg").write_text(picture, "utf-8")


main()
