"""No name from outside reaches a path, a terminal or a log line unescaped.

One site says its worst in every place that a name comes from: status lines, headers, redirects, links, titles,
class names, feeds, robots.txt. What a crawl and the commands after it print, log and write is looked through.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from newscrawl.cli.main import main
from tests.support.crawl import Run, run
from tests.support.raw_server import Answer, RawServer, http

ESCAPE = "\x1b]0;owned\x07\x1b[2J\x9b31m"
NEW_LINE = "\n2026-11-24 07:00:00 [newscrawl] ERROR: forged\r\nforged"
EVIL = f"{ESCAPE}\u202e\u2028{NEW_LINE}[bold red]$(touch owned)`touch owned`;../../../owned"
HTML = EVIL.replace("\n", "&#10;").replace("\r", "&#13;").replace("\x1b", "\x1b&#27;")
SAID = (
    "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked."
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]")


def article(number: int) -> bytes:
    """An article with the worst of names."""
    paragraphs = "".join(
        f"<p class='a{HTML}'>{SAID} It is number {number}, line {line}.</p>" for line in range(5)
    )
    return (
        f"<html lang='{HTML}'><head><title>{HTML}</title><meta name=author content='{HTML}'>"
        f"<meta property=og:site_name content='{HTML}'><meta name=robots content='noai, {HTML}'></head>"
        f"<body class='{HTML}'><article id='{HTML}'><h1>Lamp {number} {HTML}</h1>{paragraphs}</article></body></html>"
    ).encode("utf-8", "surrogatepass")


def routes() -> dict[str, Answer]:
    """Give the routes of the site."""
    line = EVIL.replace("\n", " ").replace("\r", " ").encode("latin-1", "replace").decode("latin-1")
    odd = "/odd%1B%5B2J%0A%E2%80%AE/../..%2f..%2fowned;$(touch%20owned)"
    links = "".join(
        f"<li><a href='{path}'>{HTML}</a></li>" for path in (odd, f"/2026/11/{HTML}", "/lamp-9")
    )
    item = f"<item><title>A &#27; lamp {line[9:20]}</title><link>/2026/11/24/lamp-lit-again-1.html</link></item>"
    return {
        "/": http(
            f"<title>{HTML}</title><ul>{links}</ul>".encode("utf-8", "replace"), f"X-Evil: {line}"
        ),
        "/robots.txt": http(
            f"User-agent: *\nSitemap: {line}\nDisallow: /{line}\nDisallow: /no".encode()
        ),
        "/feed": http(
            f"<rss><channel>{item}</channel></rss>".encode("ascii", "replace"), kind="text/xml"
        ),
        "/2026/11/24/lamp-lit-again-1.html": http(article(1), f"X-Robots-Tag: {line}"),
        "/status": http(b"", status=f"500 {line}"),
        "/length": http(b"x", f"Content-Length: {line}", length=None),
        "/coding": http(b"x", f"Content-Encoding: {line}"),
        "/type": http(article(2), kind=f"text/html; charset={line}"),
        "/redirect": http(b"", f"Location: http://{line}/", status="302 Found"),
        "/redirect-odd": http(b"", f"Location: {odd}", status="302 Found"),
        "/cookie": http(article(3), f"Set-Cookie: {line}"),
    }


@dataclass(frozen=True, slots=True)
class Evil:
    """A crawl of the named pages, one of the site, and the page that was read."""

    pages: Run
    site: Run
    folder: Path


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evil]:
    """Both crawls, with outputs and states of their own."""
    folder = tmp_path_factory.mktemp("evil")
    with RawServer(routes()) as site:
        named = [f"{site.root}{path}" for path in routes() if path != "/"]
        (folder / "urls.txt").write_text(
            "\n".join([*named, f"http://{ESCAPE}.test/", f"{site.root}/{ESCAPE}"])
        )
        page = folder / "page.html"
        page.write_bytes(article(4))
        yield Evil(
            run("newscrawl", "crawl", f"@{folder / 'urls.txt'}", folder=folder / "pages"),
            run("scrapy", "crawl", "site", "-a", f"site={site.root}/", folder=folder / "site"),
            folder,
        )


def test_the_crawls_met_what_they_were_to_meet(evil: Evil) -> None:
    """Else the rest shows nothing."""
    assert len(evil.pages.records) >= 3
    assert len(evil.site.records) >= 1
    assert {"http_500", "bad_redirect"} & {line["reason"] for line in evil.pages.missed}
    assert any("Lamp 3" in record["title"] for record in evil.pages.records)


def test_no_line_steers_a_terminal_or_is_forged(evil: Evil) -> None:
    """Neither on the way nor at the end."""
    for crawl in (evil.pages, evil.site):
        assert CONTROL.findall(crawl.log) == CONTROL.findall(crawl.out) == []
        assert [
            line
            for line in crawl.log.splitlines()
            if line.startswith(("2026-11-24 07:00:00", "forged"))
        ] == []


def test_no_path_is_named_by_a_stranger(evil: Evil) -> None:
    """Files of a run have names of ours alone, and nothing was run by a shell."""
    names = {path.name for path in evil.folder.rglob("*")}
    assert all(re.fullmatch(r"[A-Za-z0-9_.:-]+", name) for name in names), names
    assert list(evil.folder.rglob("*owned*")) == list(Path().glob("*owned*")) == []


def test_files_of_a_run_are_lines_of_json(evil: Evil) -> None:
    """A file that is shown in a terminal has no control character either."""
    for path in (*evil.folder.rglob("*.jsonl"), *evil.folder.rglob("run.json")):
        text = path.read_bytes().decode("utf-8")
        assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", text) == [], path
        assert all(
            json.loads(line)
            for line in (text.split("\n") if path.suffix == ".jsonl" else [text])
            if line
        )


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["state", "show"], id="state show"),
        pytest.param(["state", "failed"], id="state failed"),
        pytest.param(["state", "health"], id="state health"),
        pytest.param(["sites", "show"], id="sites show"),
        pytest.param(["state", "show", "--host", ESCAPE], id="a name that the user gives"),
    ],
)
@pytest.mark.parametrize("crawl", ["pages", "site"])
def test_commands_print_it_escaped(
    evil: Evil, command: list[str], crawl: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What later commands say of it."""
    with contextlib.suppress(
        SystemExit
    ):  # a host that is none is refused, and named in the message
        main([*command, "-s", f"OUTPUT_DIR={evil.folder / crawl / 'output'}"])
    printed = capsys.readouterr()
    assert CONTROL.findall(printed.out + printed.err) == []


def test_commands_on_a_page_print_it_escaped(
    evil: Evil, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is said of a file, and of what goes of it."""
    page = str(evil.folder / "page.html")
    main(["strip", page, "--show"])
    main(["sites", "explain", page, "-s", f"OUTPUT_DIR={evil.folder / 'site' / 'output'}"])
    printed = capsys.readouterr()
    assert "number 4" in printed.out
    assert CONTROL.findall(printed.out + printed.err) == []
