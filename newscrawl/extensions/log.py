"""What the crawl logs of a page: one line, without the page's content."""

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from newscrawl.terminal import printable


class PageLogFormatter(LogFormatter):
    """One line per page that gives no article, none per article (Scrapy's own prints the whole item)."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """Log nothing but, at level DEBUG, the address."""
        return {
            "level": logging.DEBUG,
            "msg": "Article: %(url)s",
            "args": {"url": getattr(item, "url", item)},
        }

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log address and reason."""
        url = getattr(item, "url", "")
        message = printable(str(exception))
        args = {
            "kind": "Failed" if getattr(exception, "failed", False) else "Dropped",
            "url": url,
            "message": message.removeprefix(f"{url}: "),
        }
        return {"level": logging.WARNING, "msg": "%(kind)s: %(url)s: %(message)s", "args": args}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """Log the address of the record that is lost."""
        args = {"url": getattr(item, "url", ""), "message": printable(str(exception))}
        return {"level": logging.ERROR, "msg": "Lost: %(url)s: %(message)s", "args": args}
