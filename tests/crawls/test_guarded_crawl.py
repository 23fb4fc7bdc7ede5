"""robots.txt and the egress guard in whole crawls: real servers, one crawl, what each server was asked."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.crawl import Run, run
from tests.support.raw_server import RESET, Answer, RawServer, http
from tests.support.server import article_page

TEXT = "text/plain"
FORBID = b"User-agent: *\nDisallow: /"
PART = b"User-agent: *\nDisallow: /no"


def robots(body: bytes, *headers: str, status: str = "200 OK", length: int | None = -1) -> bytes:
    return http(body, *headers, status=status, kind=TEXT, length=length)


async def endless() -> AsyncIterator[bytes]:
    yield http(PART + b"\n", kind=TEXT, length=None)
    while True:
        yield b"# more and more\n" * 4096


async def silent() -> AsyncIterator[bytes]:
    await asyncio.sleep(60)
    yield b""


async def reset() -> AsyncIterator[bytes]:
    yield RESET


async def slow() -> AsyncIterator[bytes]:
    await asyncio.sleep(0.6)
    yield robots(PART)


HOPS = {f"/hop{n}": http(b"", f"Location: /hop{n + 1}", status="302 Found") for n in range(5)}

ROBOTS: dict[str, tuple[Answer, set[str]]] = {
    # robots.txt, and which of the pages /yes and /no it leaves open
    "none": (robots(FORBID, status="404 Not Found"), {"/yes", "/no"}),
    "gone": (robots(FORBID, status="410 Gone"), {"/yes", "/no"}),
    "unauthorized": (robots(FORBID, status="401 Unauthorized"), {"/yes", "/no"}),
    "part": (robots(PART), {"/yes"}),
    "everything": (robots(FORBID), set()),
    "by name": (
        robots(b"User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow: /no"),
        {"/yes"},
    ),
    "byte-order mark": (robots(b"\xef\xbb\xbf" + PART), {"/yes"}),
    "html": (http(b"<!doctype html><html><body>Welcome!</body></html>"), {"/yes", "/no"}),
    "as html": (http(PART), {"/yes"}),
    "gzip": (robots(gzip.compress(PART), "Content-Encoding: gzip"), {"/yes"}),
    "gzip bomb": (
        robots(gzip.compress(PART + b"\n" + b"#" * 50_000_000), "Content-Encoding: gzip"),
        {"/yes"},
    ),
    "gzip that is none": (robots(PART, "Content-Encoding: gzip"), {"/yes"}),
    "endless": (endless, {"/yes"}),
    "slow": (slow, {"/yes"}),
    "five redirects": (http(b"", "Location: /hop0", status="301 Moved"), {"/yes"}),
    "redirect loop": (http(b"", "Location: /robots.txt", status="301 Moved"), {"/yes", "/no"}),
    "redirect inside": (
        http(b"", "Location: http://10.0.0.1/robots.txt", status="302 Found"),
        set(),
    ),
    "redirect to a file": (
        http(b"", "Location: file:///etc/passwd", status="302 Found"),
        {"/yes", "/no"},
    ),
    "error 500": (robots(b"", status="500 Oops"), set()),
    "error 503": (robots(b"", status="503 Later"), set()),
    "too many": (robots(b"", status="429 Slow down"), set()),
    "silent": (silent, set()),
    "reset": (reset, set()),
    "cut off": (robots(b"User-agent: *\nDis", length=500), set()),
}


@dataclass(frozen=True, slots=True)
class Crawled:
    run: Run
    servers: dict[str, RawServer]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl over a server for each robots.txt; each is a host of its own by its loopback address."""
    folder = tmp_path_factory.mktemp("robots")
    with ExitStack() as stack:
        servers = {}
        for number, (name, (answer, _)) in enumerate(ROBOTS.items(), 2):
            pages = {path: http(article_page(f"{name} {path}")) for path in ("/yes", "/no")}
            routes = {"/robots.txt": answer, "/hop5": robots(PART), **HOPS, **pages}
            servers[name] = stack.enter_context(RawServer(routes, f"127.0.0.{number}"))
        elsewhere = stack.enter_context(RawServer({"/rules": robots(PART)}, "127.0.0.200"))
        moved = http(b"", f"Location: {elsewhere.root}/rules", status="302 Found")
        pages = {path: http(article_page(f"elsewhere {path}")) for path in ("/yes", "/no")}
        servers["elsewhere"] = stack.enter_context(
            RawServer({"/robots.txt": moved, **pages}, "127.0.0.201")
        )
        # a name that no name server knows
        urls = [f"{server.root}{path}" for server in servers.values() for path in ("/no", "/yes")]
        urls += [f"{servers['slow'].root}/no/{number}" for number in range(16)]
        urls += ["http://nowhere.test/yes"]
        (folder / "urls.txt").write_text("\n".join(urls))
        settings = {
            "ROBOTS_TIMEOUT_S": "2",
            "EGRESS_HOSTS": '{"nowhere.test": []}',
            "RETRY_ENABLED": "1",
            "ROBOTS_TRIES": "2",
            "RETRY_BACKOFF_S": "0.2",
            "BREAKER_REST_S": "0.2",
            "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
        }
        done = run(
            "newscrawl", "crawl", f"@{folder / 'urls.txt'}", folder=folder, settings=settings
        )
        yield Crawled(done, servers)


