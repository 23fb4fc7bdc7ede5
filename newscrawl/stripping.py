"""The article in a text or a page at hand: ``newscrawl.strip``, ``explain`` and ``extract``."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newscrawl.boilerplate.strip import split_text, strip_blocks
from newscrawl.errors import ExtractError
from newscrawl.extract.characters import composed, without_hidden
from newscrawl.extract.parse.charset import decode
from newscrawl.extract.parse.html import kind_of_data
from newscrawl.model.article import Article
from newscrawl.model.items import Draft, Facts, Page, Stripped
from newscrawl.model.moments import format_utc

if TYPE_CHECKING:
    from newscrawl.extract.hooks import Hook

_HTML = re.compile(
    r"[\s\x00-\x1f\ufffd]*(?:<\?xml|<!--|<!doctype\s+html|<[a-z][a-z0-9]*[\s>/])", re.IGNORECASE
)
"""How HTML begins: a document, or a piece of one. A text may mention tags, but does not begin with one."""
_CLOSED = re.compile(r"</(?:p|div|h[1-6]|li|article|section|body|html)\s*>", re.IGNORECASE)
_MIN_CLOSED = 3
"""End tags of blocks that a page has at least; a text that mentions tags has fewer."""
_MIN_MARKED_SHARE = 0.5
"""Share (0–1) of the lines of a page that hold such an end tag, where it does not begin as one."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MIME = re.compile(rb"(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?MIME-Version:", re.IGNORECASE)
_NO_PAGE = "https://page.invalid/"
"""URL of a page that has none."""
_WAYS_OUT = {
    "an archive": "unpack it first",
    "JSON": "records are stripped by newscrawl clean",
    "a WARC file": "its pages are read by newscrawl extract",
}
MAX_CONTROL_SHARE = 0.01
"""Share (0–1) of control and undecodable characters at which bytes are no text."""


def strip(text_or_html: str | bytes, url: str | None = None, language: str | None = None) -> str:
    """Return the article's text: blocks joined by blank lines.

    Bytes are read in their charset, as a crawl reads a page. *language* is an ISO 639-1 code;
    ``None``: found from the text.

    Raises:
        ExtractError: If HTML holds no article, or bytes are neither text nor HTML.
    """
    return explain(text_or_html, url, language).text


def explain(
    text_or_html: str | bytes, url: str | None = None, language: str | None = None
) -> Stripped:
    """Split a text (a block a line) or a page (HTML by its content) into kept and removed blocks.

    Raises:
        ExtractError: If HTML holds no article, or bytes are neither text nor HTML.
        TypeError: If it is neither str nor bytes.
    """
    if isinstance(text_or_html, bytearray | memoryview):
        # A copy: ``bytearray`` and ``memoryview`` may change while they are read.
        text_or_html = bytes(text_or_html)
    if not isinstance(text_or_html, str | bytes):
        given = type(text_or_html).__name__
        raise TypeError(f"expected a text or HTML as str, or as bytes in its charset; got {given}")
    text = text_or_html if isinstance(text_or_html, str) else _read_text(text_or_html)
    if not _is_html(text):
        return strip_blocks(
            split_text(composed(without_hidden(text))), Facts(url=url, language=language)
        )
    address = url or _NO_PAGE
    if isinstance(text_or_html, str):
        page = Page(
            address,
            # The charset is said with the bytes: a page's
            # own ``<meta charset>`` was true of other bytes.
            text.encode("utf-8", "replace"),
            "text/html; charset=utf-8",
            language=language or "",
        )
    else:
        page = Page(address, text_or_html, language=language or "")
    draft = _draft_of(page)
    return Stripped(draft.blocks, draft.removed)


def _is_html(text: str) -> bool:
    """Return whether *text* is a page: it begins as one, or most of its lines end blocks of one.

    A page whose first bytes are broken begins with anything.
    """
    if _HTML.match(text):
        return True
    if len(_CLOSED.findall(text)) < _MIN_CLOSED:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return len(list(filter(_CLOSED.search, lines))) >= _MIN_MARKED_SHARE * len(lines)


def extract(
    html: str | bytes,
    url: str | None = None,
    *,
    language: str | None = None,
    fields: Mapping[str, object] | None = None,
    hooks: "Iterable[Hook]" = (),
) -> Article:
    """Return the record of a page that is at hand, as a crawl would write it.

    *url* is its URL, without which ``url`` and ``source`` of the record name ``page.invalid``.
    Bytes are read in their charset; *language* is an ISO 639-1 code, where it is known better than
    the page says. *fields* are filled by selectors, as the table ``fields`` of a source says them;
    *hooks* see draft and tree, as those of ``EXTRACT_HOOKS`` do.

    Raises:
        ConfigError: If *fields* are wrong.
        ExtractError: If it is no HTML, or holds no article.
        UrlError: If *url* is not one.
    """
    from newscrawl.extract.hooks import apply_hooks  # noqa: PLC0415 - as in ``_draft_of``
    from newscrawl.extract.metadata.field_table import read_fields  # noqa: PLC0415
    from newscrawl.records import make_article  # noqa: PLC0415

    page = page_at_hand(html, url)
    page = replace(page, language=language or "", fields=read_fields(fields or {}))
    draft = apply_hooks(_draft_of(page), page, hooks) if hooks else _draft_of(page)
    # The body is not part of the record, and may have megabytes.
    return make_article(replace(draft, page=replace(page, body=b"")))


def page_at_hand(html: str | bytes, url: str | None = None) -> Page:
    """Return the page that *html* is, as if it came from *url* now.

    Raises:
        ExtractError: If it is no HTML.
        UrlError: If *url* is not one.
    """
    from newscrawl.web.urls import canonical_url  # noqa: PLC0415 - as in ``_draft_of``

    if isinstance(html, bytes):
        # Only looked at, to refuse what is no page; the page is decoded by extraction itself.
        _read_text(html)
    return Page(
        canonical_url(url) if url else _NO_PAGE,
        html.encode("utf-8", "replace") if isinstance(html, str) else html,
        "text/html; charset=utf-8" if isinstance(html, str) else "",
        fetched_at=format_utc(datetime.now(UTC)),
        requested_url=url or "",
    )


def _draft_of(page: Page) -> Draft:
    from newscrawl.extract.page import extract_page  # noqa: PLC0415 - half a second that a plain text needs not

    return extract_page(page)


def _read_text(body: bytes) -> str:
    """Return the text of *body*, in the charset that a crawl would read it in.

    Raises:
        ExtractError: If *body* is empty, or neither text nor HTML.
    """
    kind = kind_of_data(body) or _kind_of_document(body)
    text, _ = decode(body)
    # A byte order mark that was decoded is no text.
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ExtractError("empty", "it is empty: expected a text or an HTML page")
    # JSON is text: without this, its lines would be "stripped" as those of an article.
    if kind is None and _is_json(text):
        kind = "JSON"
    if kind is None and len(_CONTROL.findall(text[:100_000])) > MAX_CONTROL_SHARE * len(
        text[:100_000]
    ):
        kind = f"{len(body)} bytes of binary data"
    if kind is not None:
        raise ExtractError(
            "not_html", f"expected a text or an HTML page, got {kind}; {_way_out(kind)}"
        )
    return text


def _kind_of_document(body: bytes) -> str | None:
    """Return what *body* is where its bytes are those of a text, but it is the source of a document."""
    head = body[:1_000]
    if head.startswith(b"{\\rtf"):
        return "a document in rich text format"
    if head.startswith(b"WARC/"):
        return "a WARC file"
    return "a saved page (MHTML)" if _MIME.match(head) and b"multipart/" in head else None


def _is_json(text: str) -> bool:
    """Return whether *text* is JSON, or lines of JSON."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    first, _, rest = text.strip().partition("\n")
    return _is_value(text) or (rest.lstrip().startswith("{") and _is_value(first))


def _is_value(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    # Deeply nested brackets exhaust the parser: too deep for a record, and refused elsewhere.
    except (ValueError, RecursionError):
        return False


def _way_out(kind: str) -> str:
    return _WAYS_OUT.get(kind, "save the page as HTML, or its text as plain text")
