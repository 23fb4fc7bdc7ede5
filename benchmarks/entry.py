"""Thin entries for quality scorers, over the very path that a crawl takes."""

from typing import Any

from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.extract.page import extract_page
from newscrawl.items import Block, Facts, Page


def extract(html: str, url: str) -> dict[str, Any]:
    """Extract one page: ``{"text", "title", "authors", "date"}``."""
    draft = extract_page(Page(url, html.encode("utf-8", "replace"), "text/html; charset=utf-8"))
    published = draft.metadata.published
    return {
        "text": draft.text,
        "title": draft.metadata.title,
        "authors": list(draft.metadata.authors),
        "date": published.iso[:10] if published else None,
    }


def strip_text(text: str, lang: str | None) -> str:
    """Strip plain text."""
    blocks = [Block(line.strip()) for line in text.splitlines() if line.strip()]
    return strip_blocks(blocks, Facts(language=lang)).text


def strip_html(html: str, url: str) -> str:
    """Strip one page down to its article's text."""
    return str(extract(html, url)["text"])
