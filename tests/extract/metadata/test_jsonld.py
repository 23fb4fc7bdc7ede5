"""JSON-LD of a page: nodes, article nodes, evidence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from lxml.html import HtmlElement

from newscrawl.extract.metadata.jsonld import (
    MAX_NODES,
    JsonLdClaims,
    article_nodes,
    read_evidence,
    read_jsonld,
    types,
)


def page(*scripts: object) -> HtmlElement:
    """A page with each of *scripts* as JSON-LD; a string stands as it is."""
    texts = [script if isinstance(script, str) else json.dumps(script) for script in scripts]
    tags = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    return html.document_fromstring(f"<html><head>{tags}</head><body><p>x</p></body></html>")


ARTICLE = {"@type": "NewsArticle", "headline": "Bridge reopens"}


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param([ARTICLE], id="bare"),
        pytest.param([[ARTICLE]], id="in a list"),
        pytest.param([{"@graph": [{"@type": "WebPage"}, ARTICLE]}], id="in a graph"),
        pytest.param([{"@graph": ARTICLE}], id="a graph that is no list"),
        pytest.param([{"@type": "WebPage", "mainEntity": ARTICLE}], id="main entity of a page"),
        pytest.param([{"@type": "WebPage"}, ARTICLE], id="second script"),
        pytest.param(["{broken", ARTICLE], id="after a broken script"),
        pytest.param(
            ['{"@type": "NewsArticle", "headline": "Bridge reopens",}'], id="broken itself"
        ),
    ],
)
def test_the_article_is_found(scripts: list[object]) -> None:
    """The article's node is found wherever a page puts it."""
    assert [node["headline"] for node in article_nodes(read_jsonld(page(*scripts)))] == [
        "Bridge reopens"
    ]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            {"@type": "ItemList", "itemListElement": [ARTICLE]}, id="list of other articles"
        ),
        pytest.param({"@type": "WebPage", "hasPart": ARTICLE}, id="part of a page"),
        pytest.param({"@type": "Organization", "headline": "x"}, id="no article"),
        pytest.param({"headline": "x"}, id="no type"),
        pytest.param("NewsArticle", id="a string"),
        pytest.param({"@type": {"a": 1}}, id="a type that is an object"),
    ],
)
def test_other_nodes_are_no_article(script: object) -> None:
    """Lists of other articles and nodes that are something else give no article."""
    assert article_nodes(read_jsonld(page(json.dumps(script)))) == ()


def test_types_lose_the_address_of_the_vocabulary() -> None:
    """A type is given as its bare name."""
    assert types({"@type": ["https://schema.org/NewsArticle", "schema:Report", 5]}) == (
        "NewsArticle",
        "Report",
    )


def test_other_scripts_are_not_read() -> None:
    """Only scripts of the JSON-LD type count."""
    tree = html.document_fromstring(f"<html><script>{json.dumps(ARTICLE)}</script><p>x</p></html>")
    assert read_jsonld(tree) == ()


def test_sizes_are_bounded() -> None:
    """Many nodes, and scripts beyond the total, are left out."""
    assert len(read_jsonld(page([{"a": 1}] * (2 * MAX_NODES)))) <= MAX_NODES
    assert len(read_jsonld(page(ARTICLE, " " * 2_000_000, ARTICLE))) == 1


def test_evidence_is_gathered() -> None:
    """Evidence has the strings that help to find the text."""
    node = ARTICLE | {
        "description": "It was  shut.",
        "articleBody": "The bridge\n\nis open.",
        "image": [{"caption": "The bridge"}, "x", {"description": "The river", "caption": 5}],
        "video": {"description": "The river"},
    }
    assert read_evidence(read_jsonld(page(node))) == JsonLdClaims(
        headline="Bridge reopens",
        description="It was shut.",
        body="The bridge is open.",
        captions=("The bridge", "The river"),
    )


@pytest.mark.parametrize(
    ("node", "live"),
    [
        pytest.param({"@type": "LiveBlogPosting"}, True, id="by type"),
        pytest.param({"@type": "NewsArticle", "liveBlogUpdate": []}, True, id="by updates"),
        pytest.param(ARTICLE, False, id="plain article"),
    ],
)
def test_live_blogs_are_told_apart(node: dict[str, object], live: bool) -> None:
    """A live blog is known by its type or its updates."""
    assert read_evidence([node]).live is live


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@graph",
                    "mainEntity",
                    "headline",
                    "image",
                    "caption",
                    "wordCount",
                    "articleBody",
                ]
            ),
            inner | st.just("NewsArticle"),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(VALUES)
def test_any_json_is_read(value: object) -> None:
    """Any JSON gives nodes and evidence, whatever its types."""
    assert isinstance(
        read_evidence(read_jsonld(page(json.dumps(value).replace("</", "<\\/")))), JsonLdClaims
    )
