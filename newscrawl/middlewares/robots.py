"""robots.txt before every request: each waiting request is judged, and no answer means no entry.

Theory of operation. The first request to an origin fetches its robots.txt; all others to that
origin wait, each on a future of its own, and each is judged by the rules that came. An answer of
class 4xx means that there are no rules, and its body is not read. No answer, or one of class 5xx,
means that everything is forbidden for now: the requests are put back for later, a few times, and
each time the host is rested by the circuit breaker; then they are given up by name. What came is
kept for a day, in the state file too, so that a crawl that is started again, or every hour, does
not ask again.

Source: RFC 9309 §2.3.1; docs/politeness.md.
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured, StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from newscrawl.errors import StateError
from newscrawl.meta import (
    NOT_BEFORE,
    POSTPONED,
    ROBOTS_REQUEST,
    SITE_NOTICES,
    TOLD_UNTIL,
    TRUNCATE,
    TRUNCATE_SEEN,
)
from newscrawl.middlewares.backoff import is_unreachable, note_refused, told_until
from newscrawl.refusals import RefusedError, causes_of, tls_words
from newscrawl.session import find_session
from newscrawl.state.robots import RobotsCache
from newscrawl.web.robots import (
    DISALLOW_ALL,
    MAX_BYTES,
    Robots,
    parse_robots,
    product_token,
)
from newscrawl.web.urls import origin_of
from newscrawl.web.visits import VisitTime

logger = logging.getLogger(__name__)

_MAX_ORIGINS = 20_000
_TOLD_MAX_S = 86_400.0
HTTP_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class RobotsDecision:
    """The rules for an origin until ``until`` (monotonic seconds).

    Where no answer came, ``problem`` says why and ``failures`` how often in a row; ``final`` means
    that asking again is of no use, ``refused`` that nobody is there, ``told_until`` (Unix time)
    that the host wants to be left alone that long.
    """

    robots: Robots
    until: float
    problem: str = ""
    failures: int = 0
    final: bool = False
    told_until: float = 0.0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class RobotsTimes:
    """How long things last, in seconds: a verdict, and the wait after a failure, doubling up to a limit."""

    keep_s: float = 86_400.0
    base_wait_s: float = 1.0
    max_wait_s: float = 120.0
    tries: int = 5


@dataclass(slots=True)
class _Origin:
    verdict: RobotsDecision | None = None
    fetching: bool = False
    waiting: list[Deferred[RobotsDecision]] = field(default_factory=list)


Fetch = Callable[[str], Awaitable[Response]]


class RobotsMiddleware:
    """In the place of Scrapy's robots.txt middleware.

    Settings: ``ROBOTSTXT_OBEY``, ``USER_AGENT``, ``ROBOTSTXT_USER_AGENT``, ``ROBOTS_KEEP_S``,
    ``ROBOTS_TIMEOUT_S``, ``ROBOTS_TRIES``, ``RETRY_BACKOFF_S``, ``RETRY_BACKOFF_MAX_S``. Stats:
    ``robots/reached``, ``robots/unreachable``, ``robots/forbidden``, ``robots/postponed``,
    ``robots/kept``.
    """

    def __init__(
        self, crawler: Crawler, times: RobotsTimes, timeout_s: float, *, token: str
    ) -> None:
        self._crawler, self._times, self._timeout_s, self._token = crawler, times, timeout_s, token
        self._origins: dict[str, _Origin] = {}
        self._shelf: RobotsCache | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings."""
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is off")
        times = RobotsTimes(
            settings.getfloat("ROBOTS_KEEP_S"),
            settings.getfloat("RETRY_BACKOFF_S"),
            settings.getfloat("RETRY_BACKOFF_MAX_S"),
            min(settings.getint("ROBOTS_TRIES"), settings.getint("RETRY_TIMES") + 1)
            if settings.getbool("RETRY_ENABLED")
            # Without retries nothing comes back later, so the first failure is the last.
            else 1,
        )
        token = product_token(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"] or "")
        middleware = cls(crawler, times, settings.getfloat("ROBOTS_TIMEOUT_S"), token=token)
        crawler.signals.connect(middleware.cut, signal=signals.bytes_received)
        crawler.signals.connect(middleware.open_shelf, signal=signals.spider_opened)
        return middleware

    def open_shelf(self) -> None:
        """Take up the files that the state has kept; another scheduler than ours has no state."""
        session = find_session(self._crawler)
        if session is not None and self._times.keep_s > 0:
            self._shelf = RobotsCache(session.store, self._times.keep_s)
            self._shelf.forget_old(time.time())

    async def process_request(self, request: Request) -> Request | None:
        """Judge *request*: let it pass (``None``) or put it back for later.

        Raises:
            RefusedError: ``robots_forbidden``, ``robots_unreachable`` or ``robots_visit_time``.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return None
        verdict = await self._verdict(request)
        if verdict.problem:
            return self._put_back_unreachable(request, verdict)
        if not verdict.robots.allows(request.url):
            self._count("robots/forbidden")
            raise RefusedError("robots_forbidden", f"{request.url}: forbidden by robots.txt")
        request.meta.pop(SITE_NOTICES, None)  # those of the host that a redirect came from
        if said := _notices_of(verdict.robots, request.url):
            request.meta[SITE_NOTICES] = said
        wait_s = _wait_s(verdict.robots.visit_time, datetime.now(UTC))
        if not wait_s:
            return None
        return self._put_back(
            request, "robots_visit_time", wait_s, "robots.txt asks for another time of day"
        )

    def _put_back_unreachable(self, request: Request, verdict: RobotsDecision) -> Request:
        said = f"{verdict.problem} (asking for robots.txt; without an answer nothing is asked for)"
        if verdict.final:
            raise RefusedError("robots_unreachable", f"{request.url}: {said}")
        note_refused(request, refused=verdict.refused)
        later = self._put_back(
            request, "robots_unreachable", max(verdict.until - time.monotonic(), 0.0), said
        )
        later.meta[TOLD_UNTIL] = verdict.told_until  # docs/state.md: the whole host is left alone
        return later

    def _put_back(self, request: Request, reason: str, wait_s: float, said: str) -> Request:
        attempts = request.meta.get("retry_times", 0) + 1
        if attempts >= self._times.tries:
            raise RefusedError(reason, f"{request.url}: {said}", retry_after_s=wait_s)
        self._count("robots/postponed")
        later = request.copy()
        later.dont_filter = True
        not_before = time.time() + wait_s
        later.meta.update({"retry_times": attempts, POSTPONED: reason, NOT_BEFORE: not_before})
        return later

    async def _verdict(self, request: Request) -> RobotsDecision:
        name = origin_of(request.url)
        origin = self._origins.setdefault(name, _Origin())
        if origin.verdict is not None and origin.verdict.until > time.monotonic():
            return origin.verdict
        if origin.fetching:
            waiting: Deferred[RobotsDecision] = Deferred()
            origin.waiting.append(waiting)
            return await maybe_deferred_to_future(waiting)
        return await self._refresh(name, origin, request)

    async def _refresh(self, name: str, origin: _Origin, request: Request) -> RobotsDecision:
        """Fetch the robots.txt of *origin*, and wake all that wait for it, whatever happens."""
        origin.fetching = True
        failures = origin.verdict.failures if origin.verdict else 0
        # "No" until an answer is there: a cancelled fetch must wake those who wait.
        verdict = self._unreachable(failures, "given up")
        try:
            verdict = self._kept(name) or await self._fetch(name, failures)
            self._count("robots/unreachable" if verdict.problem else "robots/reached")
            await self._announce(verdict, request)
        finally:
            origin.verdict, origin.fetching = verdict, False
            waiting, origin.waiting = origin.waiting, []
            for each in waiting:
                if not each.called:
                    each.callback(verdict)
            self._forget_some()
        return verdict

    async def _announce(self, verdict: RobotsDecision, request: Request) -> None:
        """Tell the others, the delays of a host among them, by Scrapy's own signal."""
        if not verdict.problem:
            await self._crawler.signals.send_catch_log_async(
                signal=signals.robots_parsed, robotparser=verdict.robots, request=request
            )

    async def _fetch(self, name: str, failures: int) -> RobotsDecision:
        try:
            response = await self._crawler.engine.download_async(self._request(name))
        except RefusedError as refusal:
            return self._unreachable(failures, str(refusal), final=True)
        except IgnoreRequest:  # Scrapy: more redirects than REDIRECT_MAX_TIMES; RFC 9309 §2.3.1.2
            return self._reached(name, b"")
        except Exception as error:  # whatever a download may fail with means: no answer
            return self._unreachable(failures, _in_words(error), refused=is_unreachable(error))
        # RFC 9309 2.3.1.4: no entry on 5xx. 429 is treated likewise: it asks for patience.
        if response.status >= 500 or response.status == HTTP_TOO_MANY:
            return self._unreachable(
                failures, f"HTTP {response.status}", told=told_until(response, time.time())
            )
        return self._reached(name, response.body if 200 <= response.status < 300 else b"")

    def _request(self, name: str) -> Request:
        meta = {
            ROBOTS_REQUEST: True,
            # One byte more than is read tells a file that ends at the limit from one that was cut.
            TRUNCATE: MAX_BYTES + 1,
            "dont_obey_robotstxt": True,
            "dont_retry": True,
            "allow_offsite": True,
            "download_maxsize": 0,
            "download_fail_on_dataloss": True,
            "download_timeout": self._timeout_s,
        }
        return Request(f"{name}/robots.txt", priority=1000, callback=NO_CALLBACK, meta=meta)

    def _reached(self, name: str, body: bytes) -> RobotsDecision:
        if self._shelf is not None:
            try:
                self._shelf.put(name, body, time.time())
            except StateError as error:  # the frontier meets it too, and ends the run by it
                logger.warning("%s/robots.txt is not kept: %s", name, error)
                self._shelf = None
        return RobotsDecision(
            parse_robots(body, self._token), time.monotonic() + self._times.keep_s
        )

    def _kept(self, name: str) -> RobotsDecision | None:
        """Return what an earlier run has kept of the origin *name*; this run's own is in memory."""
        kept = self._shelf.get(name, time.time()) if self._shelf is not None else None
        if kept is None:
            return None
        self._count("robots/kept")
        body, left_s = kept
        return RobotsDecision(parse_robots(body, self._token), time.monotonic() + left_s)

    def _unreachable(
        self,
        failures: int,
        problem: str,
        *,
        final: bool = False,
        told: float = 0.0,
        refused: bool = False,
    ) -> RobotsDecision:
        wait_s = min(self._times.base_wait_s * 2.0 ** min(failures, 60), self._times.max_wait_s)
        wait_s = max(wait_s, min(told - time.time(), _TOLD_MAX_S))
        return RobotsDecision(
            DISALLOW_ALL, time.monotonic() + wait_s, problem, failures + 1, final, told, refused
        )

    def _forget_some(self) -> None:
        """Bound the memory: remove the origins that were met first, except those that are being fetched."""
        excess = len(self._origins) - _MAX_ORIGINS
        if excess > 0:
            idle = [name for name, origin in self._origins.items() if not origin.fetching]
            for name in idle[: excess + _MAX_ORIGINS // 10]:
                del self._origins[name]

    def cut(self, data: bytes, request: Request) -> None:
        """Stop an answer that has come as far as it will be read."""
        limit = request.meta.get(TRUNCATE)
        if limit is None:
            return
        request.meta[TRUNCATE_SEEN] = request.meta.get(TRUNCATE_SEEN, 0) + len(data)
        if request.meta[TRUNCATE_SEEN] >= limit:
            raise StopDownload(fail=False)

    def _count(self, name: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(name)


def _in_words(error: Exception) -> str:
    """Return the reason why a robots.txt did not come, the news first."""
    if tls := tls_words(error):
        return f"TLS failed: {tls}"
    said = "; ".join(dict.fromkeys(str(cause).strip() for cause in causes_of(error)))
    kind = type(error).__name__.removeprefix("Download").removesuffix("Error")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    return f"{words}: {said}" if said else words


def _wait_s(span: VisitTime | None, now: datetime) -> float:
    """Return the seconds until *span* begins; 0 within it."""
    if span is None or span.covers(now.time()):
        return 0.0
    start = now.replace(hour=span.start.hour, minute=span.start.minute, second=0, microsecond=0)
    return ((start if start > now else start + timedelta(days=1)) - now).total_seconds()


def _notices_of(robots: Robots, url: str) -> list[list[str]]:
    """Return what *robots* says of the use of the page at *url*, besides whether we may fetch it."""
    said = [("content-signal", value) for value in robots.signals]
    said += [("license", address) for address in robots.licenses]
    if names := robots.forbidden_to(url):
        said.append(("ai-robots", ", ".join(names)))
    return [["robots.txt", name, value] for name, value in said]
