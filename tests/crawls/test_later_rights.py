"""Rights that sites state in files of their own, and a later robots.txt for records that are there already."""

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from newscrawl.cli.main import main
from newscrawl.extract.metadata.notices import read_notices
from newscrawl.model.items import Notice
from newscrawl.web.rights import reservations
from newscrawl.web.robots import parse_robots
from tests.support.crawl import run
from tests.support.server import Reply, Request, Route, Server

ROBOTS = b"""User-agent: GPTBot
User-agent: CCBot
Disallow: /

User-agent: google-extended
Disallow: /paid/

User-agent: AI2Bot
Allow: /

User-agent: *
Disallow: /x
License: https://news.example/license.xml
"""


@pytest.mark.parametrize(
    ("url", "names"),
    [
        pytest.param("https://news.example/a", ("CCBot", "GPTBot"), id="two of them"),
        pytest.param(
            "https://news.example/paid/a", ("CCBot", "GPTBot", "Google-Extended"), id="a third"
        ),
    ],
)
def test_robots_that_a_file_names(url: str, names: tuple[str, ...]) -> None:
    """Each is judged by its own group alone; we by ours; the licence holds for all."""
    robots = parse_robots(ROBOTS)
    assert robots.forbidden_to(url) == names
    assert robots.allows(url)
    assert robots.licenses == ("https://news.example/license.xml",)


@pytest.mark.parametrize(
    ("source", "value", "reserved"),
    [
        pytest.param("robots.txt:ai-robots", "CCBot, GPTBot", ("ai-robots",), id="robots of AI"),
        pytest.param("robots.txt:license", "https://news.example/l.xml", ("rsl",), id="robots.txt"),
        pytest.param("header:link", '<https://x/l>; rel="license"; type="application/rsl+xml"', ("rsl",), id="header"),
        pytest.param("script:rsl", "prohibits: ai-train", ("ai-train", "rsl"), id="a licence that prohibits"),
        pytest.param("script:rsl", "permits: search; prohibits: ai-all", ("ai-input", "ai-train", "rsl"), id="all of AI"),
        pytest.param("script:rsl", "permits: ai-train", ("rsl",), id="a licence that permits"),
        pytest.param("feed:license", "prohibits: ai-train", ("ai-train", "rsl"), id="a feed"),
        pytest.param("tdmrep.json:tdm-reservation", "1", ("tdm-reservation",), id="tdmrep.json"),
        pytest.param("tdmrep.json:tdm-reservation", "0", (), id="tdmrep.json, not reserved"),
        pytest.param("text:c2pa", "manifest", ("c2pa",), id="a manifest"),
    ],
)  # fmt: skip
def test_what_is_reserved(source: str, value: str, reserved: tuple[str, ...]) -> None:
    """Each way of saying it comes under one name."""
    assert reservations([Notice(source, value)], "https://news.example/a") == reserved


def test_licences_of_a_page() -> None:
    """A link to a licence and a licence in the page are told; other links are none."""
    page = (
        '<link rel="license" type="application/rsl+xml" href="https://news.example/l.xml">'
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
        '<link rel="stylesheet" type="application/rsl+xml" href="/x.css">'
        '<script type="application/rsl+xml"><rsl><content url="/"><license><permits type="usage">search</permits>'
        '<prohibits type="usage">ai-train, ai-input</prohibits></license></content></rsl></script>'
    )
    assert read_notices(html.document_fromstring(page)) == (
        Notice("link:license", "https://news.example/l.xml"),
        Notice("script:rsl", "permits: search; prohibits: ai-input, ai-train"),
    )


def answering(body: bytes, headers: dict[str, str] | None = None) -> Route:
    async def route(request: Request) -> Reply:
        return Reply(body, headers=headers or {})

    return route


def test_rights_in_a_crawl(server: Server, tmp_path: Path) -> None:
    """robots.txt, tdmrep.json and the page reach one record; tdmrep.json is asked for once."""
    server.routes |= {
        "/robots.txt": answering(ROBOTS),
        "/.well-known/tdmrep.json": answering(
            b'[{"location": "/article/a", "tdm-reservation": 1}]'
        ),
    }
    urls = ",".join(server.url(f"/article/{name}") for name in ("a", "b", "c"))
    command = ("scrapy", "crawl", "article", "-a", f"urls={urls}")
    crawled = run(*command, folder=tmp_path / "a", settings={"RIGHTS_TDMREP": "1"})
    reserved = {
        record["url"][-1]: record["metadata"]["rights"]["reserved"] for record in crawled.records
    }
    assert reserved == {
        "a": ["tdm-reservation", "ai-robots", "rsl"],
        "b": ["ai-robots", "rsl"],
        "c": ["ai-robots", "rsl"],
    }
    assert server.requests.count("/.well-known/tdmrep.json") == 1
    obeyed = run(*command, folder=tmp_path / "b", settings={"RIGHTS_OBEY": "ai-robots"})
    assert (obeyed.records, obeyed.stats["dropped"]) == ([], {"rights_reserved": 3})
    assert server.requests.count("/.well-known/tdmrep.json") == 1, (
        "not asked for unless it is wanted"
    )


