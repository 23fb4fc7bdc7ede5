"""The log of a page: one line, without the page's content."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.extensions.corestats import CoreStats
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newscrawl.errors import NewscrawlError
from newscrawl.system.terminal import printable

NOISY = ("scrapy.core.engine", "scrapy.utils.signal")
"""The loggers that ``is_cause`` is the filter of."""


class PageLogFormatter(LogFormatter):
    """One line per page that gives no article, none per article (Scrapy's own prints the whole item)."""

    def scraped(
        self, item: Any, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log nothing but, at level DEBUG, the URL."""
        return {
            "level": logging.DEBUG,
            "msg": "Article: %(url)s",
            "args": {"url": getattr(item, "url", item)},
        }

    def dropped(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Log URL and reason; a dead link, of which there may be thousands, at level DEBUG."""
        url = getattr(item, "url", "")
        message = printable(str(exception))
        args = {
            "kind": "Failed" if getattr(exception, "failed", False) else "Dropped",
            "url": url,
            # The message begins with the URL for those who read it alone; here it would come twice.
            "message": message.removeprefix(f"{url}: "),
        }
        level = logging.DEBUG if getattr(item, "dead", False) else logging.WARNING
        return {"level": level, "msg": "%(kind)s: %(url)s: %(message)s", "args": args}

    def item_error(
        self,
        item: Any,
        exception: BaseException,
        response: Response | Failure | None,
        spider: Spider,
    ) -> LogFormatterResult:
        """Log the URL of the record that is lost."""
        args = {"url": getattr(item, "url", ""), "message": printable(str(exception))}
        return {"level": logging.ERROR, "msg": "Lost: %(url)s: %(message)s", "args": args}


def is_cause(record: logging.LogRecord) -> bool:
    """Return whether *record* tells more than that a crawl which could not be opened cannot be closed either.

    Scrapy logs two tracebacks of that, between which the reason, said once at the end, would drown.
    """
    error = record.exc_info[1] if record.exc_info else None
    # Scrapy raises on a scraper that was never opened; the reason is the error before that.
    if record.msg == "Scraper close failure":
        return not (error is not None and isinstance(error.__context__, NewscrawlError))
    receiver = record.args.get("receiver") if isinstance(record.args, dict) else None
    # ``CoreStats`` asserts that it has seen the start, which a failed opening never gives.
    is_unopened = (
        isinstance(error, AssertionError)
        and getattr(receiver, "__func__", None) is CoreStats.spider_closed
    )
    return not is_unopened
