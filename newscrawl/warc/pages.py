"""A record of an archive as a page: which are, what of them is read, and what else the crawl knew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from newscrawl.errors import UrlError
from newscrawl.model.items import Page
from newscrawl.warc.message import LINE_END, read_body, read_message
from newscrawl.web.content_coding import CodingError
from newscrawl.web.rights import notices_from
from newscrawl.web.urls import host_of

MAX_BYTES = 32 * 1024**2
"""Of the block of a record; a longer one is passed over."""
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it was read.

    Attributes:
        kind: E.g. ``response``.
        fields: Its header fields, in order.
        block: Its bytes; their beginning where it is long, empty where they are not looked at.
        problem: Why the file cannot be read on after it; empty: it can.
        is_long: Whether the rest of the block was passed over for its length.
        is_damaged: Whether its digest is that of other bytes.
    """

    kind: str
    fields: tuple[tuple[str, str], ...]
    block: bytes
    problem: str = ""
    is_long: bool = False
    is_damaged: bool = False

    def field(self, name: str) -> str:
        """Return the value of the field called *name*; empty where there is none."""
        wanted = name.lower()
        return next((value for each, value in self.fields if each.lower() == wanted), "").strip()

    @property
    def record_id(self) -> str:
        """The id of the record."""
        return self.field("WARC-Record-ID")

    @property
    def url(self) -> str:
        """The URL that it is of; old tools put it between angle brackets."""
        return self.field("WARC-Target-URI").removeprefix("<").removesuffix(">")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record gives no page although it should; ``reason`` is the short name that is counted."""

    reason: str
    message: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CrawlContext:
    """The knowledge of a crawl about a page besides its bytes; *of* is the id of its response."""

    of: str
    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Return the values of the fields called *name*."""
        return [value for each, value in self.fields if each == name]

    def first(self, name: str) -> str:
        """Return the value of the first field called *name*; empty where there is none."""
        return next(iter(self.all(name)), "")


_NO_CONTEXT = CrawlContext("", ())


def _all(_url: str, _date: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class WantedPages:
    """Which pages are read.

    Attributes:
        matches: Says so by the URL and the day of the capture (ISO 8601).
        max_bytes, max_layers: Of a body and its codings, undone.
    """

    matches: Callable[[str, str], bool] = _all
    max_bytes: int = 16 * 1024**2
    max_layers: int = 3


EVERYTHING = WantedPages()


def read_context(raw: Raw) -> CrawlContext | None:
    """Return the context in a metadata record of a response; ``None``: the record is of another kind."""
    beside = raw.field("WARC-Concurrent-To")
    if not beside or not raw.field("Content-Type").lower().startswith("application/warc-fields"):
        return None
    text = raw.block.decode("utf-8", "replace")
    lines = (line.partition(":") for line in LINE_END.split(text))
    return CrawlContext(
        beside, tuple((name.strip(), value.strip()) for name, colon, value in lines if colon)
    )


def may_be_page(raw: Raw) -> bool:
    """Return whether *raw* is of a kind that holds pages; a conversion to text is none."""
    if raw.kind == "conversion":
        return _says_html(raw)
    return raw.kind in {"response", "resource"}


def page_of(
    raw: Raw, context: CrawlContext | None, wanted: WantedPages
) -> tuple[Page | None, Problem | None]:
    """Return the page of a record, or the fault of one that should be a page, or neither."""
    url, known = raw.url, context or _NO_CONTEXT
    if raw.kind not in {"response", "resource", "conversion"} or raw.problem:
        return None, None
    # What the scripts of a page made of it comes as a conversion.
    # What is no page needs no URL: archives hold answers of DNS, too.
    if not _is_address(url):
        return None, _without_url(raw) if _says_html(raw) else None
    is_rendered_later = raw.kind == "response" and known.first("rendered")
    if is_rendered_later or not wanted.matches(url, raw.field("WARC-Date")):
        return None, None
    # Only after the choice: a long page that nobody wants is no problem.
    if raw.is_long:
        return None, _too_long(raw, url) if _says_html(raw) else None
    try:
        return _read(raw, url, known, wanted), None
    except CodingError as error:
        return None, Problem(error.reason, f"{url}: {error}", url)


def _says_html(raw: Raw) -> bool:
    """Return whether a record says that it holds a page: others are recordings and downloads."""
    content_type = raw.field("Content-Type")
    if raw.kind == "response":
        message = read_message(raw.block)
        content_type = (
            message.last("content-type") if message and 200 <= message.status < 300 else ""
        )
    return content_type.lower().startswith(_HTML)


def _too_long(raw: Raw, url: str) -> Problem:
    return Problem("too_large", f"{url}: more than {MAX_BYTES} bytes in its record", url)


def _without_url(raw: Raw) -> Problem:
    said = raw.field("WARC-Target-URI")
    got = f"got {said[:200]!r}" if said else "it has none"
    return Problem(
        "no_address", f"expected the URL of a page as WARC-Target-URI of the record, {got}"
    )


def _is_address(url: str) -> bool:
    try:
        host_of(url)
    except UrlError:
        return False
    return True


def _read(raw: Raw, url: str, known: CrawlContext, wanted: WantedPages) -> Page | None:
    status, content_type, fields, body = 200, raw.field("Content-Type"), (), raw.block
    pairs: Iterable[tuple[str, str]] = fields
    if raw.kind == "response":
        message = read_message(raw.block)
        if message is None or not 200 <= message.status < 300:
            return None
        status, content_type, pairs = message.status, message.last("content-type"), message.fields
        # A server may name no type; then extraction finds out whether it is HTML.
        if content_type and not content_type.lower().startswith(_HTML):
            return None
        body = read_body(message, max_bytes=wanted.max_bytes, max_layers=wanted.max_layers)
    elif not content_type.lower().startswith(_HTML):
        return None
    flags = [
        *(["truncated"] if raw.field("WARC-Truncated") else ()),
        *(["rendered"] if raw.kind == "conversion" else ()),
        *(["damaged"] if raw.is_damaged else ()),
    ]
    return Page(
        url,
        body,
        content_type,
        status,
        _capture_time(raw.field("WARC-Date")),
        known.first("requestedUrl") or url,
        tuple(flags),
        notices_from(
            pairs, [said.split(" ", 2) for said in known.all("siteNotice") if said.count(" ") > 1]
        ),
        named=bool(known.first("named")),
        asked=bool(known.first("asked")),
        language=known.first("language"),
    )


def _capture_time(date: str) -> str:
    """Return the *date* of a record with milliseconds, as records have it; as it is where it is no date.

    >>> _capture_time("2026-11-26T11:38:37Z")
    '2026-11-26T11:38:37.000Z'
    """
    day, _, fraction = date.removesuffix("Z").partition(".")
    return f"{day}.{(fraction + '000')[:3]}Z" if len(day) == 19 else date
