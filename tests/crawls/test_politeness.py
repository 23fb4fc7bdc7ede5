"""What a crawl does to a host, and what it calls itself, where the user says nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from newscrawl.extensions.identity import IdentityExtension
from newscrawl.web.robots import TOKEN, product_token
from tests.support.crawl import BIN, CHECKOUT, run
from tests.support.forked import start
from tests.support.raw_server import RawServer, http
from tests.support.server import article_page

PAGES = {f"/{number}": http(article_page(f"Haven {number}")) for number in range(4)}


def test_one_request_at_a_time_and_one_a_second(tmp_path: Path) -> None:
    """By default a fast host is asked once a second, its robots.txt among them, one request at a time.

    A busy machine makes it slower, never faster; requests that wait for the server are not overtaken.
    """
    waiting = 0
    most = 0

    async def page() -> AsyncIterator[bytes]:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await asyncio.sleep(0.05)
        yield http(article_page("Haven"))
        waiting -= 1

    with RawServer(dict.fromkeys(PAGES, page)) as server:
        words = [f"{server.root}{path}" for path in PAGES]
        settings = ["-s", "EGRESS_ALLOW=127.0.0.0/8", "-s", f"OUTPUT_DIR={tmp_path}"]
        start([BIN / "newscrawl", "crawl", *words, *settings], CHECKOUT).communicate(timeout=250)
        times = [asked.at for asked in server.asked]
    assert len(times) == 1 + len(PAGES)
    assert most == 1
    # On a busy machine the first request may come late, and all others in time.
    assert (times[-1] - times[0]) / (len(times) - 1) > 0.7


@pytest.mark.parametrize(
    ("settings", "open_pages"),
    [
        pytest.param({}, {"/1", "/2", "/3"}, id="newscrawl is the default"),
        pytest.param(
            {"USER_AGENT": "GazetteBot/2.0 (+https://gazette.net)"}, {"/0"}, id="the product name"
        ),
        pytest.param(
            {"USER_AGENT": "Mozilla/5.0 (compatible; gazettebot/2.0; +https://gazette.net)"},
            {"/0"},
            id="the compatible one",
        ),
        pytest.param(
            {"USER_AGENT": "Other/1.0", "ROBOTSTXT_USER_AGENT": "gazettebot"},
            {"/0"},
            id="overruled",
        ),
        pytest.param({"USER_AGENT": "Other/1.0"}, {"/0", "/1", "/2"}, id="everybody's rules"),
    ],
)
def test_robots_txt_knows_the_crawler_by_its_user_agent(
    settings: dict[str, str], open_pages: set[str], tmp_path: Path
) -> None:
    """The group that counts is that of the product name."""
    groups = (
        b"User-agent: newscrawl\nDisallow: /0\n\n"
        b"User-agent: gazettebot\nDisallow: /1\nDisallow: /2\nDisallow: /3\n\n"
        b"User-agent: *\nDisallow: /3\n"
    )
    with RawServer({"/robots.txt": http(groups, kind="text/plain"), **PAGES}) as server:
        urls = [f"{server.root}{path}" for path in PAGES]
        quick = {"EXTRACT_FUNCTION": "tests.support.quick.extract_page"}
        run("newscrawl", "crawl", *urls, folder=tmp_path, settings={**quick, **settings})
        assert set(server.paths) == open_pages


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        pytest.param("newscrawl/1.0 (+https://example.org)", "newscrawl", id="ours"),
        pytest.param("Gazette-Bot", "Gazette-Bot", id="no version"),
        pytest.param("  GazetteBot/2", "GazetteBot", id="white space"),
        pytest.param(
            "Mozilla/5.0 ( Compatible ;GazetteBot/2.0)", "GazetteBot", id="white space inside"
        ),
        pytest.param("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537", TOKEN, id="a browser"),
        pytest.param("", TOKEN, id="none"),
        pytest.param("2026/1.0", TOKEN, id="no letters"),
    ],
)
def test_product_tokens(user_agent: str, token: str) -> None:
    """The name that robots.txt files know a user agent by."""
    assert product_token(user_agent) == token


def test_a_user_agent_that_names_nobody_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    """Before the first site of others is asked, and for no site of the user's own."""
    crawler = get_crawler(
        settings_dict={
            "USER_AGENT": "newscrawl/1 (+https://example.org/newscrawl)",
            "EGRESS_HOSTS": {"www.mine.test": ["127.0.0.1"]},
        }
    )
    extension = IdentityExtension.from_crawler(crawler)
    for own in (
        "http://127.0.0.1:8000/",
        "http://localhost/",
        "http://[::1]/",
        "http://www.mine.test/a",
    ):
        extension.warn(Request(own))
    assert "USER_AGENT" not in caplog.text
    extension.warn(Request("https://gazette.net/"))
    assert caplog.text.count("USER_AGENT is") == 1


def test_a_user_agent_that_names_somebody_is_not_warned_of() -> None:
    """There is nothing to say then."""
    crawler = get_crawler(settings_dict={"USER_AGENT": "gazettebot/1.0 (+https://gazette.net/bot)"})
    with pytest.raises(NotConfigured):
        IdentityExtension.from_crawler(crawler)
