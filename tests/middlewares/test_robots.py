"""robots.txt before every request, kept in a real state: who is let in, who waits, and what no answer means."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import (
    DownloadConnectionRefusedError,
    IgnoreRequest,
    NotConfigured,
    StopDownload,
)
from scrapy.http import Response

from newscrawl.meta import NOT_BEFORE, POSTPONED, REFUSED, SITE_NOTICES, TOLD_UNTIL, TRUNCATE
from newscrawl.middlewares.robots import RobotsMiddleware
from newscrawl.refusals import RefusedError
from tests.support.session import Opened, opened_session

SITE = "https://gazette.example"
SETTINGS = {
    "ROBOTSTXT_OBEY": "1", "USER_AGENT": "newscrawl/1 (+https://a.example)", "RETRY_ENABLED": "1",
    "RETRY_TIMES": "3", "ROBOTS_TRIES": "3", "RETRY_BACKOFF_S": "1", "RETRY_BACKOFF_MAX_S": "8",
}  # fmt: skip
FORBIDS = b"User-agent: *\nDisallow: /private\n"
Answer = Callable[[Request], Response]


class Site:
    """Sites that answer for their robots.txt, and the middleware in front of them."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.asked = opened, list[Request]()
        self.answers: dict[str, tuple[int, bytes] | Exception] = {}
        self.gate: Awaitable[Any] | None = None
        opened.engine.download_async = self._download  # type: ignore[attr-defined]
        self.middleware = RobotsMiddleware.from_crawler(opened.crawler)
        self.middleware.open_shelf()

    async def _download(self, request: Request) -> Response:
        self.asked.append(request)
        if self.gate is not None:
            await self.gate
        await asyncio.sleep(0)
        found = self.answers.get(request.url, (404, b"<html>Not found"))
        if isinstance(found, Exception):
            raise found
        status, body = found
        headers = {"Retry-After": "50"} if status == 429 else {}
        return Response(request.url, status, headers, body, request=request)  # type: ignore[arg-type]

    def judge(self, url: str = f"{SITE}/a", **meta: Any) -> Any:
        """Return what becomes of a request: ``None``: it passes; the reason of a refusal; or a request."""
        return self.judge_all(Request(url, meta=meta))[0]

    def judge_all(self, *requests: Request) -> list[Any]:
        async def one(request: Request) -> Any:
            try:
                return await self.middleware.process_request(request)
            except RefusedError as refusal:
                return refusal.reason

        async def together() -> list[Any]:
            return await asyncio.gather(*map(one, requests))

        return asyncio.run(together())


