"""Whole sites: newscrawl against trafilatura's own search and crawler, and news-please, side by side.

Each system gets the front page of small sites with different systems behind them
(``support.newssite``: a feed and sections; an index of sitemaps; sections only; neither, with
traps), served from this machine, and is run as a process of its own. What it gives a text for is
held against the articles that the site has. The time is that of the whole process, start included;
nobody waits between requests.

    python -m benchmarks.site_crawl --stories 60 [--news-please ../np/bin/news-please]

news-please does not install beside Scrapy's pinned dependencies here: put it into an environment of
its own. The sites have a name, for trafilatura takes no address of numbers; a ``sitecustomize``
module resolves it in the baselines' processes, ``EGRESS_HOSTS`` in newscrawl's. What does not end
is ended after some time.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.newssite import (
    NewsSite,
    Story,
    feeds_only,
    make_stories,
    sections_only,
    with_sitemaps,
    without_entrances,
)

CHECKOUT = Path(__file__).parents[1]
HOST = "gazette.example.com"
SITES: Mapping[str, Callable[[list[Story], str], NewsSite]] = {
    "feed and sections": feeds_only,
    "sitemaps": with_sitemaps,
    "sections": sections_only,
    "neither, traps": without_entrances,
}
TIME_LIMIT_S = 120
NAMES = f"""
import socket
found = socket.getaddrinfo
def getaddrinfo(host, *rest, **more):
    return found("127.0.0.1" if host in ("{HOST}", b"{HOST}") else host, *rest, **more)
socket.getaddrinfo = getaddrinfo
socket.gethostbyname = lambda host: getaddrinfo(host, None)[0][4][0]
"""
TRAFILATURA = """
import json, sys
from trafilatura import bare_extraction, fetch_url
from trafilatura.feeds import find_feed_urls
from trafilatura.settings import DEFAULT_CONFIG
from trafilatura.sitemaps import sitemap_search
from trafilatura.spider import focused_crawler

DEFAULT_CONFIG.set("DEFAULT", "SSRF_PROTECTION", "False")  # the sites are on this machine
DEFAULT_CONFIG.set("DEFAULT", "SLEEP_TIME", "0")
base, how, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
if how == "search":
    urls = {*find_feed_urls(base), *sitemap_search(base)}
else:
    urls = set(focused_crawler(base, max_seen_urls=most, max_known_urls=100_000)[1])
for url in urls:
    page = fetch_url(url)
    document = bare_extraction(page, url=url, with_metadata=True) if page else None
    if document is not None and document.text:
        print(json.dumps({"url": url, "text": document.text}))
"""


NEWS_PLEASE = (
    # it takes host and port together for a host, and would then leave out every link as off the
    # site
    "DOWNLOADER_MIDDLEWARES = {'scrapy.downloadermiddlewares.offsite.OffsiteMiddleware': None}",
    "TELNETCONSOLE_ENABLED = False",
    "REMOTE_CONTROL_ENABLED = False",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one system made of one site."""

    urls: frozenset[str]
    requests: int
    seconds: float


@dataclass(slots=True)
class Total:
    """What one system made of all sites."""

    found: int = 0
    right: int = 0
    wanted: int = 0
    requests: int = 0
    seconds: float = 0.0
    sites: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, found: Found, wanted: frozenset[str]) -> None:
        """Take up one site."""
        self.found += len(found.urls)
        self.right += len(found.urls & wanted)
        self.wanted += len(wanted)
        self.requests += found.requests
        self.seconds += found.seconds

    def line(self, name: str) -> str:
        """Show it as a line of the table."""
        return (
            f"{name:22} {self.right:9} {self.right / self.wanted:7.2f} "
            f"{self.right / max(1, self.found):10.2f} "
            f"{self.requests:9} {self.requests / max(1, self.right):12.1f} {self.seconds:8.1f} "
            f"{self.requests / self.seconds:8.1f} {self.right / self.seconds:11.1f}"
        )


HEAD = (
    f"{'':22} {'articles':>9} {'recall':>7} {'precision':>10} {'requests':>9} {'per article':>12} "
    f"{'seconds':>8} {'pages/s':>8} {'articles/s':>11}"
)


def run_newscrawl(base: str, folder: Path) -> set[str]:
    """Crawl with the ``site`` spider; give the addresses of its records."""
    settings = {
        "OUTPUT_DIR": str(folder),
        "EGRESS_HOSTS": json.dumps({HOST: ["127.0.0.1"]}),
        "EGRESS_ALLOW": "127.0.0.0/8",
        "AUTOTHROTTLE_ENABLED": "0",
        "DOWNLOAD_DELAY": "0",
        "CONCURRENT_REQUESTS_PER_DOMAIN": "4",
        "LOG_LEVEL": "WARNING",
    }
    options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    _run(
        [sys.executable, "-m", "scrapy", "crawl", "site", "-a", f"site={base}/", *options],
        CHECKOUT,
        {},
    )
    return _urls(folder, "articles-*.jsonl")


