"""What a page says of its article, read into one value."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html
from lxml.html import HtmlElement

from newscrawl.extract.jsonld import read_jsonld
from newscrawl.extract.metadata import read_metadata, warm
from newscrawl.items import Metadata, Timestamp

URL = "https://www.post.example/town/bridge-reopens"


def tree(head: str = "", body: str = "<p>The bridge is open.</p>", *, jsonld: object = None) -> HtmlElement:
    """A page with *head* and *body*, and *jsonld* as its JSON-LD."""
    script = f'<script type="application/ld+json">{json.dumps(jsonld)}</script>' if jsonld is not None else ""
    return html.document_fromstring(f"<html><head>{head}{script}</head><body>{body}</body></html>")


def meta(key: str, value: str) -> str:
    return f'<meta property="{key}" content="{value}">'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Bridge reopens",
    "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Ek"}],
    "publisher": {"@type": "Organization", "name": "The Post"},
    "datePublished": "2026-11-24T07:41:00+01:00",
    "dateModified": "2026-11-24T08:00:00Z",
    "inLanguage": "en-GB",
    "articleSection": "Town",
    "keywords": "bridge, river, Bridge",
    "description": "It was shut for a year.",
    "image": {"@type": "ImageObject", "url": "/bridge.jpg"},
    "isAccessibleForFree": "False",
}


def test_json_ld_gives_every_field() -> None:
    """A whole NewsArticle fills the whole value; the offset stays as the page has it."""
    page = tree('<link rel="canonical" href="/town/bridge">', jsonld=ARTICLE)
    assert read_metadata(page, URL) == Metadata(
        title="Bridge reopens",
        authors=("Ann Lee", "Bo Ek"),
        published=Timestamp("2026-11-24T07:41:00+01:00", "json-ld:datePublished"),
        modified=Timestamp("2026-11-24T08:00:00+00:00", "json-ld:dateModified"),
        language="en",
        section="Town",
        tags=("bridge", "river"),
        description="It was shut for a year.",
        site_name="The Post",
        image="https://www.post.example/bridge.jpg",
        canonical_url="https://www.post.example/town/bridge",
        free=False,
        page_type="NewsArticle",
    )


def test_metas_give_what_json_ld_does_not() -> None:
    """OpenGraph and meta elements come next."""
    metas = {
        "og:title": "Bridge reopens | The Post",
        "og:site_name": "The Post",
        "og:locale": "de_AT",
        "og:type": "article",
        "og:image": "//cdn.example/b.jpg",
        "og:url": "https://www.post.example/b",
        "og:description": "Open &amp;amp; safe.",
        "article:author": "By Ann Lee",
        "article:published_time": "2026-11-24",
        "article:section": "Town",
        "article:tag": "river",
    }
    page = tree("".join(meta(key, value) for key, value in metas.items()))
    assert read_metadata(page, URL) == Metadata(
        title="Bridge reopens",
        authors=("Ann Lee",),
        published=Timestamp("2026-11-24", "meta:article:published_time"),
        language="de",
        section="Town",
        tags=("river",),
        description="Open & safe.",
        site_name="The Post",
        image="https://cdn.example/b.jpg",
        canonical_url="https://www.post.example/b",
        page_type="article",
    )


@pytest.mark.parametrize(
    ("body", "authors"),
    [
        pytest.param('<span itemprop="author"><b itemprop="name">Ann Lee</b>, Reporter</span>', ("Ann Lee",), id="microdata"),
        pytest.param('<a rel="author" href="/al">Ann Lee</a>', ("Ann Lee",), id="rel"),
        pytest.param('<p class="ArticleByline">By <a href="/al">Ann Lee</a> and Bo Ek</p>', ("Ann Lee", "Bo Ek"), id="class"),
        pytest.param('<p class="autor">Von Ann Lee, 24. November 2026</p>', ("Ann Lee",), id="with a date"),
        pytest.param('<div class="comments"><b class="author">Bo Ek</b></div>', (), id="of a comment"),
        pytest.param('<aside><a rel="author">Bo Ek</a></aside>', (), id="in a side column"),
    ],
)  # fmt: skip
def test_the_page_names_authors_last(body: str, authors: tuple[str, ...]) -> None:
    """Where head and JSON-LD name nobody, the page's own byline does; those of other texts never."""
    assert read_metadata(tree(body=body), URL).authors == authors


@pytest.mark.parametrize(
    ("author", "body", "authors"),
    [
        pytest.param(
            "The Post", '<p class="byline">Ann Lee</p>', ("Ann Lee",), id="outlet stated, person shown"
        ),
        pytest.param(
            "The Post", '<p class="byline">share</p>', ("The Post",), id="outlet stated, nobody shown"
        ),
        pytest.param("Ann Lee, The Post", "", ("Ann Lee",), id="outlet beside a person"),
        pytest.param("Ann Lee, dpa", "", ("Ann Lee", "dpa"), id="agency beside a person"),
        pytest.param("https://social.example/ann", "", (), id="an address"),
    ],
)
def test_an_outlet_is_an_author_only_alone(author: str, body: str, authors: tuple[str, ...]) -> None:
    """A person is preferred to the outlet's own name; agencies stay."""
    node = {"@type": "NewsArticle", "author": author, "publisher": {"name": "The Post"}}
    assert read_metadata(tree(body=body, jsonld=node), URL).authors == authors


