"""Crawls from end to end: the project's own server, real processes, what lies on the disk."""

from pathlib import Path

import pytest

from tests.extract.body.test_live import LEAD, POSTS, live_page
from tests.support.crawl import run
from tests.support.newssite import NewsSite, feeds_only, make_stories, story_page
from tests.support.server import Server


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("scrapy", "crawl", "article", "-a", "urls={}"), id="scrapy"),
        pytest.param(("newscrawl", "crawl", "{}"), id="newscrawl"),
    ],
)
def test_pages_become_records(command: tuple[str, ...], server: Server, tmp_path: Path) -> None:
    """Each article page becomes one record, in the run's folder, and the exit code is 0."""
    urls = f"{server.url('/article/Ahaven')},{server.url('/article/Be,haven')}"
    crawl = run(*(part.format(urls) for part in command), folder=tmp_path)
    assert crawl.code == 0, crawl.log
    titles = sorted(record["title"] for record in crawl.records)
    assert titles == ["The ferry of Ahaven", "The ferry of Be,haven"]
    assert crawl.stats["articles"] == 2


BAD = {
    "/status/404": "http_404",
    "/status/500": "http_500",
    "/redirect-loop": "refused",
    "/reset": "connection_failed",
    "/empty": "empty",
    "/binary": "not_html",
    "/cut-in-text": "truncated",
}


def test_bad_pages_cost_themselves_alone(server: Server, tmp_path: Path) -> None:
    """Each bad page is named with its reason; the good ones around it are written; the exit code is 3."""
    good = [
        "/article/Ahaven",
        "/gzip",
        "/wrong-encoding",
        "/deep?n=5000",
        "/huge?bytes=200000",
        "/cut",
    ]
    paths = [*good, *BAD]
    crawl = run(
        "newscrawl", "crawl", *map(server.url, paths), "http://127.0.0.1:9/closed", folder=tmp_path
    )
    assert crawl.code == 3, crawl.log
    reasons = {line["url"].split(str(server.port))[-1]: line["reason"] for line in crawl.missed}
    assert reasons == {**BAD, "http://127.0.0.1:9/closed": "robots_unreachable"}
    assert {server.url(path) for path in good} == {record["url"] for record in crawl.records}
    flags = {record["url"]: record["metadata"]["flags"] for record in crawl.records}
    assert "truncated" in flags[server.url("/cut")]
    for path in BAD:
        assert server.url(path) in crawl.log


def test_a_page_that_kills_its_worker_is_recorded(server: Server, tmp_path: Path) -> None:
    """A page that ends its worker twice is named with the reason; the crawl goes on."""
    settings = {"EXTRACT_FUNCTION": "tests.workers.crashes.by_url", "EXTRACT_WORKERS": "2"}
    urls = [server.url("/article/segfault"), *(server.url(f"/article/a{n}") for n in range(6))]
    crawl = run("newscrawl", "crawl", *urls, folder=tmp_path, settings=settings)
    assert crawl.code == 3
    assert [(line["url"], line["reason"]) for line in crawl.missed] == [(urls[0], "worker_crashed")]
    assert len(crawl.records) == 6


def test_lists_come_from_standard_input_too(server: Server, tmp_path: Path) -> None:
    """``@-`` reads the list; a bad line in it makes the exit code 3, the others are crawled."""
    lines = f"# list\n{server.url('/article/Ahaven')}\nnonsense\n"
    crawl = run("scrapy", "crawl", "article", "-a", "urls=@-", folder=tmp_path, stdin=lines)
    assert crawl.code == 3
    assert "standard input, line 3: 'nonsense'" in crawl.log
    assert len(crawl.records) == 1
    assert crawl.stats["bad_lines"] == 1


@pytest.mark.parametrize("command", ["scrapy crawl article -a", "newscrawl crawl"])
@pytest.mark.parametrize(
    ("urls", "settings", "expected"),
    [
        pytest.param(
            "@missing.txt", {}, (2, "missing.txt: the list of URLs cannot be read"), id="no list"
        ),
        pytest.param("example.org/a", {}, (2, "expected a URL with its scheme"), id="no scheme"),
        pytest.param(
            "", {"OUTPUT_DIR": "/proc/x"}, (4, "set OUTPUT_DIR to another folder"), id="no output"
        ),
        pytest.param("", {"EXTRACT_TIMEOUT_S": "0"}, (2, "EXTRACT_TIMEOUT_S=0"), id="bad setting"),
    ],
)
def test_a_run_that_cannot_start_sends_no_request(  # noqa: PLR0917 - three of them are the case
    command: str,
    urls: str,
    settings: dict[str, str],
    expected: tuple[int, str],
    server: Server,
    tmp_path: Path,
) -> None:
    """What is wrong is said before the first request, with its exit code and without a traceback."""
    urls = urls or server.url("/article/Ahaven")
    argument = f"urls={urls}" if "scrapy" in command else urls
    crawl = run(*command.split(), argument, folder=tmp_path, settings=settings)
    assert crawl.code == expected[0], crawl.log
    assert expected[1] in crawl.log
    assert "Traceback" not in crawl.log
    assert server.requests == []