def run_trafilatura(how: str, most: int, base: str, folder: Path) -> set[str]:
    """Search for feeds and sitemaps, or crawl, fetch and extract each; give the addresses with a text."""
    (folder / "baseline.py").write_text(TRAFILATURA)
    out = _run([sys.executable, "baseline.py", f"{base}/", how, str(most)], folder, _names(folder))
    return {json.loads(line)["url"] for line in out.splitlines() if line.startswith("{")}


def run_news_please(program: str, crawler: str, base: str, folder: Path) -> set[str]:
    """Crawl with news-please's own configuration, but for this site's name; give its articles' addresses."""
    library = next(
        Path(program).resolve().parents[1].glob("lib/python*/site-packages/newsplease/config")
    )
    config = (library / "config.cfg").read_text()
    changes = {
        "default = SitemapCrawler": f"default = {crawler}",
        "relative_to_start_processes_file = True": "relative_to_start_processes_file = False",
        "working_path = ~/news-please-repo/": f"working_path = {folder}/",
        "ROBOTSTXT_OBEY=True": "\n".join(("ROBOTSTXT_OBEY=True", *NEWS_PLEASE)),
    }
    for before, after in changes.items():
        assert before in config, f"news-please has changed: no {before!r} in its configuration"  # noqa: S101
        config = config.replace(before, after)
    (folder / "config.cfg").write_text(config)
    (folder / "sitelist.hjson").write_text(json.dumps({"base_urls": [{"url": f"{base}/"}]}))
    _run([program, "-c", str(folder)], folder, _names(folder))
    return _urls(folder, "*.html.json")


def _run(command: list[str], cwd: Path, environment: Mapping[str, str]) -> str:
    """Run *command*, with whatever it starts, for ``TIME_LIMIT_S`` at most; give what it prints."""
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            return process.communicate(timeout=TIME_LIMIT_S)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return process.communicate()[0]


def _names(folder: Path) -> dict[str, str]:
    (folder / "sitecustomize.py").write_text(NAMES)
    return {"PYTHONPATH": str(folder)}


def _urls(folder: Path, pattern: str) -> set[str]:
    lines = [line for path in folder.rglob(pattern) for line in path.read_text().splitlines()]
    records = [json.loads(line) for line in lines if line.strip()]
    return {record["url"] for record in records if record.get("text") or record.get("maintext")}


Runner = Callable[[str, Path], set[str]]


def measure(
    runner: Runner, make: Callable[[list[Story], str], NewsSite], stories: list[Story]
) -> Found:
    """Serve one site and let *runner* at it."""
    with NewsSite().serve() as server, tempfile.TemporaryDirectory() as folder:
        base = f"http://{HOST}:{server.port}"
        server.routes = {"/": make(stories, base).answer}
        started = time.perf_counter()
        urls = runner(base, Path(folder))
        seconds = time.perf_counter() - started
        return Found(
            frozenset(url.removeprefix(base) for url in urls), len(server.requests), seconds
        )


def runners(news_please: str, most: int) -> dict[str, Runner]:
    """Return the systems to compare, by name."""
    found: dict[str, Runner] = {
        "newscrawl": run_newscrawl,
        "trafilatura search": lambda base, folder: run_trafilatura("search", most, base, folder),
        "trafilatura crawler": lambda base, folder: run_trafilatura("crawl", most, base, folder),
    }
    if news_please:
        found["news-please sitemap"] = lambda base, folder: run_news_please(
            news_please, "SitemapCrawler", base, folder
        )
        found["news-please recursive"] = lambda base, folder: run_news_please(
            news_please, "RecursiveCrawler", base, folder
        )
    return found


def main() -> int:
    """Compare; exit with 1 where newscrawl misses an article or takes another page for one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=60, help="articles of each site")
    parser.add_argument(
        "--most", type=int, default=200, help="pages that trafilatura's crawler visits"
    )
    parser.add_argument("--news-please", default="", help="path of the program news-please")
    options = parser.parse_args()
    stories = make_stories(options.stories)
    wanted = frozenset(story.path for story in stories)
    totals: dict[str, Total] = {}
    for site, make in SITES.items():
        for name, runner in runners(options.news_please, options.most).items():
            found = measure(runner, make, stories)
            totals.setdefault(name, Total()).add(found, wanted)
            right = len(found.urls & wanted)
            others = len(found.urls) - right
            print(
                f"{site:18} {name:22} {right:4} of {len(wanted)} articles, {others:3} other pages, "
                f"{found.requests:5} requests, {found.seconds:6.1f} s",
                flush=True,
            )
    print(HEAD, *(total.line(name) for name, total in totals.items()), sep="\n")
    best = totals["newscrawl"]
    return int(best.right < 0.99 * best.wanted or best.right < 0.98 * best.found)


if __name__ == "__main__":
    sys.exit(main())
