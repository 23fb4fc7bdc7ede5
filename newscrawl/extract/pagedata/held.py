"""HTML that a page holds for its scripts to show: in templates, fields and attributes."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

MIN_CHARS: Final = 200
_TEMPLATES: Final = etree.XPath(
    "//script[contains(@type, 'template') or @type = 'text/html' or contains(@type, 'handlebars')]"
)
_FIELDS: Final = etree.XPath(f"//textarea[string-length() >= {MIN_CHARS}]")
_ATTRIBUTES: Final = etree.XPath(
    f"//@*[string-length() >= {MIN_CHARS}][contains(., '<p') or ../@itemprop = 'articleBody']"
)


def held_html(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield the HTML that *tree* holds, each with the names of its place; *tree* is not changed."""
    for element in chain(_TEMPLATES(tree), _FIELDS(tree)):
        yield _names_of(element), element.text or ""
    for value in _ATTRIBUTES(tree):
        yield f"{value.attrname} {_names_of(value.getparent())}", str(value)
    for template in tree.iter("template"):
        yield _names_of(template), _content_of(template)


def _names_of(element: HtmlElement) -> str:
    return f"{element.get('id', '')} {element.get('class', '')}"


def _content_of(template: HtmlElement) -> str:
    """Return the HTML in *template*."""
    inner = (etree.tostring(each, encoding="unicode") for each in template.iterchildren())
    return "".join(inner)