EXPECTED = {name: open_paths for name, (_, open_paths) in ROBOTS.items()} | {"elsewhere": {"/yes"}}


@pytest.mark.parametrize("name", EXPECTED)
def test_only_what_robots_txt_leaves_open_is_fetched(crawled: Crawled, name: str) -> None:
    """The server is asked for the pages that its robots.txt leaves open, each once, and for no other."""
    asked = [path for path in crawled.servers[name].paths if not path.startswith("/hop")]
    assert sorted(asked) == sorted(EXPECTED[name])


def test_every_waiting_request_is_judged(crawled: Crawled) -> None:
    """Sixteen requests that wait for a slow robots.txt are all judged by it, which is fetched once."""
    asked = [request.path for request in crawled.servers["slow"].asked]
    assert asked.count("/robots.txt") == 1
    assert not [path for path in asked if path.startswith("/no")]


@pytest.mark.parametrize("name", ["error 500", "error 503", "too many", "reset", "silent"])
def test_an_unreachable_robots_txt_is_tried_again(crawled: Crawled, name: str) -> None:
    """Before a host is given up, its robots.txt is asked for again, after a rest."""
    asked = [request.at for request in crawled.servers[name].asked if request.path == "/robots.txt"]
    assert len(asked) >= 2
    assert asked[1] - asked[0] >= 0.2


def test_an_endless_robots_txt_is_not_read_on(crawled: Crawled) -> None:
    """The crawl of an endless robots.txt ends, and took its rules."""
    assert crawled.servers["endless"].paths == ["/yes"]


def test_the_run_says_what_was_refused(crawled: Crawled) -> None:
    """Reasons are counted, the exit code is that of a run that missed pages."""
    failed = crawled.run.stats["failed"]
    assert crawled.run.code == 3
    assert (
        failed["robots_forbidden"]
        == sum("/no" not in each for each in EXPECTED.values() if each) + 2 + 16
    )
    assert failed["robots_unreachable"] == 2 * sum(not each for each in EXPECTED.values()) - 2 + 1
    assert "10.0.0.1 is not globally routable" in crawled.run.log


def test_every_open_page_became_an_article(crawled: Crawled) -> None:
    """Nothing that was open is missing, nothing that was closed is there."""
    expected = sorted(
        f"{crawled.servers[name].root}{path}" for name, paths in EXPECTED.items() for path in paths
    )
    assert sorted(record["url"] for record in crawled.run.records) == expected


