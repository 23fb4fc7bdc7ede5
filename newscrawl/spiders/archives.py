"""The ``warc`` spider: pages out of WARC files and folders of HTML, by the way of a crawl, without a network.

Theory of operation. A request stands for a batch of records, not for a page: it names a file and a
position in it, and ``middlewares.archives`` answers it with the pages that lie there. The next
batch of the file is asked for before the pages are handed on, so that reading goes on while they
are extracted. The frontier keeps these requests as all others: a batch is done when the records of
its pages are safe, and after a kill it is read again, when records that were written are known by
their id. Memory and state are bounded by batches.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.discover.window import Window, read_window
from newscrawl.meta import ARCHIVE, EACH_RUN
from newscrawl.model.items import Miss, Page
from newscrawl.sources.source import Source, load_sources, with_source
from newscrawl.spiders.arguments import read_languages, read_switch
from newscrawl.spiders.base import PageSpider
from newscrawl.spiders.url_lists import read_names
from newscrawl.system.given import read_list
from newscrawl.warc.archive import require_reader
from newscrawl.warc.batch import Reader
from newscrawl.warc.inputs import Input, check_inputs, find_inputs
from newscrawl.warc.pages import WantedPages
from newscrawl.web.urls import host_of

if TYPE_CHECKING:
    from newscrawl.warc.response import BatchResponse

_DAY = timedelta(days=1)


class WarcSpider(PageSpider):
    """Read the WARC files, HTML files and folders that the argument ``files`` names.

    Arguments: ``files``: names separated by commas, or ``@list.txt`` with one a line; ``since``,
        ``until``: as for the spider ``site``; ``languages``, ``hosts``: those that are kept;
        ``base``: URL of the folder, for HTML files that name none; ``sources``: a file of sources,
        for pins and languages; ``revises``: 1 compares with what was harvested before, and writes a
        revision for each text that has changed; ``judge``: 0 takes every page for an article.
        Stats: ``warc/records_read``, ``warc/pages_read``, ``warc/broken``.
    """

    name = "warc"
    has_captures = True
    arguments = (
        "files",
        "since",
        "until",
        "languages",
        "hosts",
        "base",
        "sources",
        "revises",
        "judge",
    )
    custom_settings: ClassVar[dict[str, Any]] = {  # type: ignore[misc] # Scrapy's own is none
        # Items of one batch: Scrapy counts them for each response, and a batch has many pages.
        "CONCURRENT_ITEMS": 200,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        # No trap lies in an archive: its records are given, and their number is known.
        "TRAPS_DEPTH_MAX": 0,
        "TRAPS_BARREN_MAX": 0,
        "TRAPS_SITE_MAX": 0,
        # Pages out of an archive are not written into another one.
        "WARC_ENABLED": False,
    }
    window: Window
    wanted_languages: frozenset[str]
    inputs: tuple[str, ...]
    judges_pages: bool
    revises: bool
    kept_hosts: frozenset[str]
    address: str
    known_sources: tuple[Source, ...]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Build it, with its arguments judged.

        Raises:
            ConfigError: If one is wrong, a file is missing, or no reader is installed.
        """
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.inputs = read_inputs(kwargs.get("files", ""))
        # A missing file is told here, before the first of many is read.
        check_inputs(spider.inputs)
        require_reader()
        spider.window = read_window(
            kwargs.get("since", ""), kwargs.get("until", ""), datetime.now(UTC)
        )
        spider.wanted_languages = read_languages(kwargs.get("languages", ""))
        spider.kept_hosts = frozenset(
            host_of(name if "://" in name else f"https://{name}")
            for name in read_names(kwargs.get("hosts", ""))
        )
        spider.address = kwargs.get("base", "")
        file = kwargs.get("sources", "")
        spider.known_sources = load_sources(Path(file)) if file else ()
        spider.judges_pages = read_switch("judge", kwargs.get("judge", "1"))
        spider.revises = read_switch("revises", kwargs.get("revises", ""))
        return spider

    def make_reader(self) -> Reader:
        """Return the reader of the batches."""
        settings = self.settings
        return Reader(
            WantedPages(
                self.wants,
                settings.getint("DOWNLOAD_MAXSIZE") or 1 << 40,
                settings.getint("DOWNLOAD_CODINGS_MAX"),
            )
        )

    def wants(self, url: str, date: str) -> bool:
        """Return whether the page at *url*, captured on *date*, is read: host and time are wanted."""
        if self.kept_hosts and not self._is_kept(host_of(url)):
            return False
        # A day's margin: the date of the capture is UTC, that of the article is local.
        return not self.window.is_before(date or None, _DAY)  # published before it was captured

    def _is_kept(self, host: str) -> bool:
        """Return whether *host* is one of those that are kept, or below one."""
        return any(host == kept or host.endswith(f".{kept}") for kept in self.kept_hosts)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the first batch of each file."""
        for found in find_inputs(self.inputs):
            yield self._first(found)

    def _first(self, found: Input) -> Request:
        if found.is_archive:
            return self._request({"file": found.files[0], "offset": 0, "skip": 0})
        return self._request({"files": list(found.files), "root": found.root, "base": self.address})

    def _request(self, asked: dict[str, Any], priority: int = 0) -> Request:
        name = asked.get("file") or asked["files"][0]
        # By a hash, since a file name may be no text. ``.invalid`` never resolves (RFC 2606).
        key = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
        url = f"https://archives.invalid/{key}/{asked.get('offset', 0)}/{asked.get('skip', 0)}"
        # Again in each run: pages that were written are known by their id.
        meta = {ARCHIVE: asked, EACH_RUN: True}
        return Request(url, callback=self.parse_batch, meta=meta, priority=priority)

    def parse_batch(self, response: Response) -> Iterator[Request | Page | Miss]:
        """Ask for the next batch; yield the pages of this one, and the records that could not be read."""
        asked, batch = response.meta[ARCHIVE], cast("BatchResponse", response).batch
        stats = self.crawler.stats
        stats.inc_value("warc/records_read", batch.records)
        stats.inc_value("warc/pages_read", len(batch.pages))
        # First of all, so that reading goes on while these pages are extracted.
        if batch.next is not None:
            position = {"offset": batch.next.offset, "skip": batch.next.skip}
            yield self._request(asked | position, priority=1)
        for problem in batch.problems:
            stats.inc_value("warc/broken")
            yield Miss(
                problem.url or problem.message.partition(":")[0], problem.reason, problem.message
            )
        yield from (with_source(page, self.known_sources) for page in batch.pages)


def read_inputs(files: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names that the argument ``files`` holds: a list, or a text.

    Raises:
        ConfigError: If a list cannot be read.
    """
    if not isinstance(files, str):
        return tuple(files)
    if not files.startswith("@"):
        return tuple(filter(None, map(str.strip, files.split(","))))
    listed = read_list(Path(files[1:]), "the list of files").splitlines()
    names = [line.strip() for line in listed if not line.startswith("#")]
    return tuple(filter(None, names))