@contextmanager
def site_in(folder: Path, **settings: str) -> Iterator[Site]:
    with opened_session(folder, **{**SETTINGS, **settings}) as opened:
        yield Site(opened)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Sites without a robots.txt."""
    with site_in(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        pytest.param(200, FORBIDS, ["robots_forbidden"], id="forbidden"),
        pytest.param(200, b"User-agent: newscrawl\nDisallow: /\n", ["robots_forbidden"] * 2, id="by our name"),
        pytest.param(200, b"User-agent: other\nDisallow: /\n", [], id="another's name"),
        pytest.param(200, b"", [], id="empty"),
        pytest.param(204, b"", [], id="no content"),
        pytest.param(404, b"User-agent: *\nDisallow: /\n", [], id="none; its body is not read"),
        pytest.param(403, b"", [], id="RFC 9309: 4xx is no rules"),
    ],
)  # fmt: skip
def test_a_request_is_judged_by_the_rules(
    site: Site, status: int, body: bytes, refused: list[str]
) -> None:
    """Of its origin, which is asked once."""
    site.answers[f"{SITE}/robots.txt"] = status, body
    found = [site.judge(f"{SITE}/{path}") for path in ("private/a", "news/a")]
    assert [each for each in found if each] == refused
    assert len(site.asked) == 1
    assert site.opened.count("robots/forbidden") == len(refused)
    assert site.opened.count("robots/reached") == 1


def test_each_origin_has_rules_of_its_own(site: Site) -> None:
    """Scheme, host and port make it; a request that says so is not judged."""
    site.answers[f"{SITE}/robots.txt"] = 200, b"User-agent: *\nDisallow: /\n"
    assert site.judge() == "robots_forbidden"
    assert site.judge("http://gazette.example/a") is None
    assert site.judge(f"{SITE}:8443/a") is None
    assert site.judge(dont_obey_robotstxt=True) is None
    assert [each.url for each in site.asked] == [
        f"{SITE}/robots.txt", "http://gazette.example/robots.txt", f"{SITE}:8443/robots.txt",
    ]  # fmt: skip


def test_how_the_file_is_asked_for(site: Site) -> None:
    """Not judged itself, not retried, cut where it is too long, and before all else."""
    site.judge()
    (asked,) = site.asked
    assert asked.meta["dont_obey_robotstxt"]
    assert asked.meta["dont_retry"]
    assert asked.priority == 1000
    limit = asked.meta[TRUNCATE]
    site.middleware.cut(b"x" * (limit - 1), asked)
    with pytest.raises(StopDownload):
        site.middleware.cut(b"x", asked)
    site.middleware.cut(b"x" * 9_999_999, Request(SITE))


def test_requests_that_come_meanwhile_wait_for_one_answer(site: Site) -> None:
    """Each is judged by it."""
    site.answers[f"{SITE}/robots.txt"] = 200, FORBIDS
    paths = ("a", "private/b", "c", "private/d")
    found = site.judge_all(*(Request(f"{SITE}/{path}") for path in paths))
    assert found == [None, "robots_forbidden"] * 2
    assert len(site.asked) == 1


def test_those_who_wait_are_woken_when_the_fetch_is_given_up(site: Site) -> None:
    """No answer is no entry: they come back later."""

    async def main() -> list[Any]:
        site.gate = asyncio.Event().wait()
        first = asyncio.ensure_future(site.middleware.process_request(Request(f"{SITE}/a")))
        await asyncio.sleep(0.01)
        second = asyncio.ensure_future(site.middleware.process_request(Request(f"{SITE}/b")))
        await asyncio.sleep(0.01)
        first.cancel()
        return await asyncio.wait_for(asyncio.gather(second, return_exceptions=True), 5)

    (later,) = asyncio.run(main())
    assert isinstance(later, Request)
    assert later.meta[POSTPONED] == "robots_unreachable"


@pytest.mark.parametrize(
    ("answer", "is_refused"),
    [
        pytest.param((503, b""), False, id="out of order"),
        pytest.param((429, b""), False, id="asked too often"),
        pytest.param(TimeoutError("slow"), False, id="no answer"),
        pytest.param(DownloadConnectionRefusedError("refused"), True, id="nobody there"),
    ],
)
def test_without_an_answer_nobody_enters(site: Site, answer: Any, is_refused: bool) -> None:
    """The request is put back, longer each time, and given up by name at last."""
    site.answers[f"{SITE}/robots.txt"] = answer
    request, waits = Request(f"{SITE}/a"), list[float]()
    for attempt in (1, 2):
        later = site.judge_all(request)[0]
        assert isinstance(later, Request)
        assert later.dont_filter
        assert (later.meta["retry_times"], later.meta[POSTPONED]) == (attempt, "robots_unreachable")
        assert bool(later.meta.get(REFUSED)) is is_refused
        waits.append(later.meta[NOT_BEFORE] - time.time())
        site.middleware._origins[SITE].verdict = _ended(site.middleware._origins[SITE].verdict)
        request = later
    assert site.judge_all(request) == ["robots_unreachable"]
    assert len(site.asked) == 3
    told = answer[0] == 429 if isinstance(answer, tuple) else False
    assert waits == pytest.approx([50, 50] if told else [1, 2], abs=0.5)
    assert bool(request.meta[TOLD_UNTIL]) is told
    assert site.opened.count("robots/unreachable") == 3
    assert site.opened.count("robots/postponed") == 2


def _ended(verdict: Any) -> Any:
    """Return a verdict whose time is over."""
    return type(verdict)(verdict.robots, 0.0, verdict.problem, verdict.failures)


def test_a_verdict_of_no_answer_holds_for_its_time(site: Site) -> None:
    """All others of the origin come back then, too, and nobody asks meanwhile."""
    site.answers[f"{SITE}/robots.txt"] = 503, b""
    found = [site.judge(f"{SITE}/{number}") for number in range(3)]
    assert all(isinstance(each, Request) for each in found)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(RefusedError("egress_refused", "an address of ours"), "robots_unreachable", id="refused by us"),
        pytest.param(IgnoreRequest("too many redirects"), None, id="redirects without end: no rules"),
    ],
)  # fmt: skip
def test_answers_that_do_not_change(site: Site, answer: Exception, found: str | None) -> None:
    """Nothing is put back for them."""
    site.answers[f"{SITE}/robots.txt"] = answer
    assert site.judge() == found


def test_without_retries_the_first_failure_is_the_last(tmp_path: Path) -> None:
    """Nothing would come back."""
    with site_in(tmp_path, RETRY_ENABLED="0") as site:
        site.answers[f"{SITE}/robots.txt"] = 503, b""
        assert site.judge() == "robots_unreachable"


def test_what_came_is_kept_for_the_next_run(site: Site) -> None:
    """For a day; a failure is not kept."""
    site.answers[f"{SITE}/robots.txt"] = 200, FORBIDS
    site.answers["https://b.example/robots.txt"] = 503, b""
    assert site.judge(f"{SITE}/private") == "robots_forbidden"
    site.judge("https://b.example/a")
    again = Site(site.opened)
    assert again.judge(f"{SITE}/private") == "robots_forbidden"
    assert not again.asked
    assert site.opened.count("robots/kept") == 1
    again.judge("https://b.example/a")
    assert len(again.asked) == 1
    site.opened.session.store.run("UPDATE robots SET fetched = fetched - 90000")
    later = Site(site.opened)
    assert later.judge(f"{SITE}/private") is None
    assert len(later.asked) == 1


def test_another_time_of_day_is_waited_for(site: Site) -> None:
    """A page outside of the visit time comes back when it begins."""
    begin = datetime.now(UTC) + timedelta(hours=3)
    span = f"{begin:%H%M}-{begin + timedelta(hours=1):%H%M}"
    site.answers[f"{SITE}/robots.txt"] = (
        200,
        f"User-agent: *\nVisit-time: {span}\nAllow: /\n".encode(),
    )
    later = site.judge()
    assert isinstance(later, Request)
    assert later.meta[POSTPONED] == "robots_visit_time"
    assert later.meta[NOT_BEFORE] - time.time() == pytest.approx(3 * 3600, abs=90)
    now = datetime.now(UTC) - timedelta(minutes=5)
    span = f"{now:%H%M}-{now + timedelta(hours=1):%H%M}"
    site.answers["https://b.example/robots.txt"] = (
        200,
        f"User-agent: *\nVisit-time: {span}\n".encode(),
    )
    assert site.judge("https://b.example/a") is None


def test_what_the_file_says_of_use_goes_with_the_page(site: Site) -> None:
    """Signals, licences, and robots of AI that may not enter; what an earlier host said is gone."""
    site.answers[f"{SITE}/robots.txt"] = (
        200,
        b"User-agent: GPTBot\nDisallow: /\nUser-agent: *\nContent-Signal: ai-train=no\nAllow: /\n"
        b"License: https://gazette.example/license.xml\n",
    )
    request = Request(f"{SITE}/a")
    assert site.judge_all(request) == [None]
    said = {name: value for _, name, value in request.meta[SITE_NOTICES]}
    assert said["license"] == "https://gazette.example/license.xml"
    assert "GPTBot" in said["ai-robots"]
    assert "ai-train=no" in said["content-signal"]
    moved = request.replace(url="https://b.example/a")
    assert site.judge_all(moved) == [None]
    assert SITE_NOTICES not in moved.meta


def test_origins_in_memory_are_bounded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were met first go."""
    monkeypatch.setattr("newscrawl.middlewares.robots._MAX_ORIGINS", 20)
    for number in range(30):
        site.judge(f"https://s{number}.example/")
    assert len(site.middleware._origins) <= 20
    assert "https://s29.example" in site.middleware._origins


def test_it_is_off_where_robots_are_not_obeyed(tmp_path: Path) -> None:
    """By the setting."""
    with (
        opened_session(tmp_path, ROBOTSTXT_OBEY="0") as opened,
        pytest.raises(NotConfigured, match="ROBOTSTXT_OBEY"),
    ):
        RobotsMiddleware.from_crawler(opened.crawler)
