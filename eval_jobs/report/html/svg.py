"""A matplotlib figure as SVG that stands inside a page: named, and under its security policy."""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SVG: Final = "http://www.w3.org/2000/svg"
HREF: Final = "{http://www.w3.org/1999/xlink}href"
_FONT_SIZE: Final = re.compile(r"([0-9.]+)px")


def inline(figure: Figure, key: str, title: str, description: str) -> Markup:
    """The figure as an `<svg>` element; `key` makes its ids unique in the page.

    A page whose policy allows no inline styles ignores `style` attributes, so they become plain
    ones. Texts stay text, in the page's font.
    """
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that matplotlib's font lacks
        figure.savefig(buffer, format="svg")
    root = ET.fromstring(buffer.getvalue())  # noqa: S314  # matplotlib wrote it just now
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
    for element in root.iter():
        _plain_attributes(element, key)
    del root.attrib["width"], root.attrib["height"]
    root.set("role", "img")
    root.set("aria-label", f"{title}. {description}")
    for tag, text in (("desc", description), ("title", title)):
        child = ET.Element(f"{{{SVG}}}{tag}")
        child.text = text
        root.insert(0, child)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")  # HTML needs no namespaces
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704  # escaped as XML


def _plain_attributes(element: ET.Element, key: str) -> None:
    for declaration in element.attrib.pop("style", "").split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            size = _FONT_SIZE.search(value)
            name, value = ("font-size", size[0]) if size else ("", "")
        if name and name != "font-family":
            element.set(name, value)
    reference = element.attrib.pop(HREF, None)
    if reference is not None:
        element.set("href", reference)
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{key}-{value}")
        elif name == "href":
            element.set(name, f"#{key}-{value.removeprefix('#')}")
        else:
            element.set(name, value.replace("url(#", f"url(#{key}-"))
