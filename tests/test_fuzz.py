"""Any bytes to a record or a named refusal: no crash, no hang, valid JSON."""

import gzip
import json
import time
from functools import cache
from pathlib import Path

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Notice, Page
from newscrawl.records import json_line, make_article
from newscrawl.web.robots import parse_robots
from tests.support.growth import least_s

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "newscrawl" / "article.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
REASONS = {"empty", "not_html", "too_large", "too_many_elements", "no_text"}
MOST = 200
"""So many times as long as a plain page any page of this size may take."""

SAID = "The keeper of the lamp said on Monday that it had not gone out all winter, and that ships had asked for it."
TAGS = (
    "html head body title meta link base script style p div span a b i h1 h2 ul li table tr td br img figure figcaption "
    "article main section aside blockquote pre code time template noscript iframe svg math textarea select x-y font"
).split()
PIECES = [
    SAID,
    SAID * 20,
    f"<p>{SAID}</p>",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html [<!ENTITY a 'b'>]>",
    "<?xml version='1.0' encoding='x'?>",
    "&#1;&#xD800;&#x110000;&#0;&#99999999999;&amp;amp;lt;&nope;&",
    "\x00\x0b\x0c&#12;\x1b[31m\x7f\x85\u2028\u202e\ufeff\ufffe",
    "\u0301" * 50,
    "😀日本語กขฃ",
    "<div hidden>",
    "<p style='display:none'>",
    "<span aria-hidden=true class='sr-only'>",
    "<a href='//[::1'>",
    "<a href='http://a:b@c:99999/%zz'>",
    "<base href='http://[bad'>",
    "<meta charset=x-none><meta http-equiv=refresh content='0;url=data:,'>",
    "<meta name=robots content='noai, x:y, :,,'>",
    "<meta property=article:published_time content='99999-13-45T99:99:99+99:99'>",
    "<time datetime='-0001-02-30'>",
    "<link rel=canonical href='javascript:1'>",
    "<html lang='\x00zz-ZZ-\u202e'>",
    "</p></div></body></html>",
    "<table><tr><td><table>",
    "<p class='byline'>By , and &amp; ,</p>",
]
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=20)
    | st.just("2026-13-99"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = (
    "headline author datePublished dateModified image keywords articleSection articleBody publisher inLanguage "
    "mainEntityOfPage isAccessibleForFree wordCount description name url @id @graph liveBlogUpdate"
).split()
LINKED = st.dictionaries(st.sampled_from(NAMES), JSON_VALUES, max_size=6).map(
    lambda node: (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'
    )
)
TAG = st.builds(
    lambda mark, name, rest: f"<{mark}{name}{rest}",
    st.sampled_from(["", "", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(
        [">", ">", ">", "/>", " class='a b' id=c>", " style='x", ' href="', " ", "\x00>"]
    ),
)
SOUP = st.lists(TAG | st.sampled_from(PIECES) | LINKED | st.text(max_size=30), max_size=60).map(
    "".join
)
ATTRIBUTES = [
    "",
    "",
    "hidden",
    "style='display:none'",
    "aria-hidden=true",
    "class='x sr-only'",
    "class=x id=z",
    "class=byline",
    "class='share related'",
    "href=/lamp",
    "itemprop=articleBody",
    "datetime=2026-11-24",
]
SHEETS = [
    "",
    ".x{display:none}",
    "#z,.byline{visibility:hidden}.x{}",
    "@media print{.x{display:none}}",
    "}{.x{",
    "/*",
]
WORDS = [
    "Lamp 7 was lit again.",
    "By Ann Keeper",
    "Photo: Ann Keeper",
    "24 November 2026",
    "Read more",
    SAID,
    " ",
    "&nbsp;",
]
TREE = st.recursive(
    st.sampled_from(WORDS),
    lambda inner: st.builds(
        lambda tag, attribute, inside: f"<{tag} {attribute}>{''.join(inside)}</{tag}>",
        st.sampled_from(TAGS[5:]),
        st.sampled_from(ATTRIBUTES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)
CHARSETS = st.sampled_from(
    ["utf-8", "utf-8", "latin-1", "cp1251", "utf-16", "shift_jis", "gb18030", "koi8-r"]
)
TYPES = st.sampled_from(
    [
        "",
        "text/html",
        "text/html; charset=utf-8",
        "text/html; charset=utf-16",
        "a/b; charset=idna",
        "text/html; charset=",
    ]
) | st.text(max_size=40)


def as_bytes(soup: str, charset: str, flips: list[tuple[int, int]]) -> bytes:
    """Encode *soup*, then change some bytes."""
    body = bytearray(
        soup.encode(charset, "xmlcharrefreplace" if charset != "utf-8" else "surrogatepass")
    )
    for place, value in flips:
        if body:
            body[place % len(body)] = value
    return bytes(body)


PAGES = st.builds(
    as_bytes,
    SOUP,
    CHARSETS,
    st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), max_size=5),
)
FUZZ = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@cache
def _usual_s() -> float:
    """Return the processor time of a plain page on this machine, at this time."""
    body = (
        "<html><body><article>"
        + "<p>The keeper of the lamp said that it had not gone out all winter.</p>" * 20
    )
    page = Page("https://news.example/plain", body.encode())
    extract_page(page)  # loads what is loaded once
    return max(least_s(extract_page, page, 5), 0.01)


def record_of(page: Page) -> str:
    """Go the way of a page; give the record's line, or the reason why there is none."""
    started = time.process_time()
    try:
        line = json_line(make_article(extract_page(page)))
    except ExtractError as error:
        return error.reason
    most_s = MOST * _usual_s()
    assert time.process_time() - started < most_s or least_s(extract_page, page, 3) < most_s
    assert line.endswith(b"\n")
    assert len(line.decode("utf-8").splitlines()) == 1
    VALIDATOR.validate(json.loads(line, parse_constant=_no_constant))
    return ""


@FUZZ
@given(PAGES, TYPES, st.text(max_size=30))
def test_any_page_gives_a_record_or_a_reason(body: bytes, content_type: str, said: str) -> None:
    """Tag soup in any charset, with any header: a valid record, or a refusal by name."""
    page = Page(
        "https://news.example/a?b=c",
        body,
        content_type,
        notices=(Notice("header:x-robots-tag", said),),
    )
    assert record_of(page) in {"", *REASONS}


@settings(FUZZ, max_examples=50)
@given(TREE, st.sampled_from(SHEETS))
def test_any_tree_gives_a_draft_that_adds_up(tree: str, css: str) -> None:
    """Well-formed elements, hidden or named in any way: no two removals stand at one place, and none outside."""
    html = f"<html><head><style>{css}</style></head><body><h1>Lamps</h1><p>{SAID}</p>{tree}<p>{SAID}</p></body>"
    draft = extract_page(Page("https://news.example/a", html.encode()))
    places = [removal.position for removal in draft.removed]
    assert len(set(places)) == len(places)
    assert set(places) <= set(range(len(draft.blocks) + len(places)))
    assert all(block.text.strip() for block in draft.blocks)
    assert record_of(Page("https://news.example/a", html.encode())) == ""


@settings(FUZZ, max_examples=12)
@given(
    st.lists(TAG | TREE | st.sampled_from(PIECES[:1] + PIECES[5:]), min_size=1, max_size=4).map(
        "".join
    )
)
def test_anything_again_and_again_costs_linear_time(piece: str) -> None:
    """What stands there two hundred times costs no square of it."""
    html = f"<html><body><h1>Lamps</h1><p>{SAID}</p>{piece[:300] * 200}<p>{SAID}</p></body>"
    assert record_of(Page("https://news.example/a", html.encode("utf-8", "surrogatepass"))) in {
        "",
        *REASONS,
    }


@FUZZ
@given(st.binary(max_size=2000), TYPES)
def test_any_bytes_give_a_record_or_a_reason(body: bytes, content_type: str) -> None:
    """Bytes that are no page at all."""
    assert record_of(Page("https://news.example/a", body, content_type)) in {"", *REASONS}


@FUZZ
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_an_article_survives_a_broken_byte(place: int, value: int) -> None:
    """One changed byte of an article page never costs the whole of it."""
    body = bytearray(
        f"<html><body><article>{f'<p>{SAID}</p>' * 20}</article></body></html>".encode()
    )
    body[place % len(body)] = value
    draft = extract_page(Page("https://news.example/a", bytes(body)))
    assert draft.text.count("had not gone out all winter") >= 1


@FUZZ
@given(
    st.lists(
        st.sampled_from(["*", "$", "a", "/", "%", "%2f", "?", "é", "\x00", "\n"]), max_size=60
    ),
    st.text(),
)
def test_any_robots_txt_can_be_asked(pieces: list[str], url: str) -> None:
    """No robots.txt and no address makes the parser fail."""
    body = f"User-agent: *\nDisallow: {''.join(pieces)}\nCrawl-delay: {url}\nRequest-rate: {url}".encode(
        "utf-8", "replace"
    )
    rules = parse_robots(body)
    assert rules.allows(f"https://news.example/{url}") in {True, False}
    assert parse_robots(gzip.compress(body)).allows("https://news.example/robots.txt")
