"""Keeps each answer as it came, in WARC files next to those of the records; see docs/warc.md."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from newscrawl.errors import OutputError
from newscrawl.meta import FEED_NOTICES, NAMED, RENDER, REQUESTED_URL, SITE_NOTICES, WARC
from newscrawl.model.moments import format_utc
from newscrawl.requirements import require_frontier
from newscrawl.session import CrawlSession, session_of
from newscrawl.traits import traits_of
from newscrawl.warc.exchange import HEAD, Exchange, Made, make_conversion, make_records
from newscrawl.warc.write import RecordPlace, WarcFiles, WarcOptions, recover

logger = logging.getLogger(__name__)

FOLDER = "warc"
_SHOWN = frozenset(
    """
    accept accept-encoding accept-language if-modified-since if-none-match range referer user-agent
    """.split()
)
"""Header fields of a request that are kept; others may hold what opens a door: cookies, tokens, keys."""
# WARC 1.1 knows four reasons: length, time, disconnect, unspecified.
_TRUNCATED = {"dataloss": "disconnect", "partial": "disconnect", "download_stopped": "length"}


class WarcExtension:
    """Write a request and a response record for each answer, and tell its page where they lie.

    The files are durable before the records that name them. Where they cannot be written, the run
    ends as it does where records cannot be written. When ``WARC_BUDGET_BYTES`` is spent, nothing is
    asked for any more, and what is left waits in the state.

    Settings: ``WARC_ENABLED``, ``WARC_COMPRESSION``, ``WARC_MAX_BYTES``, ``WARC_BUDGET_BYTES``.
        Stats: ``warc/responses``, ``warc/bytes``, ``warc/budget_spent``.
    """

    def __init__(self, crawler: Crawler, options: WarcOptions) -> None:
        self._crawler, self._options = crawler, options
        self._files: WarcFiles | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        if not settings.getbool("WARC_ENABLED"):
            raise NotConfigured  # the default, nothing to warn of
        require_frontier(settings)
        info = (
            ("software", f"{settings['BOT_NAME']}"),
            ("format", "WARC File Format 1.1"),
            (
                "conformsTo",
                "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            ),
            ("http-header-user-agent", settings["USER_AGENT"] or ""),
            ("robots", "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"),
        )
        options = WarcOptions(
            settings["WARC_COMPRESSION"],
            settings.getint("WARC_MAX_BYTES"),
            settings.getint("WARC_BUDGET_BYTES"),
            info,
        )
        extension = cls(crawler, options)
        crawler.signals.connect(extension.start, signal=signals.spider_opened)
        crawler.signals.connect(extension.note_answer, signal=signals.response_downloaded)
        crawler.signals.connect(extension.note_rendered, signal=signals.response_received)
        crawler.signals.connect(extension.stop, signal=signals.spider_closed)
        return extension

    @property
    def _session(self) -> CrawlSession:
        return session_of(self._crawler)

    def start(self) -> None:
        """Open the run's folder; a record that a killed process left half written is cut off."""
        session = self._session
        folder = Path(session.run.folder) / FOLDER
        try:
            # A record that is not whole would make the rest of the file unreadable for most tools.
            if cut := recover(folder):
                logger.info("%s: %d bytes of a record that was not whole are cut off", folder, cut)
            self._files = WarcFiles(folder, self._options)
        except (OutputError, OSError) as error:
            session.fail(
                error if isinstance(error, OutputError) else OutputError(f"{folder}: {error}")
            )
            return
        session.attach_commit(self.sync)
        # A crawl that is taken up again may have spent its budget before.
        self._look_at_budget()

    def note_answer(self, request: Request, response: Response) -> None:
        """Write the records of *response*, as it came from the connection."""
        if self._files is None or self._session.broken is not None:
            return
        try:
            self._keep(request, response)
        except (
            Exception
        ) as error:  # Scrapy would log it, and the run go on without what it was to keep
            logger.exception("%s: its answer cannot be kept", response.url)
            self._session.fail(OutputError(f"{response.url}: its answer cannot be kept: {error}"))

    def _keep(self, request: Request, response: Response) -> None:
        response.request = response.request or request  # as the engine does a moment later
        date = format_utc(datetime.now(UTC))
        exchange = Exchange(
            url=response.url,
            date=date,
            status=response.status,
            request_head=tuple(_request_head(request)),
            request_body=request.body,
            # Removed from ``meta``: the head belongs to
            # this answer, not to a redirect that follows.
            response_head=tuple(request.meta.pop(HEAD, None) or _response_head(response)),
            body=response.body,
            ip=str(response.ip_address or ""),
            truncated=next((_TRUNCATED[flag] for flag in response.flags if flag in _TRUNCATED), ""),
            context=tuple(self._context(request, response)),
        )
        self._write(request, date, lambda info_id: make_records(exchange, info_id))

    def note_rendered(self, request: Request, response: Response) -> None:
        """Write a page as its scripts changed it; its text is read from that."""
        place = request.meta.get(WARC)
        if "rendered" in response.flags and place is not None and self._files is not None:
            self._write(
                request,
                place["date"],
                lambda info_id: make_conversion(
                    response.url, place["date"], response.body, place["record_id"], info_id
                ),
            )

    def _write(self, request: Request, date: str, make: Any) -> None:
        assert self._files is not None  # noqa: S101 - both callers have asked
        try:
            made: Made = make(self._files.ready())
            written = self._files.write(made)
        except OutputError as error:
            self._session.fail(error)
            return
        # The place of the rendered page replaces that of
        # the source: the text is read from the former.
        request.meta[WARC] = _place_of(made, written) | {"date": date}
        self._crawler.stats.inc_value("warc/responses")
        self._crawler.stats.set_value("warc/bytes", self._files.total_bytes)
        self._look_at_budget()

    def _context(self, request: Request, response: Response) -> Iterator[tuple[str, str]]:
        """Yield the facts that the reading of the page depends on, besides its bytes: they are archived."""
        if request.callback is NO_CALLBACK:  # robots.txt
            return
        meta = request.meta
        asked = meta.get(REQUESTED_URL, "")
        if asked and asked != response.url:
            yield "requestedUrl", asked
        if not traits_of(self._crawler).judges_pages:
            yield "asked", "1"
        if meta.get(NAMED):
            yield "named", "1"
        if self._is_rendered(request, response):
            yield "rendered", "1"
        language_of = getattr(self._crawler.spider, "language_of", None)
        if language_of is not None and (language := language_of(response)):
            yield "language", language
        for said in (*meta.get(SITE_NOTICES, ()), *meta.get(FEED_NOTICES, ())):
            yield "siteNotice", " ".join(said)

    def _is_rendered(self, request: Request, response: Response) -> bool:
        """Return whether the text is read from *response* as its scripts change it."""
        asked = request.meta.get(RENDER) or self._crawler.settings.getbool("RENDER_ALL")
        # Judged by the header: this comes before the browser, so nothing is rendered yet.
        kind = (response.headers.get("Content-Type") or b"").lower()
        return (
            bool(asked)
            and response.status == 200
            and kind.startswith((b"text/html", b"application/xhtml"))
        )

    def _look_at_budget(self) -> None:
        stats = self._crawler.stats
        if self._files is None or not self._files.is_spent or stats.get_value("warc/budget_spent"):
            return
        stats.set_value("warc/budget_spent", value=True)
        logger.warning(
            "The WARC files of the run have %d bytes, WARC_BUDGET_BYTES is %d: nothing more is"
            " asked for. The same command with a larger budget goes on",
            self._files.total_bytes,
            self._options.budget_bytes,
        )
        self._session.shut()

    def sync(self) -> None:
        """Make all written records durable.

        Raises:
            OutputError: If it cannot.
        """
        if self._files is not None:
            self._files.sync()

    def stop(self) -> None:
        """Close the file."""
        if self._files is not None:
            try:
                self._files.close()
            except OutputError as error:
                self._session.fail(error)


def _place_of(made: Made, written: RecordPlace) -> dict[str, Any]:
    """Return where the last record of *made* lies, as ``metadata.warc`` has it."""
    return {
        "file": written.file,
        "offset": written.offset,
        "length": written.length,
        "record_id": made.record_id,
        "payload_digest": made.payload_digest,
    }


def _request_head(request: Request) -> Iterator[bytes]:
    parts = urlsplit(request.url)
    # The fragment is never sent (RFC 9110 4.2.5), and credentials must not be kept.
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    yield f"{request.method} {target} HTTP/1.1".encode("utf-8", "replace")
    yield b"Host: " + parts.netloc.rpartition("@")[2].encode("utf-8", "replace")
    for name, values in request.headers.items():
        if name.decode("latin-1").lower() in _SHOWN:
            yield from (name + b": " + value for value in values)


def _response_head(response: Response) -> Iterator[bytes]:
    """Make the head of the fields of a response that another handler brought."""
    yield f"{response.protocol or 'HTTP/1.1'} {response.status}".encode()
    for name, values in response.headers.items():
        yield from (name + b": " + value for value in values)
