"""The report in a real browser: Debian's chromium, without a window and without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from eval_jobs.report.html import write_html
from tests.support import material
from tests.support.hostile import MEGABYTE

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

OPTIONS: Final = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
CONTRAST: Final = """
const parts = (text) => text.match(/[0-9.]+/g).map(Number);
const light = (rgb) => {
  const [r, g, b] = rgb.map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const background = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const found = parts(getComputedStyle(at).backgroundColor);
    if (found.length === 3 || found[3] === 1) return found.slice(0, 3);
  }
  return [255, 255, 255];
};
const worst = {};
for (const element of document.querySelectorAll("body *:not(svg *):not(script):not(noscript)")) {
  const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own || !element.getClientRects().length || element.disabled) continue;
  const [a, b] = [parts(getComputedStyle(element).color), background(element)].map(light);
  const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const key = element.tagName + "." + element.className;
  worst[key] = Math.min(worst[key] ?? 99, contrast);
}
return worst;
"""
PICTURE_CONTRAST: Final = """
return [...document.querySelectorAll("svg text")].map((text) => getComputedStyle(text).fill);
"""


@pytest.fixture(scope="session")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for option in (*OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield browser
    browser.quit()


class Page:
    """A report that is open in the browser."""

    def __init__(self, browser: Chrome, path: Path) -> None:
        self.browser = browser
        self.path = path
        for kind in ("browser", "performance"):
            self.log(kind)  # what others left there
        browser.get(path.as_uri())

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser wrote since the last call."""
        entries: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return entries

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def choose(self, selector: str, value: str) -> None:
        Select(self.one(selector)).select_by_value(value)

    def search(self, text: str) -> None:
        box = self.one("[data-filter=text]")
        box.clear()
        box.send_keys(text)

    @property
    def count(self) -> str:
        return self.one("#count").text

    def run(self, script: str) -> Any:
        return self.browser.execute_script(script)

    def resize(self, width: int) -> None:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def asked_for(self) -> set[str]:
        """The addresses that the browser asked for."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return {
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        }


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[material.Make], Path]:
    """The report's file of a material, written once."""
    folder = tmp_path_factory.mktemp("reports")

    def write(make: material.Make) -> Path:
        path = folder / f"{make.__name__}.html"
        if not path.exists():
            write_html(path, make())
        return path

    return write


@pytest.fixture
def show(chrome: Chrome, written: Callable[[material.Make], Path]) -> Iterator[Open]:
    """Opens a report; at the end, whatever was done with it, it stayed quiet."""
    pages = []

    def show(make: material.Make = material.two_runs) -> Page:
        pages.append(Page(chrome, written(make)))
        return pages[-1]

    yield show
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    (page,) = pages
    assert page.log("browser") == []
    assert page.asked_for() <= {page.path.as_uri(), "data:,"}


@pytest.mark.parametrize("make", material.ALL)
def test_it_opens_without_a_word_and_without_a_request(show: Open, make: material.Make) -> None:
    page = show(make)
    assert page.one("h1").is_displayed()
    assert page.one("#browser").is_displayed()
    assert page.run("return document.title") == page.one("h1").text


def test_the_policy_is_in_force(show: Open) -> None:
    page = show()
    blocked = page.run(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        "document.body.append(s); return window.ran === undefined"
    )
    assert blocked
    (message,) = page.log("browser")
    assert "Content Security Policy" in message["message"]


def test_filters_narrow_down_and_reset(show: Open) -> None:
    page = show()
    assert page.count == "60 of 60 samples (chosen from 200)"
    assert len(page.all("article")) == 25
    page.choose("[data-filter=kind]", "wrong_value")
    assert page.count.startswith("38 of 60")
    page.choose("[data-filter=run]", "few_shot")
    assert page.count.startswith("0 of 60")
    page.choose("[data-filter=run]", "zero_shot")
    page.choose("[data-slice=Type]", "Fees")
    assert page.count.startswith("18 of 60")
    page.one("#reset").click()
    assert page.count.startswith("60 of 60")
    for outcome, expected in (("won", 38), ("lost", 0), ("unscored", 3), ("wrong", 38)):
        page.choose("[data-filter=outcome]", outcome)
        assert page.count.startswith(f"{expected} of 60"), outcome


def test_search_reads_questions_ids_and_answers(show: Open) -> None:
    page = show()
    page.search("QUESTION 17)")
    assert [title.text for title in page.all("article h3")] == ["test-0017"]
    page.search("test-0042")
    assert page.count.startswith("1 of 60")
    page.search('"limit": 5')
    assert page.count.startswith("40 of 60")
    page.search("nowhere")
    assert page.count.startswith("0 of 60")


def test_pages_are_turned(show: Open) -> None:
    page = show()
    assert page.one("#page").text == "Page 1 of 3"
    assert not page.one("#previous").is_enabled()
    page.one("#next").click()
    page.one("#next").click()
    assert page.one("#page").text == "Page 3 of 3"
    assert not page.one("#next").is_enabled()
    assert [title.text for title in page.all("article h3")][-1] == "test-0059"
    page.search("test-0001")
    assert page.one("#page").text == "Page 1 of 1"


