"""Sends the headers of a source to its own hosts, and to nobody else."""

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from newscrawl.meta import SOURCE
from newscrawl.sources.source import Source
from newscrawl.traits import traits_of

_SECRET = ("Authorization", "Cookie", "Proxy-Authorization")


class CredentialsMiddleware:
    """Put the headers that a source names on each request for it, at the moment at which it is sent.

    They belong to the source and its hosts, not to the request: a sitemap, feed or redirect on a
    foreign host gets none, and a page that is fetched again, in this run or a later one, gets those
    of today. What the frontier stores has none of them. A source whose URLs are all ``https`` keeps
    its secrets from ``http``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the headers of the source of *request*, or take them off."""
        source = self._source(request)
        if source is None:
            return
        allowed = headers_for(source, request.url)
        # Names in ``_SECRET`` may come from a redirect
        # or a spider, and must not reach a foreign host.
        own = {*source.headers, *(_SECRET if not source.owns(request.url) else ())}
        for name in own - allowed.keys():
            request.headers.pop(name, None)
        for name, value in allowed.items():
            request.headers[name] = value

    def _source(self, request: Request) -> Source | None:
        traits = traits_of(self._crawler)
        progress = traits.progress_by_source.get(request.meta.get(SOURCE, ""))
        if progress is not None:
            return progress.source
        # A request that no source claims (a bare list of URLs) is judged by its host.
        return next((each for each in traits.sources if each.owns(request.url)), None)


def headers_for(source: Source, url: str) -> dict[str, str]:
    """Return those headers of *source* that a request to *url* may carry."""
    if not source.owns(url):
        return {}
    is_secure = all(seed.startswith("https:") for seed in source.seeds)
    # RFC 9110 17.16.1: credentials must not be sent in clear text.
    if is_secure and urlsplit(url).scheme != "https":
        secret = {name.lower() for name in _SECRET}
        return {name: value for name, value in source.headers.items() if name.lower() not in secret}
    return dict(source.headers)
