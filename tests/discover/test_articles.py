"""Is it an article? Pages of our own, and the development sets where they lie beside the checkout."""

import gzip
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from newscrawl.discover.articles import is_error_page, is_wall, page_kind
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page
from tests.support.newssite import ABOUT, list_page, make_stories, story_page

STORIES = make_stories(30)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES[0].paragraphs)


def draft_of(body: bytes | str, path: str) -> Draft:
    raw = body.encode() if isinstance(body, str) else body
    return extract_page(Page(f"https://news.example{path}", raw, "text/html; charset=utf-8"))


def plain(title: str, body: str, head: str = "") -> str:
    return f"<html lang=en><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"


def jsonld(kind: str) -> str:
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"{kind}"}}</script>'


SLUG = "/news/the-ferry-sails-again-in-spring"
SHORT = "<p>The ferry of Aldmouth sails again, the harbour master said on Monday. It had lain at the quay.</p>"


@pytest.mark.parametrize(
    ("body", "path", "kind"),
    [
        pytest.param(story_page(STORIES[0]), STORIES[0].path, "article", id="story"),
        pytest.param(
            plain("The ferry sails", TEXT), SLUG, "article", id="story that declares nothing"
        ),
        pytest.param(
            plain("The ferry sails", SHORT, jsonld("NewsArticle")),
            SLUG,
            "article",
            id="short report",
        ),
        pytest.param(
            plain("Ferry, live", TEXT, jsonld("LiveBlogPosting")),
            "/live/48213",
            "article",
            id="live blog",
        ),
        pytest.param(
            story_page(STORIES[0], extra="<form><input type=password></form>"),
            STORIES[0].path,
            "article",
            id="story with a log-in box",
        ),
        pytest.param(list_page(STORIES), "/news/", "listing", id="section"),
        pytest.param(list_page(STORIES), "/tag/ferry", "listing", id="tag page"),
        pytest.param(ABOUT, "/about", "not_an_article", id="about the paper"),
        pytest.param(
            plain(
                "A ferry mug",
                "<p>€ 12</p><p>Blue, with the ferry on it. Holds a lot.</p>",
                jsonld("Product"),
            ),
            "/items/mug",
            "shop",
            id="product",
        ),
        pytest.param(
            plain(
                "Which ferry?",
                "<p>Does anyone know which ferry goes on Monday?</p>",
                jsonld("QAPage"),
            ),
            "/ask/ferry",
            "forum",
            id="question",
        ),
        pytest.param(
            plain(
                "Ferry, the film",
                "<p>Watch the ferry leave the harbour of Aldmouth for the first time.</p>",
                '<meta property="og:type" content="video.other">',
            ),
            "/videos/ferry",
            "media",
            id="video",
        ),
        pytest.param(
            plain(
                "Members",
                "<p>Please sign in to go on reading the Gazette.</p><input type=password>",
            ),
            "/members",
            "login_page",
            id="log-in",
        ),
        pytest.param(
            plain(
                "Page not found", "<p>The page that you are looking for is not here any more.</p>"
            ),
            SLUG,
            "error_page",
            id="error",
        ),
    ],
)
def test_a_page_is_what_its_signs_say_together(body: bytes | str, path: str, kind: str) -> None:
    """Articles pass whatever they declare; lists, shops, forums, players, log-ins and errors have names."""
    assert page_kind(draft_of(body, path), -0.5) == kind


ROBOT = "<p>Please verify that you are human, then you will be led on to the Gazette.</p>"
CONSENT = "<p>We store cookies on your device, with your consent. Accept all, or read on about your choices.</p>"
DATED = '<meta property="article:published_time" content="2026-11-24">'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(plain("One moment", ROBOT), True, id="a check for robots"),
        pytest.param(plain("Before you read on", CONSENT), True, id="a question of consent"),
        pytest.param(plain("A robot takes the ferry", ROBOT, DATED), False, id="news has a date"),
        pytest.param(
            plain("Cookies", CONSENT, jsonld("NewsArticle")), False, id="news says that it is"
        ),
        pytest.param(plain("Cookies", CONSENT + TEXT * 3), False, id="news has a text"),
        pytest.param(plain("The bridge", TEXT), False, id="news of something else"),
    ],
)
def test_a_wall_is_no_article(page: str, *, expected: bool) -> None:
    """What came in the place of an article is told from news of such things."""
    assert is_wall(draft_of(page, SLUG)) is expected


@pytest.mark.parametrize(
    ("title", "is_error"),
    [
        pytest.param("404", True, id="number"),
        pytest.param("404 - Page not found - Gazette", True, id="part of a title"),
        pytest.param("Seite nicht gefunden | Zeitung", True, id="German"),
        pytest.param("Страница не найдена", True, id="Russian"),
        pytest.param("Sorry, this page doesn't exist", True, id="with an excuse"),
        pytest.param(
            "Missing hiker not found after a week", False, id="news of something not found"
        ),
        pytest.param("Why the page not found error is dying out", False, id="news of errors"),
        pytest.param("503 ferries in one day", False, id="number in the news"),
        pytest.param("The forbidden island opens", False, id="word in the news"),
    ],
)
def test_an_error_page_says_so_and_nothing_else(title: str, is_error: bool) -> None:
    """A headline that is an error message makes an error page; one that has such words in it does not."""
    assert is_error_page(draft_of(plain(title, SHORT), SLUG)) is is_error


def test_an_article_of_some_length_is_no_error_page() -> None:
    """Under a headline that reads like an error there may be an article."""
    more = "".join(f"<p>{paragraph}</p>" for paragraph in STORIES[1].paragraphs)
    assert not is_error_page(draft_of(plain("Not found", TEXT + more), SLUG))


SETS = Path(__file__).parents[3] / "shared" / "bench" / "extraction" / "dev"


def passed(name: str, count: int) -> Iterator[bool]:
    with gzip.open(SETS / f"{name}.jsonl.gz") as file:
        for row in map(json.loads, islice(file, count)):
            body = row["html"].encode("utf-8", "surrogatepass")
            try:
                draft = extract_page(Page(row["url"], body, "text/html; charset=utf-8"))
            except ExtractError:
                yield False
            else:
                yield page_kind(draft, -0.5) == "article"


@pytest.mark.needs_shared
@pytest.mark.skipif(not SETS.is_dir(), reason="the development sets are not here")
def test_news_pass_and_other_pages_do_not() -> None:
    """Of news pages at least 97 in 100 pass, of shops, forums, lists and documentation at most 25."""
    news = list(passed("fundus-test", 34))
    other = list(passed("wcxb-other", 40))
    assert sum(news) >= 0.97 * len(news)
    assert sum(other) <= 0.25 * len(other)
