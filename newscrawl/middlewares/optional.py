"""Scrapy's components that are mostly off, loaded where they are on: their imports cost 170 ms.

Scrapy loads each component that a setting names, also to leave it out. So these bear the names of
Scrapy's own, whose places they take: it compares names, and never loads what they stand for.
"""

from typing import Any

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import build_from_crawler, load_object


class CookiesMiddleware:
    """Scrapy's cookies, where ``COOKIES_ENABLED`` is on; it loads what fetches public suffixes."""

    # Scrapy's loader compares this name with its defaults,
    # so it must be exactly that of the original.
    __module__ = "scrapy.downloadermiddlewares.cookies"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Return Scrapy's own.

        Raises:
            NotConfigured: If it is off.
        """
        return _scrapys(
            crawler, "COOKIES_ENABLED", "scrapy.downloadermiddlewares.cookies.CookiesMiddleware"
        )


class RemoteControl:
    """Scrapy's server that runs code in a crawl, where ``REMOTE_CONTROL_ENABLED`` is on; it loads aiohttp."""

    __module__ = "scrapy.extensions.remote_control"

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Return Scrapy's own.

        Raises:
            NotConfigured: If it is off.
        """
        return _scrapys(
            crawler, "REMOTE_CONTROL_ENABLED", "scrapy.extensions.remote_control.RemoteControl"
        )


def _scrapys(crawler: Crawler, setting: str, path: str) -> Any:
    if not crawler.settings.getbool(setting):
        raise NotConfigured
    return build_from_crawler(load_object(path), crawler)