def test_an_author_given_by_reference_is_found() -> None:
    """``{"@id": …}`` leads to the node that has the name."""
    nodes = [
        {"@type": "Article", "author": {"@id": "#a"}},
        {"@type": "Person", "@id": "#a", "name": "Ann Lee"},
    ]
    assert read_metadata(tree(jsonld={"@graph": nodes}), URL).authors == ("Ann Lee",)


def test_the_article_of_this_page_is_chosen() -> None:
    """Of several articles the one with the page's address counts, not the first."""
    other = {
        "@type": "NewsArticle",
        "headline": "Other",
        "url": "https://www.post.example/other",
        "author": "Bo Ek",
    }
    own = {"@type": "NewsArticle", "headline": "Bridge reopens", "mainEntityOfPage": {"@id": URL}}
    found = read_metadata(tree(jsonld=[other, own]), URL)
    assert (found.title, found.authors) == ("Bridge reopens", ())


@pytest.mark.parametrize(
    ("value", "free"),
    [(True, True), (False, False), ("True", True), ("false", False), ("http://schema.org/False", False), ("no", None), (1, None)],
)  # fmt: skip
def test_free_is_a_truth_value_or_unknown(value: object, free: bool | None) -> None:
    """``isAccessibleForFree`` is read as a truth value also from strings."""
    node = {"@type": "NewsArticle", "isAccessibleForFree": value}
    assert read_metadata(tree(jsonld=node), URL).free is free


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example/",
        "http://[::1",
        "http://u:p@x.example/",
        "",
    ],
)
def test_addresses_are_http_or_nothing(href: str) -> None:
    """Canonical address and image are absolute http or https addresses, or unknown."""
    page = tree(f'<link rel="canonical" href="{href}">{meta("og:image", href)}')
    found = read_metadata(page, URL)
    assert (found.canonical_url, found.image) == (None, None)


@pytest.mark.parametrize(
    ("body", "url", "expected"),
    [
        pytest.param('<i itemprop="datePublished" content="2026-11-24">x</i>', URL, ("2026-11-24", "microdata:datePublished"), id="microdata"),
        pytest.param('<time class="updated" datetime="2026-11-25">x</time><time datetime="2026-11-24">x</time>', URL,
                     ("2026-11-24", "page:time"), id="time elements, updated last"),
        pytest.param("<p>x</p>", "https://www.post.example/2026/11/24/bridge", ("2026-11-24", "url"), id="address"),
        pytest.param("<p class='date'>Published 24 November 2019</p>", URL, ("2019-11-24", "page:text"), id="visible line"),
        pytest.param("<p>x</p>", URL, None, id="nowhere"),
    ],
)  # fmt: skip
def test_the_date_is_found_on_the_page(body: str, url: str, expected: tuple[str, str] | None) -> None:
    """Where head and JSON-LD give no date, the page, its address and its text do, in this order."""
    assert read_metadata(tree(body=body), url).published == (expected and Timestamp(*expected))


def test_nodes_given_are_not_read_again() -> None:
    """The caller may hand over the JSON-LD that it read."""
    page = tree(jsonld=ARTICLE)
    assert read_metadata(page, URL, read_jsonld(page)) == read_metadata(page, URL)
    assert read_metadata(page, URL, ()).title is None


def test_the_tree_is_not_changed() -> None:
    """Reading leaves the tree as it was, also where the text is searched for a date."""
    page = tree(body="<p>Published on 24 November 2019</p><script>x</script><footer>y</footer>")
    before = etree.tostring(page)
    read_metadata(page, URL)
    assert etree.tostring(page) == before


def test_a_huge_title_is_capped() -> None:
    """A title of a megabyte becomes a line of bounded length, without control characters."""
    title = read_metadata(tree(f"<title>{'bridge &#1;' * 100_000}</title>"), URL).title
    assert title is not None
    assert len(title) <= 500
    assert title.isprintable()


def test_warming_loads_what_is_slow() -> None:
    """Workers call it once before their first page."""
    warm()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(["NewsArticle", "2026-11-24", URL]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ARTICLE, "@id", "name", "url", "@graph"]), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.dictionaries(st.sampled_from(list(ARTICLE)), VALUES))
def test_any_json_ld_gives_checked_types(node: dict[str, object]) -> None:
    """Whatever the JSON-LD holds, each field has its type."""
    page = tree(body="<time datetime='2026-11-24'>x</time>")
    found = read_metadata(page, URL, [node, {"@type": "NewsArticle"} | node])
    strings = (found.title, found.language, found.section, found.description, found.site_name, found.image)
    assert all(value is None or (isinstance(value, str) and value) for value in strings)
    assert all(isinstance(value, str) for value in (*found.authors, *found.tags))
    assert found.free in {True, False, None}
