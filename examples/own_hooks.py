"""A hook: it runs in the worker processes, on each page, after its article was extracted."""

from typing import Any

from lxml.html import HtmlElement

import newscrawl

WORDS_A_MINUTE = 220


def add_reading_time(draft: newscrawl.Draft, tree: HtmlElement) -> dict[str, Any]:
    """Return own fields for ``metadata.extra``; *tree* is the page as it came, scripts included."""
    words = len(draft.text.split())
    generator = tree.xpath("string(//meta[@name='generator']/@content)")
    return {"minutes": max(1, round(words / WORDS_A_MINUTE)), "generator": str(generator)}
