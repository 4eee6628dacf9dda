"""Draw the pictures of the last demo: `make picture` makes one first.

docs/demo.svg is what the terminal shows, docs/report.png the top of the report in a browser.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from eval_jobs.commands.compare import report_on
from eval_jobs.gate.rules import DEFAULT_LEVEL
from eval_jobs.report.comparison_table import print_comparison
from eval_jobs.results.read import read_run
from eval_jobs.study import prepare

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "runs" / "demo"
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,1330")


def draw_terminal() -> None:
    """Draw what the demo says, without its slices."""
    runs = [read_run(DEMO / name) for name in ("zero_shot", "few_shot")]
    study = prepare(runs, None, force=False)
    material = report_on(study, study.compare(DEFAULT_LEVEL), [], None)
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(material._replace(title="SmolLM2-135M-Instruct on legal_assistant"), console)
    picture = console.export_svg(title="make demo")
    picture = re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL)  # no fetched fonts
    (ROOT / "docs" / "demo.svg").write_text(picture, "utf-8")


def draw_report() -> None:
    """Draw the top of the report."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    with TemporaryDirectory() as profile:
        for option in (*OPTIONS, f"--user-data-dir={profile}"):
            options.add_argument(option)
        with Chrome(options, Service("/usr/bin/chromedriver")) as browser:
            browser.get((DEMO / "report" / "report.html").as_uri())
            browser.save_screenshot(str(ROOT / "docs" / "report.png"))


draw_terminal()
draw_report()