def test_the_difference_is_marked(show: Open) -> None:
    page = show()
    page.search("test-0001")
    reference, first, second = page.all("article .sides > div")
    assert [mark.text for mark in first.find_elements(By.TAG_NAME, "del")] == [
        *('"S-3"', "shares: 1210000"),
    ]
    assert [mark.text for mark in first.find_elements(By.TAG_NAME, "ins")] == ['"S-1"', "limit: 5"]
    assert second.find_elements(By.CSS_SELECTOR, "ins, del") == []
    assert 'form: "S-3"' in reference.text
    assert "reward 0.400, missing_parameter, extra_parameter, wrong_value" in first.text
    assert "reward 1.000, won" in second.text


def test_a_hostile_answer_stays_text(show: Open) -> None:
    page = show(material.hostile)
    assert page.run("return document.scripts.length") == 2
    assert page.all("#list img, #list script, #list b") == []
    assert page.run("return document.title").startswith("</script>")
    written = page.run("return document.querySelector('article .sides details pre').textContent")
    assert "</script><script>document.title='owned'</script><!-- <script> ]]>" in written
    raws = page.run(
        "return [...document.querySelectorAll('article:first-child .sides details pre')]"
        ".map((pre) => pre.textContent)"
    )
    assert any(r"\u202e\x1b[31m <img src=x onerror=alert(1)>" in raw for raw in raws)


def test_a_megabyte_is_cut_until_asked_for(show: Open) -> None:
    page = show(material.hostile)
    (more,) = [
        button for button in page.all("article:first-child button.more") if button.is_displayed()
    ]
    assert more.text == f"Show all ({MEGABYTE:,} characters)"
    length = (
        "return Math.max(...[...document.querySelectorAll('#list pre')]"
        ".map((pre) => pre.textContent.length))"
    )
    assert page.run(length) == 4000
    page.run("document.querySelector('article:first-child button.more').focus()")
    more.send_keys(Keys.ENTER)
    assert page.run(length) == MEGABYTE


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(show: Open) -> None:
    page = show()
    wanted = page.run(
        "return [...document.querySelectorAll("
        "'#browser select, #browser input, #reset, #next, summary, .scroll')]"
        ".filter((e) => e.getClientRects().length && e.closest('details:not([open])') === null"
        " || e.tagName === 'SUMMARY').length"
    )
    reached = set()
    page.run("document.querySelector('.skip').focus()")
    for _ in range(400):
        ActionChains(page.browser).send_keys(Keys.TAB).perform()
        tag, key, outline = page.run(
            "const e = document.activeElement; e.dataset.at ??= String(Math.random());"
            "return [e.tagName, e.dataset.at, getComputedStyle(e).outlineStyle]"
        )
        if tag == "BODY":
            break
        assert outline != "none", tag
        reached.add(key)
        if page.run("return document.activeElement.id") == "next":
            break
    assert len(reached) >= wanted - page.run(
        "return document.querySelectorAll('footer summary').length"
    )
    assert page.run("return document.activeElement.id") == "next"
    ActionChains(page.browser).send_keys(Keys.ENTER).perform()
    assert page.one("#page").text == "Page 2 of 3"


@pytest.mark.parametrize("make", [material.two_runs, material.three_runs, material.hostile])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_never_scrolls_sideways(show: Open, make: material.Make, width: int) -> None:
    page = show(make)
    page.resize(width)
    page.run("for (const details of document.querySelectorAll('details')) details.open = true")
    assert page.run("return document.documentElement.scrollWidth") <= width
    beyond = page.run(
        "return [...document.querySelectorAll('body *')]"
        ".filter((e) => !e.closest('.scroll *, .skip, .hidden, svg *, select *'))"
        ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )
    assert beyond == []


def test_sides_are_stacked_on_a_phone_and_beside_each_other_on_a_desk(show: Open) -> None:
    page = show()
    lefts = (
        "return new Set([...document.querySelector('.sides').children]"
        ".map((e) => e.getBoundingClientRect().left)).size"
    )
    page.resize(360)
    assert page.run(lefts) == 1
    page.resize(1280)
    assert page.run(lefts) == 3


def test_text_stands_out_from_its_background(show: Open) -> None:
    page = show()
    page.run("for (const details of document.querySelectorAll('details')) details.open = true")
    worst = page.run(CONTRAST)
    assert {"INS.", "DEL.", "P.facts", "SUMMARY.", "P.compared"} <= set(worst)
    assert {name: value for name, value in worst.items() if value < 4.5} == {}
    assert set(page.run(PICTURE_CONTRAST)) <= {"rgb(36, 41, 47)", "rgb(255, 255, 255)"}


@pytest.mark.parametrize("make", material.ALL)
def test_every_picture_and_control_has_a_name(show: Open, make: material.Make) -> None:
    page = show(make)
    for picture in page.all("svg"):
        assert picture.aria_role in {"image", "img"}
        assert len(picture.accessible_name) > 10
    for control in page.all("#browser select, #browser input, #browser button, .scroll"):
        assert control.accessible_name or not control.is_displayed()


def test_tables_and_plots_are_there_without_scripts(
    show: Open, written: Callable[[material.Make], Path]
) -> None:
    page = show()
    try:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        page.browser.get(written(material.two_runs).as_uri())
        assert len(page.all("figure svg")) == 10
        assert page.one("section table").is_displayed()
        assert "turned off" in page.one("noscript").text
        assert not page.one("#browser").is_displayed()
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
