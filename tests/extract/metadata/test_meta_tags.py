"""Meta and link elements of a page, and the URLs in them."""

import pytest
from lxml import html

from newscrawl.extract.metadata.meta_tags import MAX_VALUES, Head, read_head, web_url

URL = "https://harbour.example/town/bridge"


def head_of(head: str, root: str = "<html>", body: str = "<p>a</p>") -> Head:
    """Read the elements of a page."""
    return read_head(html.document_fromstring(f"{root}<head>{head}</head><body>{body}</body>"), URL)


@pytest.mark.parametrize(
    ("meta", "key", "value"),
    [
        ("<meta name=' Author ' content=' Ann  Lee '>", "author", "Ann Lee"),
        ("<meta property='og:title' value='Мост открыт'>", "og:title", "Мост открыт"),
        ("<meta itemprop=headline content='橋が再開'>", "headline", "橋が再開"),
        ("<meta http-equiv=Content-Language content=ar>", "content-language", "ar"),
        ("<meta name=author>", "author", None),
        ("<meta name=author content=''>", "author", None),
    ],
)
def test_values_by_the_name_of_a_meta_element(meta: str, key: str, value: str | None) -> None:
    """Under each attribute that may hold the name, in lower case."""
    assert head_of(meta).first(key) == value


def test_one_element_under_two_names_is_one_value() -> None:
    """``name`` and ``property`` are often the same; values are bounded."""
    head = head_of("<meta name=a property=A itemprop=b content=x>" + "<meta name=c content=y>" * 99)
    assert list(head.values("a", "b")) == ["x", "x"]
    assert list(head.claims("a")) == [("meta:a", "x")]
    assert len(list(head.values("c"))) == MAX_VALUES
    assert head_of("<meta name=' ' content=x>").metas == {}


@pytest.mark.parametrize(
    ("box", "count"), [("citation", 0), ("Review", 0), ("comment", 0), ("articleBody", 1), ("", 1)]
)
def test_microdata_of_other_texts_is_passed_over(box: str, count: int) -> None:
    """A comment has an author of its own."""
    body = f"<div itemprop='{box}'><p><meta itemprop=author content='Bo Ek'></p></div>"
    assert len(list(head_of("", body=body).values("author"))) == count


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("<link rel='x CANONICAL' href='/a'><link rel=canonical href='/b'>", "/a"),
        ("<link rel=canonical><link rel=canonical href='/b'>", "/b"),
        ("<link rel=canonicals href='/a'>", None),
    ],
)
def test_the_first_canonical_link_with_a_url(head: str, canonical: str | None) -> None:
    """``rel`` is a set of words in any case."""
    assert head_of(head).canonical == canonical


def test_title_language_and_base() -> None:
    """A base that is no web URL is passed over."""
    head = head_of("<title> A  bridge </title><base href='/x/'>", "<html lang=de>")
    assert (head.title, head.lang, head.base_url) == (
        "A bridge",
        "de",
        "https://harbour.example/x/",
    )
    assert head_of("<base href='data:x'>").base_url == URL
    assert head_of("").title is None


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("/a b", "https://harbour.example/a%20b"),
        (" /a\n b ", "https://harbour.example/ab"),
        ("//x.example/ä", "https://x.example/ä"),
        ("http://x.example", "http://x.example"),
        ("ftp://x.example/a", None),
        ("https://ann@x.example/a", None),
        ("https://[x/a", None),
        ("  ", None),
        ("", None),
        ("/" + "a" * 2000, None),
        (7, None),
    ],
)
def test_web_urls(value: object, url: str | None) -> None:
    """Absolute, of the web, without a user in them."""
    assert web_url(value, URL) == url
