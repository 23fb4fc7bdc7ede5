"""Pages teach in the order in which they were given out, however their answers arrive."""

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest

from newscrawl.learning.turns import SiteTurns, Turns
from tests.support.designs import make_site
from tests.support.lossless import Crawl
from tests.support.server import HTML, Reply, Request, Server


def taken(order: SiteTurns) -> list[str]:
    notes = []
    while (told := order.take()) is not None:
        notes.append(told[1])
    return notes


def test_notes_are_taken_in_the_order_in_which_pages_were_given_out() -> None:
    """A later one waits until each before it has told or ended."""
    order = SiteTurns()
    first, second, third = (order.begin() for _ in range(3))
    order.tell(third, "third")
    assert taken(order) == []
    order.tell(first, "first")
    assert taken(order) == ["first"]
    assert not order.is_settled(second)
    assert order.before(third) == 1
    order.end(second)
    assert taken(order) == ["third"]
    assert order.is_settled(third)
    assert order.is_idle


def test_a_late_page_is_passed_over() -> None:
    """Nobody waits for it any more; what it tells is taken in when it comes."""
    order = SiteTurns()
    late, other = order.begin(), order.begin()
    order.tell(other, "other")
    order.pass_over(other)
    assert taken(order) == ["other"]
    order.tell(late, "late")
    assert taken(order) == ["late"]


def test_what_is_being_taken_in_is_not_settled() -> None:
    """A lesson may be under way for it."""
    order = SiteTurns()
    order.tell(order.begin(), "lesson")
    assert order.take() == (0, "lesson")
    assert not order.is_settled(0)
    assert not order.is_idle
    assert order.take() is None
    assert order.is_settled(0)


def test_a_page_keeps_its_number_through_redirects_within_its_site() -> None:
    """One that comes to be of another site gets a number there."""
    turns = Turns()
    turns.begin(7, "a.example")
    turns.begin(8, "a.example")
    turns.begin(7, "a.example")
    assert turns.number(8, "a.example") == 1
    assert turns.number(7, "a.example") == 0
    assert turns.number(7, "b.example") == 0
    turns.end(7)
    turns.end(7)
    assert turns.of("a.example").before(1) == 0


def test_sites_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one given out longest ago goes, unless a page of it is in hand."""
    monkeypatch.setattr("newscrawl.learning.turns.MAX_SITES", 1)
    turns = Turns()
    turns.begin(1, "a.example")
    kept = turns.of("a.example")
    turns.of("b.example")
    assert turns.of("a.example") is kept
    turns.end(1)
    turns.of("b.example")
    turns.of("c.example")
    assert turns.of("a.example") is not kept


PAGES = 14


def crawled(folder: Path, seed: int) -> dict[str, Any]:
    """Crawl two sites whose answers are late by lot, and return text and removals by path."""
    lot = random.Random(seed)
    pages = {name: make_site(name, PAGES) for name in ("story", "inside")}

    async def answer(request: Request) -> Reply:
        _, name, number = request.path.split("/")
        await asyncio.sleep(lot.random() / 3)
        if int(number) % 5 == 3:
            return Reply(b"gone", 404)
        return Reply(pages[name][int(number)].page.body, headers=HTML)

    folder.mkdir()
    with Server(routes={f"/{name}/": answer for name in pages}) as server:
        hosts = {f"{name}.test": ["127.0.0.1"] for name in pages}
        urls = [
            f"http://{name}.test:{server.port}/{name}/{n}" for n in range(PAGES) for name in pages
        ]
        settings = {
            "EXTRACT_FUNCTION": "newscrawl.extract.page.work",
            "EGRESS_HOSTS": json.dumps(hosts),
        }
        crawl = Crawl(folder, urls, settings)
        assert crawl.run() == 3, crawl.log
    records = [json.loads(line) for line in crawl.lines()]
    return {
        record["metadata"]["requested_url"].split("/", 3)[3]: (
            record["text"],
            record["metadata"]["removed"],
        )
        for record in records
    }


def test_the_order_of_answers_decides_nothing(tmp_path: Path) -> None:
    """Two runs over the same pages give the same texts and the same removals."""
    one, other = (crawled(tmp_path / str(seed), seed) for seed in range(2))
    assert len(one) > PAGES
    assert one == other
    assert any(
        row["rule_id"].startswith("profile.") for _, removed in one.values() for row in removed
    )
