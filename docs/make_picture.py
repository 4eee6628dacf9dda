"""Draw the pictures of the last demo: `make picture` makes one first.

docs/demo.svg is what the terminal shows, docs/training.svg the curves of the recorded reinforcement
fine-tuning, docs/report.png the top of the report in a browser, and docs/audit.png the top of an
audit that fails.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from eval_jobs.audit.audit import Plan, Subject, audit
from eval_jobs.commands.compare import report_on
from eval_jobs.commands.demo import SERIES, TITLE
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.report.audit.material import AuditMaterial
from eval_jobs.report.audit.page import page
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.report.curves import print_curves
from eval_jobs.report.html.rendering import write_page
from eval_jobs.report.made import now, versions
from eval_jobs.report.steps import with_steps
from eval_jobs.results.read import read_run
from eval_jobs.results.training_metrics import read_curve_file
from eval_jobs.study import prepare

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "runs" / "demo"
EXAMPLE = ROOT / "examples" / "legal_assistant" / "test.jsonl"
OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu"),
    *("--hide-scrollbars", "--window-size=1200,1330"),
)


def draw_terminal() -> None:
    """Draw what the demo says, without its slices."""
    runs = [read_run(DEMO / name) for name in SERIES]
    study = with_steps(prepare(runs, None, force=False), DEFAULT_LEVEL)
    material = report_on(study, study.compare(DEFAULT_LEVEL), [], None, title=TITLE)
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(material, console)
    write_svg(console, "make demo", "demo.svg")


def draw_training() -> None:
    """Draw the curves of the recorded reinforcement fine-tuning."""
    console = Console(record=True, width=80, file=io.StringIO())
    print_curves(read_curve_file(EXAMPLE.parent / "training" / "rft.csv"), console)
    write_svg(console, "toolgrade job collect", "training.svg")


def write_svg(console: Console, title: str, name: str) -> None:
    """Write what a console shows; no font is fetched to show it."""
    console.print()  # the picture cuts off the last line's underscores
    picture = console.export_svg(title=title)
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    (ROOT / "docs" / name).write_text(picture, "utf-8")


def draw_audit() -> None:
    """Draw the top of the audit of the workshop's formula."""
    judge = in_process("nova_workshop", None)
    subject = Subject(judge.scorer, judge.grader, None, judge.config.model_dump(mode="json"))
    found = audit(Dataset(EXAMPLE, print), subject, Plan(), print, Stop())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "audit.html"
        write_page(path, page(AuditMaterial(found, now(), versions(["toolgrade"]))))
        photograph(path, "audit.png")


def photograph(path: Path, name: str) -> None:
    """Draw the top of a page."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    with TemporaryDirectory() as profile:
        for option in (*OPTIONS, f"--user-data-dir={profile}"):
            options.add_argument(option)
        with Chrome(options, Service("/usr/bin/chromedriver")) as browser:
            browser.get(path.as_uri())
            browser.save_screenshot(str(ROOT / "docs" / name))


if __name__ == "__main__":
    draw_terminal()
    draw_training()
    photograph(DEMO / "report" / "report.html", "report.png")
    draw_audit()
