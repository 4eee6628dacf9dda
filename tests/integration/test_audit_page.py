"""The audit's page in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from eval_jobs.report.audit.page import page as text_of
from eval_jobs.report.html.rendering import write_page
from tests.support import audits
from tests.support.browser import CONTRAST, PICTURE_CONTRAST, Page

if TYPE_CHECKING:
    from pathlib import Path

    from selenium.webdriver import Chrome

Open = Callable[..., Page]


@pytest.fixture
def show(chrome: Chrome, tmp_path: Path) -> Iterator[Open]:
    """Opens an audit; at the end, whatever was done with it, it stayed quiet."""
    pages = []

    def show(make: audits.Make = audits.mixed) -> Page:
        write_page(tmp_path / "audit.html", text_of(make()))
        pages.append(Page(chrome, tmp_path / "audit.html"))
        return pages[-1]

    yield show
    chrome.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    (page,) = pages
    page.stayed_quiet()


@pytest.mark.parametrize("make", audits.ALL)
def test_it_opens_without_a_word_and_without_a_request(show: Open, make: audits.Make) -> None:
    page = show(make)
    assert page.run("return document.title") == page.one("h1").text
    assert page.one("header .verdicts strong").text in {"Pass", "Fail"}
    for picture in page.all("svg"):
        assert picture.aria_role in {"image", "img"}
        assert len(picture.accessible_name) > 10


def test_holes_are_open_and_the_rest_opens_on_demand(show: Open) -> None:
    page = show()
    shown = [said for said in page.all(".said") if said.is_displayed()]
    assert len(shown) == 4
    assert "answer without reading" in shown[0].text
    page.one(".check.pass summary").click()
    assert "12% expect no call." in page.one(".check.pass .said").text


@pytest.mark.parametrize("make", [audits.mixed, audits.hostile])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_never_scrolls_sideways(show: Open, make: audits.Make, width: int) -> None:
    page = show(make)
    page.resize(width)
    page.unfold()
    assert page.beyond(width) == []


def test_the_first_table_fits_a_phone(show: Open) -> None:
    page = show()
    page.resize(400)
    assert page.hidden_width(".scroll") == 0


def test_text_stands_out_from_its_background(show: Open) -> None:
    page = show()
    page.unfold()
    worst = page.run(CONTRAST)
    assert {"SPAN.level fail", "SPAN.level warn", "SPAN.level pass", "DT.", "DD."} <= set(worst)
    assert {name: value for name, value in worst.items() if value < 4.5} == {}
    assert set(page.run(PICTURE_CONTRAST)) <= {"rgb(36, 41, 47)"}
