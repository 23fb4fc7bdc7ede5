"""Rights: what headers, meta elements and robots.txt reserve, recorded in one list, and obeyed on demand."""

from pathlib import Path

import pytest
from lxml import html

from newscrawl.extract.metadata.notices import read_notices
from newscrawl.model.items import Draft, Notice
from newscrawl.records import make_rights
from newscrawl.web.rights import notices_from, reservations, tdm_policy
from tests.support.crawl import run
from tests.support.raw_server import RawServer, http
from tests.support.server import article_page

URL = "https://news.example/culture/a"


@pytest.mark.parametrize(
    ("source", "value", "reserved"),
    [
        pytest.param("meta:robots", "index, follow", (), id="nothing reserved"),
        pytest.param("meta:robots", "NOINDEX,nofollow", ("noindex",), id="any case"),
        pytest.param("meta:robots", "none", ("noindex",), id="none"),
        pytest.param("meta:robots", "max-snippet:0", ("nosnippet",), id="no snippet by its length"),
        pytest.param(
            "meta:robots", "max-snippet: -1, max-image-preview:large", (), id="any snippet"
        ),
        pytest.param("meta:robots", "noai, noimageai", ("noai", "noimageai"), id="no AI"),
        pytest.param("header:x-robots-tag", "noarchive", ("noarchive",), id="header"),
        pytest.param("header:x-robots-tag", "otherbot: noindex, noai", (), id="another crawler"),
        pytest.param("header:x-robots-tag", "newscrawl: noai", ("noai",), id="us by name"),
        pytest.param(
            "header:x-robots-tag", "otherbot: noai, newscrawl: noindex", ("noindex",), id="both"
        ),
        pytest.param(
            "header:x-robots-tag",
            "unavailable_after: 25 Jun 2030 15:00:00 GMT, noai",
            ("noai",),
            id="a date with colons",
        ),
        pytest.param("meta:newscrawl", "noai", ("noai",), id="meta of our name"),
        pytest.param("meta:tdm-reservation", "1", ("tdm-reservation",), id="TDM"),
        pytest.param("header:tdm-reservation", "0", (), id="TDM, not reserved"),
        pytest.param(
            "robots.txt:content-signal",
            "search=yes, ai-input=no, ai-train=no",
            ("ai-input", "ai-train"),
            id="content signal",
        ),
        pytest.param("header:content-usage", "train-ai=n", ("ai-train",), id="content usage"),
        pytest.param(
            "robots.txt:content-signal", "/culture/ train-ai=n", ("ai-train",), id="path that holds"
        ),
        pytest.param(
            "robots.txt:content-signal", "/sport/ train-ai=n", (), id="path that does not"
        ),
        pytest.param("robots.txt:content-signal", "ai-train=nobody knows, ,=,;", (), id="nonsense"),
    ],
)
def test_what_is_reserved(source: str, value: str, reserved: tuple[str, ...]) -> None:
    """Each way of saying it comes under one name; what concerns others does not count."""
    assert reservations([Notice(source, value)], URL) == reserved


def test_notices_of_a_page() -> None:
    """Meta elements are kept as they are written, each once, no more than a few, no others."""
    page = (
        '<meta name="Robots" content="noai,\n noimageai"><meta name="robots" content="noai, noimageai">'
        '<meta name="tdm-policy" content="https://news.example/tdm.json"><meta name="author" content="N">'
        '<meta http-equiv="X-Robots-Tag" content="noindex"><meta name="robots"><meta name="otherbot" content="none">'
    )
    found = read_notices(html.document_fromstring(page))
    assert found == (
        Notice("meta:robots", "noai, noimageai"),
        Notice("meta:tdm-policy", "https://news.example/tdm.json"),
        Notice("header:x-robots-tag", "noindex"),
    )
    assert tdm_policy(found) == "https://news.example/tdm.json"
    many = "".join(
        f'<meta name="robots" content="max-snippet:{n}{"x" * 9000}">' for n in range(900)
    )
    kept = read_notices(html.document_fromstring(many))
    assert len(kept) == 20
    assert max(len(each.value) for each in kept) <= 500


def test_a_record_says_nothing_where_nothing_is_said() -> None:
    """The types stay: an empty list, an empty string."""
    rights = make_rights(Draft(URL, ()))
    assert (rights.reserved, rights.tdm_policy, rights.notices) == ([], "", [])


def test_rights_in_a_crawl(tmp_path: Path) -> None:
    """robots.txt, headers and meta elements of one page all reach its record; a page that reserves is left out."""
    robots = b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nDisallow: /x\n"
    meta = b'<meta name="robots" content="noarchive">' + article_page("Reservehaven")
    routes = {
        "/robots.txt": http(robots, kind="text/plain"),
        "/a": http(meta, "X-Robots-Tag: noimageai", "TDM-Policy: https://news.example/tdm"),
        "/b": http(article_page("Nohaven"), "X-Robots-Tag: noai"),
    }
    with RawServer(routes) as server:
        settings = {"RIGHTS_OBEY": "noai,tdm-reservation"}
        done = run(
            "newscrawl",
            "crawl",
            f"{server.root}/a",
            f"{server.root}/b",
            folder=tmp_path,
            settings=settings,
        )
    (record,) = done.records
    assert record["metadata"]["rights"] == {
        "reserved": ["noarchive", "noimageai", "ai-train"],
        "tdm_policy": "https://news.example/tdm",
        "notices": [
            {"source": "header:x-robots-tag", "value": "noimageai"},
            {"source": "header:tdm-policy", "value": "https://news.example/tdm"},
            {"source": "robots.txt:content-signal", "value": "search=yes, ai-train=no"},
            {"source": "meta:robots", "value": "noarchive"},
        ],
    }
    assert done.stats["dropped"] == {"rights_reserved": 1}
    assert done.missed[0]["reason"] == "rights_reserved"


def test_a_link_header_of_something_else_is_no_licence() -> None:
    """Links of other kinds fill no record."""
    pairs = [("link", "</style.css>; rel=preload"), ("link", '<https://x>; rel="license"')]
    assert notices_from(pairs, []) == ()
