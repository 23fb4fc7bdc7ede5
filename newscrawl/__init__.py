"""Crawl news articles, strip the boilerplate, emit clean JSON lines.

``newscrawl.crawl(sites=["news.example"])`` gives articles as they come, ``newscrawl.extract(html,
url)`` the record of a page at hand, ``newscrawl.read("output")`` the records of earlier crawls.
``newscrawl.strip(text_or_html)`` gives the article's text, ``newscrawl.explain`` what was removed
and why. ``newscrawl.arrow_schema()`` and ``newscrawl.features()`` give the types of the records.
``newscrawl.PageSpider``, ``Page``, ``Draft`` and ``Article`` are what own spiders, hooks and
pipelines use.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newscrawl.crawling import Crawl, crawl, read
    from newscrawl.errors import ConfigError, CrawlError, ExtractError, NewscrawlError
    from newscrawl.model.article import Article
    from newscrawl.model.items import Draft, Page
    from newscrawl.spiders.base import PageSpider
    from newscrawl.stripping import explain, extract, strip
    from newscrawl.typed.schema import arrow_schema, features

_PLACES = {
    "Article": "model.article",
    "ConfigError": "errors",
    "Crawl": "crawling",
    "CrawlError": "errors",
    "Draft": "model.items",
    "ExtractError": "errors",
    "NewscrawlError": "errors",
    "Page": "model.items",
    "PageSpider": "spiders.base",
    "arrow_schema": "typed.schema",
    "crawl": "crawling",
    "explain": "stripping",
    "extract": "",  # the package of this name, which can be called
    "features": "typed.schema",
    "read": "crawling",
    "strip": "stripping",
}
"""Module of each name."""

__version__ = "0.1.0"
__all__ = [
    "Article",
    "ConfigError",
    "Crawl",
    "CrawlError",
    "Draft",
    "ExtractError",
    "NewscrawlError",
    "Page",
    "PageSpider",
    "arrow_schema",
    "crawl",
    "explain",
    "extract",
    "features",
    "read",
    "strip",
]


def __getattr__(name: str) -> object:
    """Load a name only when it is asked for: the package itself imports nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'newscrawl' has no attribute {name!r}")
    # PEP 562: with plain imports each command would pay for Scrapy, lxml and numpy.
    module = import_module(f"newscrawl.{_PLACES[name] or name}")
    return getattr(module, name) if _PLACES[name] else module


def __dir__() -> list[str]:
    """Name what can be asked for, loaded or not; what this module needs itself is left out."""
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
