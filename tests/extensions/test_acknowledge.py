"""Pages are settled once callback, items and requests are through, and committed with their records."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from twisted.python.failure import Failure

from newscrawl.errors import OutputError
from newscrawl.extensions.acknowledge import AcknowledgeExtension
from newscrawl.meta import FETCH, REFUSED
from newscrawl.model.items import Miss
from newscrawl.pipelines.drops import EmptyPage, ExtractionError
from newscrawl.state.ledger import OutputLine
from newscrawl.state.values import Status
from tests.support.session import Opened, opened_session

URL = "https://gazette.example/{}"


class Hands:
    """A run with pages in hand, and the extension that settles them."""

    def __init__(self, opened: Opened) -> None:
        self.opened, self.session = opened, opened.session
        self.extension = AcknowledgeExtension.from_crawler(opened.crawler)

        async def start() -> None:
            self.extension.start()
            self.extension.stop()

        asyncio.run(start())

    def page(self, number: int = 0, fetch: object = 200) -> Response:
        """Return the answer of a page that is in the downloader."""
        request = Request(URL.format(number), callback=self.opened.spider.parse)
        (given,) = self.opened.give(request)
        given.meta[FETCH] = fetch
        self.opened.engine.downloading.add(given)
        return Response(given.url, request=given)

    def move(self, page: Response, *, to: str) -> None:
        """Bring a page to the scraper, or to its end."""
        assert page.request is not None
        self.opened.engine.downloading.discard(page.request)
        self.opened.engine.scraping.discard(page.request)
        if to == "scraper":
            self.opened.engine.scraping.add(page.request)

    def record(self, page: Response | None, name: str) -> None:
        """Let an item of *page* become a record."""
        item = object()
        self.session.stage(item, OutputLine(name, json.dumps({"id": name}).encode() + b"\n"))
        self.extension.note_record(item, page)

    def rows(self) -> list[tuple[Any, ...]]:
        return self.session.store.run(
            "SELECT status, coalesce(reason, ''), retryable, records FROM urls ORDER BY id"
        )

    def written(self) -> list[str]:
        files = sorted(Path(self.session.run.folder).glob("articles-*.jsonl"))
        return [json.loads(line)["id"] for file in files for line in file.read_bytes().splitlines()]


@pytest.fixture
def hands(tmp_path: Path) -> Any:
    """A run with nothing in hand."""
    with opened_session(tmp_path) as opened:
        yield Hands(opened)


def test_a_page_has_ended_when_it_is_in_no_stage_any_more(hands: Hands) -> None:
    """Not while it is downloaded or scraped; its record is in the file with the next commit."""
    page = hands.page()
    assert hands.extension.settle() == 0
    hands.move(page, to="scraper")
    assert hands.extension.settle() == 1, "it has arrived"
    assert hands.extension.settle() == 0, "once"
    hands.record(page, "nc-1")
    assert hands.rows() == [(Status.LEASED, "", 0, 0)]
    hands.move(page, to="end")
    assert hands.extension.settle() == 1
    assert hands.rows() == [(Status.DONE, "", 0, 1)]
    assert hands.session.works == {}
    assert hands.opened.count("acknowledge/pages") == 1
    hands.extension.commit()
    assert hands.written() == ["nc-1"]
    assert hands.opened.count("acknowledge/commits") == 1


@pytest.mark.parametrize(
    ("fetch", "notes", "row"),
    [
        pytest.param(200, [], (Status.DONE, "", 0, 0), id="nothing came of it"),
        pytest.param(200, ["record", "record"], (Status.DONE, "", 0, 2), id="two records"),
        pytest.param(200, [EmptyPage("x")], (Status.DROPPED, "empty", 0, 0), id="a drop"),
        pytest.param(200, [EmptyPage("x"), "record"], (Status.DONE, "", 0, 1), id="a drop and a record"),
        pytest.param(200, [ExtractionError("x")], (Status.FAILED, "extraction_error", 0, 0), id="a failure"),
        pytest.param(
            503, [ExtractionError("x"), "record"], (Status.FAILED, "extraction_error", 1, 1),
            id="a failure and a record",
        ),
        pytest.param(
            200, ["item error"], (Status.FAILED, "item_error_value", 0, 0), id="an error of a pipeline"
        ),
        pytest.param(
            200, ["spider error"], (Status.FAILED, "spider_error_key", 0, 0), id="an error of a callback"
        ),
        pytest.param(404, [], (Status.FAILED, "http_404", 0, 0), id="not there"),
        pytest.param(503, [], (Status.FAILED, "http_503", 1, 0), id="out of order: it may pass"),
        pytest.param(404, ["miss"], (Status.DROPPED, "http_404", 0, 0), id="a miss names the reason"),
        pytest.param(IgnoreRequest(), [], (Status.DROPPED, "ignore_request", 0, 0), id="refused by us"),
    ],
)  # fmt: skip
def test_what_came_of_its_items_is_what_came_of_the_page(
    hands: Hands, fetch: object, notes: list[Any], row: tuple[object, ...]
) -> None:
    """Failures first, then records, then drops, then the answer."""
    page = hands.page(fetch=fetch)
    hands.move(page, to="scraper")
    for number, note in enumerate(notes):
        if note == "record":
            hands.record(page, f"nc-{number}")
        elif note == "item error":
            hands.extension.note_item_error(object(), page, Failure(ValueError("x")))
        elif note == "spider error":
            hands.extension.note_spider_error(page, Failure(KeyError("x")))
        elif note == "miss":
            hands.extension.note_drop(Miss(page.url, "http_404", ""), page, EmptyPage("x"))
        else:
            hands.extension.note_drop(object(), page, note)
    hands.move(page, to="end")
    hands.extension.settle()
    assert hands.rows() == [row]
    hands.extension.commit()
    assert len(hands.written()) == notes.count("record")


def test_a_record_of_no_page_is_written_too(hands: Hands) -> None:
    """One that a spider made by itself; an item without a line is none."""
    hands.extension.note_record(object(), None)
    hands.record(None, "nc-7")
    hands.extension.commit()
    assert hands.written() == ["nc-7"]


def test_a_line_that_a_later_pipeline_dropped_is_not_written(hands: Hands) -> None:
    """It was staged, and claimed by the drop."""
    page = hands.page()
    item = object()
    assert hands.session.stage(item, OutputLine("nc-1", b'{"id": "nc-1"}\n'))
    hands.extension.note_drop(item, page, EmptyPage("x"))
    assert hands.session.last_version("nc-1") is None
    assert hands.session.stage(object(), OutputLine("nc-1", b"")), "the run holds it no more"
    hands.record(page, "nc-2")
    hands.move(page, to="end")
    hands.extension.settle()
    hands.extension.commit()
    assert hands.written() == ["nc-2"]


@pytest.mark.parametrize(
    ("notes", "status"),
    [
        pytest.param([], Status.PENDING, id="nothing came"),
        pytest.param(["record"], Status.DONE, id="its record came"),
        pytest.param(["record", "failure"], Status.PENDING, id="and a failure"),
    ],
)
def test_a_page_that_was_given_up_is_fetched_again(
    hands: Hands, notes: list[str], status: Status
) -> None:
    """By the next run; what it gave is written all the same."""
    page = hands.page()
    hands.move(page, to="scraper")
    for note in notes:
        if note == "record":
            hands.record(page, "nc-1")
        else:
            hands.extension.note_drop(object(), page, ExtractionError("x"))
    (work,) = hands.session.works.values()
    work.given_up = True
    hands.move(page, to="end")
    hands.extension.settle()
    assert [row[0] for row in hands.rows()] == [status]
    hands.extension.commit()
    assert hands.written() == ["nc-1"] * ("record" in notes)


def test_failures_that_may_pass_rest_the_host(hands: Hands) -> None:
    """In a row; an answer of any kind ends the row."""
    for number, (fetch, failures) in enumerate([(503, 1), (503, 2), (404, 0), (503, 1), (200, 0)]):
        page = hands.page(number, fetch)
        assert page.request is not None
        page.request.meta[REFUSED] = False
        hands.move(page, to="end")
        hands.extension.settle()
        assert hands.session.store.run("SELECT failures FROM lanes") == [(failures,)]


def test_nothing_is_settled_once_the_output_is_broken(hands: Hands) -> None:
    """What is not written is not done; the first error is the one that is told."""
    page = hands.page()
    hands.move(page, to="end")

    def full() -> None:
        raise OutputError("the disk is full")

    hands.session.attach_commit(full)
    hands.extension.commit()
    assert str(hands.session.broken) == "the disk is full"
    assert hands.extension.settle() == 0
    assert hands.rows() == [(Status.LEASED, "", 0, 0)]
    commits = hands.opened.count("acknowledge/commits")
    hands.extension.commit()
    assert hands.opened.count("acknowledge/commits") == commits
    hands.record(None, "nc-1")
    assert hands.written() == []


def test_a_tick_settles_commits_and_wakes_the_engine(hands: Hands) -> None:
    """The engine would ask again only seconds later; while it has work, it asks by itself."""
    hands.extension.tick()
    assert hands.opened.count("acknowledge/commits") == 1
    hands.extension.tick()
    assert hands.opened.count("acknowledge/commits") == 1, "not with each tick"
    assert hands.opened.engine.wakes == 0
    page = hands.page()
    assert hands.session.starved, "the helper asks until there is nothing"
    hands.extension.tick()
    assert hands.opened.engine.wakes == 0, "nothing is due"
    hands.move(page, to="end")
    hands.extension.tick()
    assert hands.opened.engine.wakes == 1
    hands.session.closing = True
    hands.move(hands.page(1), to="end")
    hands.extension.tick()
    assert hands.opened.engine.wakes == 1


def test_leases_are_renewed_while_pages_are_in_hand(hands: Hands) -> None:
    """Else another worker would take them."""
    hands.page()
    store = hands.session.store
    store.run("UPDATE urls SET lease_until = ?", (time.time() + 1,))
    hands.extension.tick()
    ((until,),) = store.run("SELECT lease_until FROM urls")
    assert until > time.time() + 5


def test_the_session_settles_by_the_extension(hands: Hands) -> None:
    """The scheduler asks before it says that nothing is left."""
    hands.move(hands.page(), to="end")
    hands.session.settle()
    assert hands.session.works == {}


def test_another_scheduler_has_no_pages_to_settle() -> None:
    """The extension is off then."""
    crawler = get_crawler(settings_dict={"SCHEDULER": "scrapy.core.scheduler.Scheduler"})
    with pytest.raises(NotConfigured):
        AcknowledgeExtension.from_crawler(crawler)