def test_ten_megabytes_of_paragraphs_cost_themselves_alone(server: Server, tmp_path: Path) -> None:
    """A page of 10 MB is written or named with a reason of its own; its neighbour is written."""
    urls = [server.url("/huge"), server.url("/article/Ahaven")]
    crawl = run("newscrawl", "crawl", *urls, folder=tmp_path, settings={"EXTRACT_TIMEOUT_S": "5"})
    reasons = [line["reason"] for line in crawl.missed]
    assert reasons in ([], ["worker_timeout"], ["too_many_elements"], ["too_large"])
    assert urls[1] in {record["url"] for record in crawl.records}
    assert crawl.code == (3 if reasons == ["worker_timeout"] else 0)


def test_workers_that_cannot_start_end_the_run(server: Server, tmp_path: Path) -> None:
    """Without a worker there is no crawl: it ends, says why, and exits with 1."""
    settings = {"EXTRACT_FUNCTION": "newscrawl.no_such.extract"}
    crawl = run(
        "newscrawl", "crawl", server.url("/article/Ahaven"), folder=tmp_path, settings=settings
    )
    assert crawl.code == 1
    assert "No module named 'newscrawl.no_such'" in crawl.log


def test_waiting_pages_are_bounded_in_bytes(server: Server, tmp_path: Path) -> None:
    """With room for two pages, slow extraction slows the downloads: they are never far ahead."""
    settings = {
        "EXTRACT_FUNCTION": "tests.workers.crashes.slowly",
        "EXTRACT_QUEUE_MAX_BYTES": "2000000",
        "CONCURRENT_REQUESTS": "2",
        "LOG_LEVEL": "DEBUG",
    }
    urls = [server.url(f"/huge?bytes=1000000&n={n}") for n in range(12)]
    crawl = run(
        "scrapy",
        "crawl",
        "article",
        "-a",
        f"urls={' '.join(urls)}",
        folder=tmp_path,
        settings=settings,
    )
    assert crawl.code == 0, crawl.log
    ahead = most = 0
    for line in crawl.log.splitlines():
        ahead += ("Crawled (200)" in line and "/huge" in line) - ("Article: " in line)
        most = max(most, ahead)
    assert 3 <= most <= 6
    assert len(crawl.records) == 12


@pytest.mark.parametrize("spider", ["article", "site"])
def test_what_a_source_says_of_its_pages_holds_in_a_crawl(spider: str, tmp_path: Path) -> None:
    """``prune``, ``keep`` and ``language`` of the sources file reach the pages of its hosts, with either spider."""
    stories = make_stories(3)
    site = feeds_only(stories, "")
    box = (
        "<aside><p>Two gulls have nested on the roof of the customs house since April.</p></aside>"
    )
    for story in stories:
        site.add(story.path, story_page(story, extra=box).replace(b"<p>", b"<p class=first>", 1))
    with site.serve() as server:
        base = server.url("")
        path = tmp_path / "sources.toml"
        path.write_text(
            f"[gulls]\nsite = '{base}/'\nprune = ['p.first']\nkeep = ['aside']\nlanguage = 'fr'\n"
        )
        urls = ",".join(base + story.path for story in stories)
        named = [] if spider == "site" else ["-a", f"urls={urls}"]
        crawl = run("scrapy", "crawl", spider, *named, "-a", f"sources={path}", folder=tmp_path)
    assert crawl.code == 0, crawl.log
    assert len(crawl.records) == 3
    for record in crawl.records:
        assert "gulls" in record["text"]
        assert record["language"] == "fr"
        assert "pin.prune" in [each["rule_id"] for each in record["metadata"]["removed"]]


@pytest.mark.parametrize("wanted", ["1", "0"])
def test_updates_of_a_live_blog_are_in_the_text_by_a_setting(wanted: str, tmp_path: Path) -> None:
    """``EXTRACT_UPDATES_IN_TEXT`` reaches the workers; the field is there either way."""
    site = NewsSite()
    site.add("/live", live_page(LEAD).body)
    with site.serve() as server:
        options = ("-a", f"urls={server.url('/live')}")
        settings = {"EXTRACT_UPDATES_IN_TEXT": wanted}
        crawl = run("scrapy", "crawl", "article", *options, folder=tmp_path, settings=settings)
    assert (POSTS[0] in crawl.records[0]["text"]) is (wanted == "1")
    assert len(crawl.records[0]["metadata"]["updates"]) == len(POSTS)


def test_the_demo_needs_no_internet(tmp_path: Path) -> None:
    """``newscrawl demo`` crawls the bundled site, and shows where the articles lie."""
    crawl = run("newscrawl", "demo", folder=tmp_path)
    assert crawl.code == 0, crawl.log
    assert len({record["language"] for record in crawl.records}) >= 10
    assert crawl.stats["articles"] >= 15
    assert f"Output: {crawl.folder}" in crawl.log
    assert crawl.stats["pages"] == crawl.stats["articles"] + sum(crawl.stats["dropped"].values())
    assert crawl.stats["removed"]["donation"] > 0
    assert "field" not in crawl.stats["removed"]
    assert "ERROR" not in crawl.log
    assert "Disabled" not in crawl.log
