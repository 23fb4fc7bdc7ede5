"""The least time between two requests to a host that its robots.txt asks for."""

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from newscrawl.extensions.crawl_delay import CrawlDelayExtension
from newscrawl.web.robots import parse_robots

SLOT = "gazette.example"
REQUEST = Request(f"https://{SLOT}/a", meta={"download_slot": SLOT})
MAX_S = 30.0


def lifted(robots: bytes, *, delay: float, before: bytes = b"") -> tuple[SimpleNamespace, Any]:
    """The slot of a host with *robots*, and the statistics; *before*: its file was another one."""
    crawler: Any = get_crawler(settings_dict={"CRAWL_DELAY_MAX_S": MAX_S, "ROBOTSTXT_OBEY": True})
    slot = SimpleNamespace(delay=delay, jitter=0.5)
    downloader = SimpleNamespace(slots={SLOT: slot}, get_slot_key=lambda _request: SLOT)
    crawler.engine = SimpleNamespace(downloader=downloader)
    extension = CrawlDelayExtension.from_crawler(crawler)
    for file in filter(None, (before, robots)):
        extension.learn(parse_robots(file), REQUEST)
    extension.lift(REQUEST)
    return slot, crawler.stats


@pytest.mark.parametrize(
    ("robots", "delay", "expected"),
    [
        pytest.param(b"User-agent: *\nCrawl-delay: 5", 1.0, 5.0, id="lifted"),
        pytest.param(b"User-agent: *\nCrawl-delay: 5", 8.0, 8.0, id="longer already"),
        pytest.param(b"User-agent: *\nCrawl-delay: 86400", 1.0, MAX_S, id="capped"),
        pytest.param(b"User-agent: *\nAllow: /", 1.0, 1.0, id="none asked for"),
        pytest.param(b"User-agent: *\nRequest-rate: 1/9", 1.0, 9.0, id="as a rate"),
    ],
)
def test_delays_of_a_host(robots: bytes, delay: float, expected: float) -> None:
    """The longer of what the file asks for and what the host needs, up to a cap."""
    slot, stats = lifted(robots, delay=delay)
    assert slot.delay == expected
    assert slot.jitter == (0.5 if robots.endswith(b"/") else 0.0)
    assert stats.get_value("crawl_delay/capped", 0) == (expected == MAX_S)


def test_a_file_that_asks_for_none_any_more() -> None:
    """The old delay does not hold on."""
    asked = b"User-agent: *\nCrawl-delay: 5"
    slot, _ = lifted(b"User-agent: *\nAllow: /", delay=1.0, before=asked)
    assert slot.delay == 1.0


def test_it_is_off_where_robots_txt_is() -> None:
    """Nobody reads the file then."""
    with pytest.raises(NotConfigured):
        CrawlDelayExtension.from_crawler(get_crawler(settings_dict={"ROBOTSTXT_OBEY": False}))
