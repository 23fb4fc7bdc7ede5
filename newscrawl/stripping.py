"""The article in a text or a page that is at hand: ``newscrawl.strip`` and ``newscrawl.explain``."""

import re

from newscrawl.boilerplate.strip import split_text, strip_blocks
from newscrawl.extract.characters import without_hidden
from newscrawl.extract.page import extract_page
from newscrawl.items import Facts, Page, Stripped

_HTML = re.compile(r"\s*(?:<\?xml|<!--|<!doctype\s+html|<[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
"""How HTML begins: a document, or a piece of one. A text may mention tags, but does not begin with one."""


def strip(text_or_html: str, url: str | None = None, language: str | None = None) -> str:
    """Give the article's text: blocks joined by blank lines.

    *language* is an ISO 639-1 code; ``None``: found from the text.

    Raises:
        ExtractError: If HTML holds no article.
    """
    return explain(text_or_html, url, language).text


def explain(text_or_html: str, url: str | None = None, language: str | None = None) -> Stripped:
    """Split a text (a block a line) or a page (HTML by its content) into what is kept and what is removed.

    Raises:
        ExtractError: If HTML holds no article.
    """
    if _HTML.match(text_or_html):
        body = text_or_html.encode("utf-8", "replace")
        draft = extract_page(Page(url or "https://page.invalid/", body, "text/html; charset=utf-8"))
        return Stripped(draft.blocks, draft.removed)
    return strip_blocks(split_text(without_hidden(text_or_html)), Facts(url=url, language=language))
