"""Thin entries for quality scorers, over the very path that a crawl takes."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import to_json
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page
from newscrawl.model.moments import format_utc
from newscrawl.pipelines.drops import PageDropped
from newscrawl.pipelines.extract import with_page
from newscrawl.pipelines.validate import ValidatePipeline
from newscrawl.records import json_line
from newscrawl.settings import EXTRACT_UPDATES_IN_TEXT, VALIDATE_MIN_CHARS
from newscrawl.stripping import strip

NOTHING: dict[str, Any] = {"text": None, "title": None, "authors": [], "date": None}


def extract(html: str, url: str) -> dict[str, Any]:
    """Extract one page: ``{"text", "title", "authors", "date"}``."""
    return _scored(_read(html, url))


def strip_text(text: str, lang: str | None) -> str:
    """Strip plain text."""
    return strip(text, language=lang)


def strip_html(html: str, url: str) -> str:
    """Strip one page down to its article's text."""
    return extract(html, url)["text"] or ""


def extract_site(pages: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Extract all pages of a domain, ``(url, html)`` each, by the profile learned from them."""
    drafts = (_read(html, url, profile="") for url, html in pages)
    profile = to_json(learn(draft.sketch for draft in drafts if draft and draft.sketch))
    return [_scored(_read(html, url, profile)) for url, html in pages]


def strip_site(pages: Sequence[tuple[str, str]]) -> list[str]:
    """Strip all pages of a site, ``(url, html)`` each, down to their articles' texts."""
    return [each["text"] or "" for each in extract_site(pages)]


def record(body: bytes, url: str, content_type: str) -> dict[str, Any] | None:
    """Return the record of one page as a crawl would write it; ``None`` where a crawl would write none.

    The page is read alone: by no profile of its site, and with no memory of other pages.
    """
    page = Page(
        url,
        body,
        content_type,
        fetched_at=format_utc(datetime.now(UTC)),
        with_updates=EXTRACT_UPDATES_IN_TEXT,
    )
    try:
        draft = extract_page(page, with_updates=page.with_updates)
        article = asyncio.run(
            ValidatePipeline(VALIDATE_MIN_CHARS).process_item(with_page(draft, page))
        )
    except (ExtractError, PageDropped):
        return None
    written: dict[str, Any] = json.loads(json_line(article))
    return written


def _read(html: str, url: str, profile: str | None = None) -> Draft | None:
    body = html.encode("utf-8", "replace")
    try:
        return extract_page(Page(url, body, "text/html; charset=utf-8", profile=profile))
    except ExtractError:
        return None


def _scored(draft: Draft | None) -> dict[str, Any]:
    if draft is None:
        return NOTHING
    published = draft.metadata.published
    return {
        "text": draft.text,
        "title": draft.metadata.title,
        "authors": list(draft.metadata.authors),
        "date": published.iso[:10] if published else None,
    }
