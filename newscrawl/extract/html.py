"""Bytes to tree: charset, size and depth limits."""

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newscrawl.errors import ExtractError


def parse_html(body: bytes, content_type: str = "") -> HtmlElement:
    """Parse *body* into a tree.

    Raises:
        ExtractError: If there is nothing to parse.
    """
    if not body.strip():
        raise ExtractError("empty", "the page is empty")
    return lxml_html.document_fromstring(body, parser=lxml_html.HTMLParser(encoding="utf-8"))
