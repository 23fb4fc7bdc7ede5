"""One site with all traps at once, and a crawl of it that is watched."""

import gzip
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.crawl import CHECKOUT, QUICK, Run
from tests.support.newssite import NewsSite, list_page, make_stories, rss, sitemap_index
from tests.support.server import HTML, Reply, Request

XML = {"Content-Type": "application/xml"}
PATIENT = {"DOWNLOAD_TIMEOUT": "600", "EXTRACT_TIMEOUT_S": "90"}
"""None of the traps is one of waiting: what is late is late because the machine has more to do."""
GUESSES = (".xml", ".txt", ".json", "/feed", "/rss")


def letters(dice: random.Random, count: int) -> str:
    return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=count))


class Hostile(NewsSite):
    """Traps below /maze, /events, /session, /loop, /deeper, /back; all else that is not there is a 404."""

    def other(self, request: Request) -> Reply:
        """Answer as the trap of the path does."""
        path = request.path
        if path.endswith(GUESSES):
            return NewsSite.other(self, request)
        if path.startswith("/loop/"):
            return Reply(
                status=302, headers={"Location": f"/loop/{int(path.rsplit('/', 1)[1]) + 1}"}
            )
        if path.startswith("/back/"):
            return Reply(status=301, headers={"Location": "/"})
        links = {
            "/maze/": [f"/maze/{letters(random.Random(f'{path}{n}'), 9)}" for n in range(10)],
            "/events/": [
                f"/events/{n}" for n in range(random.Random(path).randrange(10**6), 10**6, 99_999)
            ],
            "/session/": [
                f"/session/{letters(random.Random(f'{path}{n}'), 24)}/news" for n in range(5)
            ],
            "/deeper/": ["deeper/further/", "deeper/side/"],
        }
        found = next((made for trap, made in links.items() if path.startswith(trap)), None)
        if found is None:
            return NewsSite.other(self, request)
        body = "".join(
            f"<p><a href='{link}'>A room with more to see inside</a></p>" for link in found
        )
        return Reply(f"<html><body><h1>Rooms</h1>{body}</body></html>".encode(), headers=HTML)


def make_site(base: str, dead_links: int) -> tuple[Hostile, set[str]]:
    """The site, with *dead_links* in its sitemaps, and the paths of its good articles."""
    dice = random.Random(5)
    words = [letters(dice, 6) for _ in range(2_000)]
    dead = [f"/{'-'.join(dice.sample(words, 4))}" for _ in range(dead_links)]
    groups = [make_stories(15, seed=seed, path=f"/{seed}/{{slug}}") for seed in (31, 32, 33)]
    site = Hostile()
    for stories in groups:
        site.add_stories(stories)
    traps = "".join(
        f"<a href='{trap}start'>More</a>"
        for trap in ("/maze/", "/events/", "/session/", "/deeper/", "/back/")
    )
    head = (
        '<link rel=alternate type="application/rss+xml" href="/all.rss"><script>'
        + "x" * 5_000_000
        + "</script>"
    )
    reload = f'<meta http-equiv=refresh content="60; url={base}/">'
    site.add(
        "/", list_page(groups[0], head=reload + head, extra=f"{traps}<a href='/loop/1'>Loop</a>")
    )
    feed = rss(groups[1], base).replace(b"</item>", b"<x:y><z></item>", 3)
    site.add(
        "/all.rss",
        b"<b>Warning</b>: x in y.php\n" + feed.replace(b"<title>", b"<title>a < b & c &nope; ", 5),
        XML,
    )
    half = dead_links // 2
    for name, part in (("a", dead[:half]), ("b", dead[half:])):
        entries = "".join(f"<url><loc>{base}{path}</loc></url>" for path in part)
        site.add(f"/map-{name}.xml", f"<urlset>{entries}</urlset>".encode(), XML)
    good = "".join(f"<url><loc>{base}{one.path}</loc><image:image><image:loc>/i.jpg</image:loc></image:image></url>" for one in groups[2])  # fmt: skip
    site.add("/good.xml", f"<urlset>{good}</urlset>".encode(), XML)
    site.add(
        "/bomb.xml.gz",
        gzip.compress(b"<urlset>" + b"<url>" * 8_000_000),
        {"Content-Type": "application/gzip"},
    )
    site.add("/deep.xml", b"<urlset>" + b"<a>" * 200_000, XML)
    site.add("/self.xml", sitemap_index(["/self.xml", "/index.xml", "/self2.xml"], base), XML)
    site.add("/junk.xml", bytes(range(256)) * 100, XML)
    maps = [
        "/bomb.xml.gz",
        "/map-a.xml",
        "/deep.xml",
        "/self.xml",
        "/junk.xml",
        "/map-b.xml",
        "/good.xml",
    ]
    site.add("/index.xml", sitemap_index(maps, base), XML)
    site.add(
        "/robots.txt",
        f"User-agent: *\nSitemap: {base}/index.xml\n".encode(),
        {"Content-Type": "text/plain"},
    )
    return site, {one.path for stories in groups for one in stories}


def tree_mib(pid: int) -> float:
    """Memory of a process and all below it, in MiB; shared pages count once for each."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / 1024
    return own + sum(tree_mib(int(child)) for child in children)


@dataclass(frozen=True, slots=True)
class Watched:
    """What the crawl did: paths of records and of requests, peak memory of its processes together."""

    run: Run
    good: set[str]
    found: list[str]
    asked: list[str]
    peak_mib: float


def crawl_hostile(folder: Path, dead_links: int, timeout_s: float = 900.0) -> Watched:
    """Crawl the site to its end."""
    with NewsSite().serve() as server:
        base = server.url("")
        site, good = make_site(base, dead_links)
        server.routes = {"/": site.answer}
        changes = {"OUTPUT_DIR": str(folder / "output"), **QUICK, **PATIENT}
        options = [text for name, value in changes.items() for text in ("-s", f"{name}={value}")]
        command = [
            Path(sys.executable).parent / "scrapy",
            "crawl",
            "site",
            "-a",
            f"site={base}/",
            *options,
        ]
        with (folder / "log.txt").open("w") as log:
            process = subprocess.Popen(command, cwd=CHECKOUT, stderr=log)
            most = [0.0]
            watcher = threading.Thread(target=_watch, args=(process, most), daemon=True)
            watcher.start()
            code = process.wait(timeout=timeout_s)
        crawl = Run(code, (folder / "log.txt").read_text(), "", folder / "output")
        found = [record["url"].removeprefix(base) for record in crawl.records]
        return Watched(crawl, good, found, [request.path for request in site.asked], most[0])


def _watch(process: "subprocess.Popen[bytes]", most: list[float]) -> None:
    while process.poll() is None:
        most[0] = max(most[0], tree_mib(process.pid))
        time.sleep(0.5)