def record(url: str, *notices: tuple[str, str], **more: Any) -> dict[str, Any]:
    said = [{"source": source, "value": value} for source, value in notices]
    rights = {"reserved": [], "tdm_policy": "", "notices": said}
    return {
        "id": "x",
        "text": "A text.",
        "url": url,
        "metadata": {"rights": rights, "tags": ["kept"]},
        **more,
    }


def judged(tmp_path: Path, *arguments: str) -> list[dict[str, Any]]:
    target = tmp_path / "out.jsonl"
    assert (
        main(["rights", str(tmp_path / "in.jsonl"), "--to", str(target), "--force", *arguments])
        == 0
    )
    return [json.loads(line) for line in target.read_text().splitlines()]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    records = [
        record(
            "https://news.example/a",
            ("meta:robots", "noai"),
            ("robots.txt:content-signal", "ai-train=no"),
        ),
        record("https://news.example/x/secret"),
        record("https://other.example/a"),
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    (tmp_path / "robots").mkdir()
    (tmp_path / "robots" / "news.example.txt").write_bytes(ROBOTS)
    return tmp_path


def test_a_later_robots_txt(corpus: Path) -> None:
    """It takes the place of the former; what the page said stays; other hosts are as they were."""
    first, secret, other = judged(corpus, "--robots", str(corpus / "robots"), "--day", "2026-11-26")
    assert first["metadata"]["rights"]["reserved"] == ["noai", "ai-robots", "rsl"]
    assert first["metadata"]["rights"]["notices"] == [
        {"source": "meta:robots", "value": "noai"},
        {"source": "robots.txt:license", "value": "https://news.example/license.xml"},
        {"source": "robots.txt:ai-robots", "value": "CCBot, GPTBot"},
        {"source": "robots.txt:date", "value": "2026-11-26"},
    ]
    assert first["metadata"]["tags"] == ["kept"]
    assert "robots-forbidden" in secret["metadata"]["rights"]["reserved"]
    assert other == json.loads((corpus / "in.jsonl").read_text().splitlines()[2])


@pytest.mark.parametrize(
    ("names", "left"),
    [
        pytest.param("robots-forbidden", ["a", "a"], id="what we may not fetch"),
        pytest.param("ai-robots", ["a"], id="what robots of AI may not"),
        pytest.param("all", ["a"], id="all"),
        pytest.param("noindex", ["a", "secret", "a"], id="something else"),
    ],
)
def test_records_are_left_out_where_that_is_asked_for(
    names: str, left: list[str], corpus: Path
) -> None:
    """By the name of what is reserved."""
    found = judged(
        corpus,
        "--robots",
        f"news.example={corpus / 'robots' / 'news.example.txt'}",
        "--drop",
        names,
    )
    assert [each["url"].rpartition("/")[2] for each in found] == left


def test_twice_is_once(corpus: Path) -> None:
    """The same file applied again changes nothing."""
    once = judged(corpus, "--robots", str(corpus / "robots"), "--day", "2026-11-26")
    (corpus / "in.jsonl").write_text("".join(json.dumps(each) + "\n" for each in once))
    assert judged(corpus, "--robots", str(corpus / "robots"), "--day", "2026-11-26") == once


def test_what_the_state_has_kept(server: Server, tmp_path: Path) -> None:
    """Without ``--robots``, the file that the last crawl fetched counts."""
    server.routes["/robots.txt"] = answering(b"User-agent: *\nDisallow: /x\n")
    crawled = run("newscrawl", "crawl", server.url("/article/a"), folder=tmp_path)
    (written,) = crawled.folder.rglob("articles-*.jsonl")
    state = next(crawled.folder.rglob("*.sqlite"))
    target = tmp_path / "out.jsonl"
    code = main(
        ["rights", str(written), "--to", str(target), "--set", f"STATE_URL=sqlite:///{state}"]
    )
    assert code == 0
    (found,) = map(json.loads, target.read_text().splitlines())
    assert found["metadata"]["rights"]["notices"][-1]["source"] == "robots.txt:date"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param('{"url": 7}', "line 1: passed on as it is: expected an object", id="no address"),
        pytest.param("nonsense", "line 1: passed on as it is", id="no JSON"),
        pytest.param('{"url": "https://news.example/a", "metadata": {"rights": {"notices": [1]}}}', "'metadata.rights'", id="other rights"),
    ],
)  # fmt: skip
def test_bad_lines_are_passed_on(
    line: str, said: str, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Named, counted, exit code 3."""
    (corpus / "in.jsonl").write_text(line + "\n")
    target = corpus / "out.jsonl"
    arguments = [
        "rights",
        str(corpus / "in.jsonl"),
        "--to",
        str(target),
        "--robots",
        str(corpus / "robots"),
    ]
    assert main(arguments) == 3
    assert target.read_text() == line + "\n"
    assert said in capsys.readouterr().err


def test_what_is_not_there(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A robots.txt that is missing, and a state that is, are said with the way out."""
    assert main(["rights", str(corpus / "in.jsonl"), "--robots", "nowhere"]) == 2
    assert "expected HOST=FILE, or a folder of HOST.txt" in capsys.readouterr().err
    state = f"STATE_URL=sqlite:///{corpus}/none.sqlite"
    assert main(["rights", str(corpus / "in.jsonl"), "--set", state]) == 2
    assert "name some by --robots HOST=FILE" in capsys.readouterr().err
