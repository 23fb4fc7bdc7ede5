"""The budgets of a source and of a run, on a real scheduler: what is beyond them waits for the next run."""

import asyncio
import time
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from newscrawl.discover.window import Window
from newscrawl.extensions.budget import BudgetExtension
from newscrawl.meta import SOURCE
from newscrawl.sources.source import Source
from newscrawl.spiders.site_progress import Budgets, SiteProgress
from tests.support.session import Opened, Plain, opened_session


class Clock:
    """The clock of the extension, which a test may set forward."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the extension reads; that of all others goes on as it does."""
    mine = Clock()
    monkeypatch.setattr("newscrawl.extensions.budget.time", mine)
    return mine


NAMES = ("gazette", 'Ζέφυρος "τοπικά"')


def sources(budgets: Budgets) -> dict[str, SiteProgress]:
    return {
        name: SiteProgress(
            Source(name, (f"https://s{number}.example/",), (f"s{number}.example",)),
            Window(),
            budgets,
        )
        for number, name in enumerate(NAMES)
    }


def started(opened: Opened) -> BudgetExtension:
    """Return the extension at work, with its clock stopped: the test looks at it."""
    extension = BudgetExtension.from_crawler(opened.crawler)

    async def start() -> None:
        extension.start()
        extension.stop()

    asyncio.run(start())
    return extension


def requests(opened: Opened, name: str, count: int, first: int = 0) -> list[Request]:
    host = f"s{NAMES.index(name)}.example"
    return [
        Request(f"https://{host}/{number}", callback=opened.spider.parse, meta={SOURCE: name})
        for number in range(first, first + count)
    ]


@pytest.mark.parametrize(
    ("budgets", "age_s", "spent"),
    [
        pytest.param(Budgets(), 9e9, "", id="no limit"),
        pytest.param(Budgets(requests=3), 0, "", id="one left"),
        pytest.param(Budgets(requests=2), 0, "2 requests", id="the last was asked"),
        pytest.param(Budgets(time_s=3600), 3599, "", id="a second left"),
        pytest.param(Budgets(time_s=3600), 3601, "1 h", id="its hour is over"),
        pytest.param(Budgets(time_s=5400), 5401, "90 min", id="an hour and a half"),
        pytest.param(Budgets(requests=2, time_s=90), 91, "2 requests", id="both: the requests"),
    ],
)
def test_a_source_has_a_budget(
    tmp_path: Path, clock: Clock, budgets: Budgets, age_s: float, spent: str
) -> None:
    """Beyond it nothing of the source is given out, all of it waits, and the other source goes on."""
    name = NAMES[0]
    progress = sources(budgets)
    with opened_session(
        tmp_path, lambda spider: setattr(spider, "progress_by_source", progress)
    ) as opened:
        extension = started(opened)
        for request in opened.give(*requests(opened, name, 2)):
            extension.count(request)
        clock.ahead_s = age_s
        given = opened.give(*requests(opened, name, 3, first=5))
        assert len(given) == (0 if spent else 3)
        assert progress[name].spent == spent
        assert progress[name].is_cut is bool(spent)
        assert opened.count("site/budget_spent") == bool(spent)
        other = NAMES[1 - NAMES.index(name)]
        assert len(opened.give(*requests(opened, other, 2))) == 2
        assert not progress[other].is_cut
        everything = opened.session.store.run("SELECT count(*) FROM urls")
        assert everything == [(7,)], "none is lost"


def test_the_time_of_a_source_begins_with_its_first_request(tmp_path: Path, clock: Clock) -> None:
    """It may wait long for its turn; one that was never asked has spent nothing."""
    progress = sources(Budgets(time_s=5))
    with opened_session(
        tmp_path, lambda spider: setattr(spider, "progress_by_source", progress)
    ) as opened:
        extension = started(opened)
        clock.ahead_s = 1000
        (first,) = opened.give(*requests(opened, NAMES[0], 1))
        assert extension.mark_of(first) == ""
        extension.count(Request("https://elsewhere.example/"))
        assert extension.mark_of(first) == ""
        extension.count(first)
        assert extension.mark_of(first) == ""
        clock.ahead_s += 6
        assert extension.mark_of(first) != ""


@pytest.mark.parametrize("name", NAMES)
def test_the_mark_is_a_part_of_the_request_as_the_state_has_it(tmp_path: Path, name: str) -> None:
    """By it the frontier finds all that waits of the source, in one statement."""
    progress = sources(Budgets(requests=1))
    with opened_session(
        tmp_path, lambda spider: setattr(spider, "progress_by_source", progress)
    ) as opened:
        extension = started(opened)
        (request,) = opened.give(*requests(opened, name, 1))
        extension.count(request)
        mark = extension.mark_of(request)
        ((kept,),) = opened.session.store.run("SELECT request FROM urls")
        assert mark in kept
        assert extension.mark_of(Request("https://s0.example/", meta={SOURCE: "unknown"})) == ""


def test_a_run_has_a_time(tmp_path: Path, clock: Clock) -> None:
    """After it nothing is given out; all sources are cut, and the end is told once."""
    progress = sources(Budgets())

    def prepare(spider: Plain) -> None:
        spider.progress_by_source, spider.time_s = progress, 7200.0  # type: ignore[attr-defined]

    with opened_session(tmp_path, prepare) as opened:
        extension = started(opened)
        extension.look()
        assert len(opened.give(*requests(opened, NAMES[0], 1))) == 1
        clock.ahead_s = 7201
        extension.look()
        assert opened.give(*requests(opened, NAMES[0], 2, first=3)) == []
        assert opened.count("budget/time_over") == 1
        assert all(each.is_cut and not each.spent for each in progress.values())


def test_a_run_that_ends_is_not_ended_by_its_time(tmp_path: Path, clock: Clock) -> None:
    """It is over by itself."""
    with opened_session(tmp_path, lambda spider: setattr(spider, "time_s", 1.0)) as opened:
        extension = started(opened)
        clock.ahead_s = 9
        opened.session.closing = True
        extension.look()
        assert opened.count("budget/time_over") == 0


def test_another_scheduler_has_nowhere_to_leave_urls() -> None:
    """The extension is off then."""
    crawler = get_crawler(settings_dict={"SCHEDULER": "scrapy.core.scheduler.Scheduler"})
    with pytest.raises(NotConfigured, match="SCHEDULER"):
        BudgetExtension.from_crawler(crawler)