def test_the_guard(tmp_path: Path) -> None:
    """Only what is opened is connected to, by address or by name, as a page or where a redirect leads."""
    page = http(article_page("Openhaven"))
    with (
        RawServer(
            {"/a": page, "/in": http(b"", "Location: http://closed.test/x", status="302 Found")}
        ) as opened,
        RawServer({"/x": page}, "127.0.0.9") as closed,
    ):
        port = closed.port
        urls = [
            f"{opened.root}/a",
            f"http://open.test:{opened.port}/a",
            f"http://closed.test:{port}/x",
            f"http://127.0.0.9:{port}/x",
            f"http://0x7f.9:{port}/x?hex",
            f"http://2130706441:{port}/x?number",
            f"http://[::ffff:127.0.0.9]:{port}/x",
            f"http://[64:ff9b::7f00:9]:{port}/x",
            f"http://localhost:{port}/x",
            "http://169.254.169.254/latest/meta-data/",
            "http://[fd00:ec2::254]/latest/meta-data/",
            f"{opened.root}/in",
        ]
        settings = {
            "EGRESS_ALLOW": f"127.0.0.1:{opened.port}",
            "EGRESS_HOSTS": '{"open.test": ["127.0.0.1"], "closed.test": ["127.0.0.9"]}',
            "ROBOTSTXT_OBEY": "0",
            "SCOPE_REDIRECTS": "any",
            "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
        }
        done = run("newscrawl", "crawl", *urls, folder=tmp_path, settings=settings)
        assert closed.asked == []
        assert sorted(opened.paths) == ["/a", "/a", "/in"]
    assert done.stats["failed"] == {"egress": 10}
    assert len(done.records) == 2


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param({"EGRESS_ALLOW": "localhost"}, "EGRESS_ALLOW: 'localhost'", id="bad item"),
        pytest.param(
            {
                "DOWNLOAD_HANDLERS": '{"ftp": "scrapy.core.downloader.handlers.ftp.FTPDownloadHandler"}'
            },
            "connects past the egress guard",
            id="handler past the guard",
        ),
        pytest.param(
            {"ITEM_PIPELINES": '{"scrapy.pipelines.media.MediaPipeline": 950}'},
            "ITEM_PIPELINES: none of newscrawl's",
            id="nothing reads the pages",
        ),
    ],
)
def test_a_hole_in_the_guard_fails_at_start(
    settings: dict[str, str], says: str, tmp_path: Path
) -> None:
    """A setting that would open the guard by mistake ends the command, with the way out."""
    done = run("newscrawl", "crawl", "http://127.0.0.1:9/", folder=tmp_path, settings=settings)
    assert done.code == 2
    assert says in done.log


def test_delays_of_robots_txt_hold_against_autothrottle(tmp_path: Path) -> None:
    """Delay and rate are kept up to the cap, however quick the server is; outside of its hours none is asked."""
    later = [(datetime.now(UTC) + timedelta(hours=hours)).strftime("%H%M") for hours in (6, 7)]
    lines = ("Crawl-delay: 100", "Request-rate: 1/2m", f"Visit-time: {later[0]}-{later[1]}")
    pages = {f"/{number}": http(article_page(f"Delayhaven {number}")) for number in range(4)}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                RawServer(
                    {"/robots.txt": robots(f"User-agent: *\n{line}".encode()), **pages},
                    f"127.0.0.{number}",
                )
            )
            for number, line in enumerate(lines, 1)
        ]
        settings = {
            "CRAWL_DELAY_MAX_S": "0.7",
            "AUTOTHROTTLE_ENABLED": "1",
            "AUTOTHROTTLE_START_DELAY": "0.1",
            "EXTRACT_FUNCTION": "tests.support.quick.extract_page",
        }
        urls = [f"{server.root}{path}" for path in pages for server in servers]
        done = run("newscrawl", "crawl", *urls, folder=tmp_path, settings=settings)
        times = [
            [asked.at for asked in server.asked if asked.path != "/robots.txt"]
            for server in servers
        ]
    assert done.stats["failed"] == {"robots_visit_time": 4}, done.log
    assert [len(each) for each in times] == [4, 4, 0]
    # AutoThrottle alone would wait for a tenth of a second; the first request may have come late.
    assert min((each[-1] - each[0]) / (len(each) - 1) for each in times[:2]) > 0.35


def test_robots_txt_is_kept_for_the_next_run(tmp_path: Path) -> None:
    """A second run within the day does not ask again, and obeys; one with a shorter time asks anew."""
    pages = {path: http(article_page(f"Kepthaven {path}")) for path in ("/yes", "/no")}
    with RawServer({"/robots.txt": robots(PART + b"\nCrawl-delay: 0.3"), **pages}) as server:
        urls = [f"{server.root}{path}" for path in pages]
        settings = {"EXTRACT_FUNCTION": "tests.support.quick.extract_page"}

        def crawl_again(**more: str) -> int:
            done = run("newscrawl", "crawl", *urls, folder=tmp_path, settings={**settings, **more})
            assert done.missed[-1]["reason"] == "robots_forbidden", done.log
            return [asked.path for asked in server.asked].count("/robots.txt")

        assert [crawl_again(), crawl_again()] == [1, 1]
        assert crawl_again(ROBOTS_KEEP_S="0.001") > 1
        assert "/no" not in server.paths
