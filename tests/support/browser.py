"""A page in a real browser: Debian's chromium, without a window and without a network."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
BEYOND: Final = """
return [...document.querySelectorAll("body *")]
  .filter((e) => !e.closest(".scroll *, .skip, .hidden, svg *, select *"))
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
  .map((e) => e.outerHTML.slice(0, 80));
"""


@contextmanager
def started(profile: Path) -> Iterator[Chrome]:
    """A browser with a profile of its own."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for option in (*OPTIONS, f"--user-data-dir={profile}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield browser
    browser.quit()


class Page:
    """A page that is open in the browser."""

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

    def run(self, script: str) -> Any:
        return self.browser.execute_script(script)

    def resize(self, width: int) -> None:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def asked_for(self) -> set[str]:
        """The addresses that the page asked for; a browser that starts opens pages of its own."""
        messages = [json.loads(entry["message"])["message"] for entry in self.log("performance")]
        return {
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
            and message["params"]["documentURL"].partition("#")[0] == self.path.as_uri()
        }

    def unfold(self) -> None:
        """Open everything that is folded away."""
        self.run("for (const each of document.querySelectorAll('details')) each.open = true")

    def beyond(self, width: int) -> list[str]:
        """What reaches over the right edge; the page itself where it scrolls sideways."""
        found: list[str] = self.run(BEYOND)
        wide = self.run("return document.documentElement.scrollWidth") > width
        return found + ["html"] * wide

    def hidden_width(self, selector: str) -> int:
        """The pixels of the first such element that are only seen when it is scrolled sideways."""
        script = (
            "const e = document.querySelector(arguments[0]); return e.scrollWidth - e.clientWidth"
        )
        hidden: int = self.browser.execute_script(script, selector)
        return hidden

    def stayed_quiet(self) -> None:
        """Nothing was complained about, and nothing but the page was asked for."""
        assert self.log("browser") == []
        assert self.asked_for() - {self.path.as_uri()} == set()
