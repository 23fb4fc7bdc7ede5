"""What each source gave is counted, kept in the state, and judged at the end by the runs before."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.discover.window import Window
from newscrawl.extensions.health import HealthExtension
from newscrawl.health.figures import SourceFigures
from newscrawl.meta import ENTRANCE, GUESS, RETURNS, SOURCE, VOUCHED
from newscrawl.model.items import Miss, Page
from newscrawl.pipelines.drops import EmptyPage, LoginPage, PageDropped, Stopped
from newscrawl.records import make_article
from newscrawl.sources.source import Source
from newscrawl.spiders.site_progress import Budgets, SiteProgress
from newscrawl.state.health import Health
from tests.support.articles import drafts
from tests.support.session import Opened, opened_session

SITE = "https://gazette.example"
ARTICLE = f"{SITE}/2026/11/24/the-bridge-opens-again"
LOGIN = b"<html><body><form action=/login><input type=password name=p></form></body></html>"


def progress() -> dict[str, SiteProgress]:
    source = Source("gazette", (f"{SITE}/",), ("gazette.example",))
    return {"gazette": SiteProgress(source, Window(), Budgets())}


class Watched:
    """A run of one source, and the extension that counts."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.extension = opened, HealthExtension.from_crawler(opened.crawler)

        async def start() -> None:
            self.extension.start()
            self.extension.stop()

        asyncio.run(start())

    @property
    def figures(self) -> SourceFigures:
        return self.extension._current("gazette")

    def finish(self, reason: str = "finished") -> dict[str, Any]:
        self.extension.finish(reason)
        self.opened.session.store.commit()
        assert self.opened.crawler.stats is not None
        said: dict[str, Any] = self.opened.crawler.stats.get_value("health/sources")
        return said["gazette"]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A run in which nothing was asked for yet."""
    with opened_session(
        tmp_path, lambda spider: setattr(spider, "progress_by_source", progress())
    ) as opened:
        yield Watched(opened)


def request(url: str = ARTICLE, **meta: Any) -> Request:
    return Request(url, meta={SOURCE: "gazette", **meta})


def response(asked: Request, status: int = 200, body: bytes = b"", url: str = "") -> Response:
    return Response(url or asked.url, status, body=body, request=asked)


@pytest.mark.parametrize(
    ("meta", "statuses", "answered", "unanswered"),
    [
        pytest.param({VOUCHED: True}, [200], 1, {}, id="answered"),
        pytest.param({VOUCHED: True}, [404], 0, {"404": 1}, id="not there"),
        pytest.param({VOUCHED: True}, [503, 200], 1, {}, id="answered in the end"),
        pytest.param({VOUCHED: True}, [503, 404], 0, {"404": 1}, id="the last answer counts"),
        pytest.param({VOUCHED: True}, [0], 0, {"no_answer": 1}, id="no answer"),
        pytest.param({VOUCHED: True}, [0, 200], 1, {}, id="none at first"),
        pytest.param({ENTRANCE: "feed x"}, [404], 0, {"404": 1}, id="an entrance"),
        pytest.param({}, [404], 0, {}, id="a link that nobody vouches for"),
        pytest.param({VOUCHED: True, GUESS: True}, [404], 0, {}, id="a guess"),
        pytest.param({VOUCHED: True, SOURCE: "other"}, [404], 0, {}, id="of no source"),
    ],
)
def test_how_urls_are_answered(
    watched: Watched,
    meta: dict[str, Any],
    statuses: list[int],
    answered: int,
    unanswered: dict[str, int],
) -> None:
    """Those that the source vouches for; each once, by its last answer."""
    for status in statuses:
        asked = request(**meta)
        if status:
            watched.extension.note_download(asked, response(asked, status))
        watched.extension.note_end(asked)
    assert (watched.figures.answered, dict(watched.figures.unanswered)) == (answered, unanswered)


def test_articles_are_counted_with_what_they_lack(watched: Watched) -> None:
    """Other items are none; fields that were removed are no boilerplate."""
    for site in (0, 1):
        article = make_article(next(drafts(site, 1)))
        watched.extension.note_article(article, response(request()))
    gone = make_article(list(drafts(1, 2))[1])
    watched.extension.note_article(gone, response(request()))
    watched.extension.note_article(gone, response(Request(ARTICLE)))
    watched.extension.note_article(object(), response(request()))
    watched.extension.note_article(gone, None)
    figures = watched.figures
    assert (figures.articles, figures.undated, figures.unsigned) == (3, 1, 1)
    assert figures.removed_chars == sum(
        len(each.text) for each in gone.metadata.removed if each.category != "field"
    )
    assert figures.removed_chars > 0


@pytest.mark.parametrize(
    ("meta", "url", "reasons"),
    [
        pytest.param(
            {VOUCHED: True}, f"{SITE}/about", {"empty": 1}, id="a page that is vouched for"
        ),
        pytest.param({}, ARTICLE, {"empty": 1}, id="a URL like an article's"),
        pytest.param({}, f"{SITE}/about", {}, id="any other page"),
        pytest.param({GUESS: True}, ARTICLE, {}, id="a guess"),
    ],
)
def test_pages_without_a_record_are_counted_by_reason(
    watched: Watched, meta: dict[str, Any], url: str, reasons: dict[str, int]
) -> None:
    """Where something says that it should have given one."""
    asked = request(url, **meta)
    watched.extension.note_drop(Page(url, b""), response(asked), EmptyPage("x"))
    assert (dict(watched.figures.reasons), dict(watched.figures.walls)) == (reasons, {})


def test_a_stop_is_no_fault_of_the_source(watched: Watched) -> None:
    """The page was given up by us."""
    asked = request(**{VOUCHED: True})
    for error in (Stopped("x"), LoginPage("x")):
        watched.extension.note_drop(Page(ARTICLE, b""), response(asked), error)
    assert dict(watched.figures.reasons) == {"login_page": 1}
    assert dict(watched.figures.walls) == {"login_wall": 1}


@pytest.mark.parametrize(
    ("meta", "reason", "expected"),
    [
        pytest.param({VOUCHED: True}, "http_404", {"missed": {"http_404": 1}, "unanswered": {"http_404": 1}}, id="an article"),
        pytest.param({VOUCHED: True, RETURNS: 2}, "http_404", {"unanswered": {"http_404": 1}}, id="one that returns"),
        pytest.param({}, "http_404", {}, id="a link"),
        pytest.param({VOUCHED: True}, "rights_reserved", {"known": 1, "unanswered": {"rights_reserved": 1}}, id="not for us"),
        pytest.param({ENTRANCE: "front /"}, "timeout", {"front_missed": "timeout", "unanswered": {"timeout": 1}}, id="the front"),
        pytest.param({VOUCHED: True}, "offsite_redirect", {"other": 1, "walls": {"led_away": 1}}, id="led away"),
    ],
)  # fmt: skip
def test_what_could_not_be_had(
    watched: Watched, meta: dict[str, Any], reason: str, expected: dict[str, Any]
) -> None:
    """Entrances and articles apart; what we may not have is read well."""
    asked = request(**meta)
    watched.extension.note_drop(Miss(ARTICLE, reason, ""), response(asked), PageDropped("x"))
    found = watched.figures.as_dict()
    found.pop("reasons", None)
    assert found == expected


@pytest.mark.parametrize(
    ("target", "moved_to"),
    [
        pytest.param("", "", id="stays"),
        pytest.param(f"{SITE}/start", "", id="on its origin"),
        pytest.param("https://news.gazette.example/", "https://news.gazette.example", id="moved"),
    ],
)
def test_a_front_page_that_leads_elsewhere_has_moved(
    watched: Watched, target: str, moved_to: str
) -> None:
    """By the origin that it was asked for at."""
    asked = request(target or f"{SITE}/", **{ENTRANCE: "front /"}, redirect_urls=[f"{SITE}/"])
    watched.extension.note_response(asked, response(asked, body=LOGIN))
    figures = watched.figures
    assert (figures.entrances, figures.moved_to) == (1, moved_to)
    feed = request(f"{SITE}/feed", **{ENTRANCE: "feed /feed"})
    watched.extension.note_response(feed, response(feed))
    watched.extension.note_response(feed, response(feed, 404))
    assert watched.figures.entrances == 2


def test_a_redirect_to_a_known_page_is_one_of_its_copies(watched: Watched) -> None:
    """One that leads to another site is led away."""
    watched.extension.note_known(request())
    assert watched.figures.copies == 0
    watched.extension.note_known(request(redirect_urls=[f"{SITE}/a"]))
    watched.extension.note_known(request("https://elsewhere.test/", redirect_urls=[f"{SITE}/a"]))
    assert (watched.figures.copies, dict(watched.figures.walls)) == (2, {"led_away": 1})


def test_figures_outlive_the_process(watched: Watched, tmp_path: Path) -> None:
    """A run that is taken up again goes on with them; what may pass is tried again."""
    for url, status in ((ARTICLE, 200), (f"{ARTICLE}-2", 404), (f"{ARTICLE}-3", 503)):
        asked = request(url, **{VOUCHED: True})
        watched.extension.note_download(asked, response(asked, status))
        watched.extension.note_drop(
            Miss(url, f"http_{status}", ""), response(asked, status), PageDropped("x")
        )
    watched.extension.keep()
    again = Watched(watched.opened)
    assert again.figures.answered == 1
    assert dict(again.figures.missed) == {"http_200": 1, "http_404": 1}
    watched.opened.session.closing = True
    watched.extension.note_drop(Page(ARTICLE, b""), response(request()), EmptyPage("x"))
    watched.extension.keep()
    assert Watched(watched.opened).figures.empty == 0, "the run has been ended"


@pytest.mark.parametrize(
    ("reason", "is_cut", "status"),
    [
        pytest.param("finished", False, "judged", id="ended by itself"),
        pytest.param("shutdown", False, "unfinished", id="stopped"),
        pytest.param("finished", True, "unfinished", id="its budget is spent"),
    ],
)
def test_a_source_is_judged_when_the_run_has_seen_all_of_it(
    watched: Watched, reason: str, is_cut: bool, status: str
) -> None:
    """Else its figures are noted only."""
    of = watched.opened.spider.progress_by_source["gazette"]  # type: ignore[attr-defined]
    of.spent, of.waiting = ("3 requests", {"feed"}) if is_cut else ("", set())
    said = watched.finish(reason)
    assert (said["status"] == "unfinished") is (status == "unfinished")
    rows = watched.opened.session.store.run("SELECT status FROM health")
    assert (rows[0][0] != "") is (status == "judged")


def test_a_source_is_judged_by_its_past(watched: Watched, caplog: pytest.LogCaptureFixture) -> None:
    """Twenty articles a run, and none now: it is broken, and that is said."""
    rows = Health(watched.opened.session.store)
    usual = SourceFigures(listed=20, entrances=2, answered=22)
    for _ in range(20):
        usual.note_text("x" * 3000, 30)
    for run in range(100, 110):
        rows.note("gazette", run, usual)
    watched.opened.session.store.run("UPDATE health SET status = 'healthy'")
    asked = request(f"{SITE}/", **{ENTRANCE: "front /"})
    for number in range(20):
        one = request(f"{ARTICLE}-{number}", **{VOUCHED: True})
        watched.extension.note_download(one, response(one))
        watched.extension.note_drop(Page(one.url, b""), response(one), EmptyPage("x"))
    watched.extension.note_response(asked, response(asked))
    said = watched.finish()
    assert said["status"] == "broken"
    assert watched.opened.count("health/broken") == 1
    assert any("Source gazette" in message for message in caplog.messages)


def test_a_spider_without_sources_is_left_alone(tmp_path: Path) -> None:
    """Nothing is counted, and the extension is off with another scheduler."""
    with opened_session(tmp_path) as opened:
        extension = HealthExtension.from_crawler(opened.crawler)
        extension.start()
        extension.note_drop(Page(ARTICLE, b""), response(request()), EmptyPage("x"))
        extension.stop()
        assert opened.session.store.run("SELECT * FROM health") == []
    with pytest.raises(NotConfigured):
        HealthExtension.from_crawler(
            get_crawler(settings_dict={"SCHEDULER": "scrapy.core.scheduler.Scheduler"})
        )
