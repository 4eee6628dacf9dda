"""The report in a real browser: Debian's chromium, without a window and without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select

from eval_jobs.audit.hostile import MEGABYTE
from eval_jobs.report.html import write_html
from tests.support import material
from tests.support.browser import CONTRAST, PICTURE_CONTRAST, Page

if TYPE_CHECKING:
    from selenium.webdriver import Chrome


class Report(Page):
    """A report, with its browser of samples."""

    def choose(self, selector: str, value: str) -> None:
        Select(self.one(selector)).select_by_value(value)

    def search(self, text: str) -> None:
        box = self.one("[data-filter=text]")
        box.clear()
        box.send_keys(text)

    @property
    def count(self) -> str:
        return self.one("#count").text


Open = Callable[..., Report]


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

    def show(make: material.Make = material.two_runs) -> Report:
        pages.append(Report(chrome, written(make)))
        return pages[-1]

    yield show
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    (page,) = pages
    page.stayed_quiet()


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
    page.unfold()
    assert page.beyond(width) == []


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
    page.unfold()
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


def test_the_first_table_fits_a_phone(show: Open) -> None:
    page = show()
    page.resize(400)
    assert page.hidden_width(".scroll") == 0
