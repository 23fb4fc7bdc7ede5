"""The one way out of the process: HTTP/1.1 through the egress guard, within the budgets."""

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils._download_handlers import normalize_bind_address, wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred
from twisted.web.client import Agent, ResponseFailed

from newscrawl.download.budget import LEASE_ENDS, AnswerBudget, budget_factory
from newscrawl.download.endpoint import GuardedEndpoints
from newscrawl.download.pool import BoundedPool
from newscrawl.download.resolver import Resolver
from newscrawl.refusals import RefusedError
from newscrawl.session import find_session
from newscrawl.system.descriptors import connections_within, is_shortage, raise_limit
from newscrawl.warc.exchange import HEAD
from newscrawl.web.egress import parse_allowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

_SHORT_TRIES, _SHORT_S = 60, 1.0
"""So often, and after so many seconds, a download is tried again that could open no file."""


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler, whose connections the guard makes.

    Settings: ``EGRESS_ALLOW``, ``EGRESS_HOSTS``, ``DNS_TIMEOUT``, ``DOWNLOAD_HEADERS_MAX_BYTES``,
    ``HTTPPROXY_ENABLED``, ``CONNECTIONS_MAX``, ``CONNECTIONS_IDLE_S``. Stats: ``refused/egress``,
    ``refused/proxy``, ``refused/headers_too_large``, ``refused/too_large``, ``connections/most``,
    ``connections/closed_early``, ``connections/files_short``.
    """

    guards_egress = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._archives = settings.getbool("WARC_ENABLED")
        self._proxies = settings.getbool("HTTPPROXY_ENABLED")
        from twisted.internet import reactor  # noqa: PLC0415 - installs a reactor

        self._pool = self._bounded = _make_pool(reactor, settings)
        self._pool._factory = budget_factory(
            AnswerBudget(
                settings.getint("DOWNLOAD_HEADERS_MAX_BYTES"),
                2 * self._default_maxsize + 1024 * 1024,
            ),
            self._bounded,
            self._may_ask,
        )
        self._resolver = Resolver(
            reactor,
            hosts=settings.getdict("EGRESS_HOSTS"),
            timeout_s=settings.getfloat("DNS_TIMEOUT"),
        )
        self._guard_parts = {
            "reactor": reactor,
            "resolver": self._resolver,
            "allowed": parse_allowed(settings.getlist("EGRESS_ALLOW")),
            "tls": self._contextFactory,
            "bind": normalize_bind_address(self._bind_address),
        }

    async def lookup(self, host: bytes) -> Sequence[str]:
        """Return the addresses of *host*, as connections are made to them.

        Raises:
            DNSLookupError: If there is none.
        """
        # Awaited in a task of asyncio, which cannot wait for a bare Deferred.
        asked = Deferred.fromCoroutine(self._resolver.lookup(host))
        return await maybe_deferred_to_future(asked)

    async def download_request(self, request: Request) -> Response:
        """Download *request*.

        Raises:
            RefusedError: If the guard refuses its address, or the answer breaks a budget.
        """
        try:
            return await self._download_in_turn(request)
        except RefusedError as refusal:
            if self.crawler.stats is not None:
                self.crawler.stats.inc_value(f"refused/{refusal.reason}")
            raise

    async def _download_in_turn(self, request: Request) -> Response:
        """Download *request* when a connection is free; again and again where files have run out."""
        for attempt in range(_SHORT_TRIES):
            async with self._bounded.place():
                try:
                    return await self._download(request)
                except Exception as error:  # whatever it is wrapped in
                    if not is_shortage(error) or attempt + 1 == _SHORT_TRIES:
                        raise
            self._note_shortage()
            await asyncio.sleep(_SHORT_S)
        raise AssertionError  # the last attempt returns or raises

    def _note_shortage(self) -> None:
        if self.crawler.stats is not None and not self.crawler.stats.get_value(
            "connections/files_short"
        ):
            logger.warning(
                "The process can open no more files; the crawl goes on with fewer connections"
            )
        self._bounded.shrink()
        self._count("connections/files_short", 1)

    def _count(self, name: str, by: int) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(name, by)

    async def close(self) -> None:
        """End all connections."""
        self._count("connections/most", self._bounded.most)
        self._count("connections/closed_early", self._bounded.closed_early)
        await super().close()

    def _may_ask(self) -> bool:
        """Return whether no other worker may be asking meanwhile: after a stop of the process, say."""
        session = find_session(self.crawler)
        return session is None or session.frontier.may_ask()

    async def _download(self, request: Request) -> Response:
        if request.meta.get("proxy") and not self._proxies:
            raise RefusedError(
                "proxy",
                "a proxy connects past the egress guard; HTTPPROXY_ENABLED=True takes that on",
            )
        if not self._may_ask():
            raise DownloadFailedError(LEASE_ENDS)
        agent = _GuardedAgent(self._guard_parts, self, request)
        try:
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        except DownloadFailedError as error:
            refusal = _refusal(error.__cause__)
            if refusal is None:
                raise
            raise refusal from error
        except DownloadCancelledError as error:
            raise RefusedError("too_large", f"{request.url}: {error}") from error
        if self._archives:
            request.meta[HEAD] = agent.head_lines
        return response


def _make_pool(reactor: Any, settings: BaseSettings) -> BoundedPool:
    """Return a pool of as many connections as the settings and the limit of open files allow."""
    within = connections_within(raise_limit())
    return BoundedPool(
        reactor,
        per_host=max(settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"), 1),
        idle_s=settings.getfloat("CONNECTIONS_IDLE_S"),
        total=min(settings.getint("CONNECTIONS_MAX") or within, within),
    )


class _GuardedAgent(_ScrapyAgent):
    """Scrapy's way to ask, with guarded endpoints; a proxy that is allowed goes Scrapy's own way."""

    head_lines: Sequence[bytes] = ()

    def __init__(
        self, guard: dict[str, Any], handler: GuardedDownloadHandler, request: Request
    ) -> None:
        super().__init__(
            contextFactory=handler._contextFactory,
            bindAddress=handler._bind_address,
            pool=handler._pool,
            maxsize=handler._default_maxsize,
            warnsize=handler._default_warnsize,
            fail_on_dataloss=handler._fail_on_dataloss,
            crawler=handler._crawler,
        )
        self._guard = guard

    def _get_agent(self, request: Request, timeout: float) -> Agent:
        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        endpoints = GuardedEndpoints(**self._guard, timeout_s=timeout)
        make: Callable[..., Agent] = Agent.usingEndpointFactory
        return make(self._guard["reactor"], endpoints, self._pool)

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        """Return the response, and note the lines of its head as they came."""
        self.head_lines = getattr(result["txresponse"], "head_lines", [])
        return super()._cb_bodydone(result, url)


def _refusal(error: BaseException | None) -> RefusedError | None:
    """Find the refusal among the reasons for which Twisted gave an answer up."""
    reasons: list[Failure] = error.reasons if isinstance(error, ResponseFailed) else []
    return next((each.value for each in reasons if isinstance(each.value, RefusedError)), None)
