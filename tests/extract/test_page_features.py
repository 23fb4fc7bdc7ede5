"""The signs of what kind a page is: each is counted as its name says, and the tree stays as it was."""

from typing import Any

import pytest
from lxml import etree

from newscrawl.extract.page_features import read_signs
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import PageFeatures

WORDS = "The bridge opens again in the spring, and the council of the valley pays for it."
"""Eighty characters."""


def signs(page: str, nodes: list[Any] | None = None) -> PageFeatures:
    """Return the signs of a page; make sure that its tree is not changed."""
    tree = parse_html(page.encode()).tree
    before = etree.tostring(tree)
    found = read_signs(tree, nodes or [])
    assert etree.tostring(tree) == before
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("<p>one</p> <p>two </p>", {"chars": 6, "link_chars": 0, "paragraphs": 0}, id="short texts"),
        pytest.param(f"<p>{WORDS}</p>", {"paragraphs": 1, "paragraph_chars": 80}, id="a paragraph"),
        pytest.param(f"<p>{WORDS[:-1]}</p>", {"paragraphs": 0, "paragraph_chars": 0}, id="a character less"),
        pytest.param(f"<p>{WORDS} <a href=/x>more</a></p>", {"paragraphs": 1, "paragraph_chars": 80, "links": 1, "link_chars": 4}, id="a link in it"),
        pytest.param(f"<p><a href=/x>{WORDS}</a></p>", {"paragraphs": 0, "link_chars": 80, "chars": 80}, id="a paragraph that is a link"),
        pytest.param("<a href=/x>ab<b>cd</b>e</a>fg", {"link_chars": 5, "chars": 7}, id="text after a link"),
        pytest.param("<a name=x>ab</a><a href=''>cd</a>", {"links": 0, "link_chars": 4}, id="links that lead nowhere"),
        pytest.param("<h1>a</h1><h4>b</h4><h5>c</h5>", {"headings": 2, "linked_headings": 0}, id="headings"),
        pytest.param("<h2><a href=/x>a</a></h2><a href=/y><h3>b</h3></a>", {"headings": 2, "linked_headings": 2}, id="headings that are links"),
        pytest.param("<article>a<article>b</article></article><article>c</article>", {"articles": 2}, id="articles in articles"),
        pytest.param("<video></video><iframe src='https://www.YouTube.com/embed/x'></iframe><iframe data-src=/player></iframe>", {"videos": 3}, id="players"),
        pytest.param("<iframe src=/ad></iframe><iframe></iframe>", {"videos": 0}, id="other frames"),
        pytest.param("<input><input type=EMAIL><input type=hidden><input type=password>", {"inputs": 3, "passwords": 1}, id="fields"),
        pytest.param("<p>$5</p><p>12 €</p><p>5 zł</p><p>₹ 90</p><p>100 руб</p>", {"prices": 5}, id="prices of many places"),
        pytest.param("<p>5</p><p>€</p>", {"prices": 0}, id="no price across texts"),
        pytest.param(f"<p>{'x ' * 95}$5</p>", {"prices": 1}, id="a price in a short text"),
        pytest.param(f"<p>{'x ' * 99}$5</p>", {"prices": 0}, id="a price in a long text"),
        pytest.param("<time>a</time><time></time>", {"times": 2}, id="times"),
        pytest.param("<script>abc</script><style>x</style><noscript>y</noscript>z", {"chars": 1}, id="what nobody sees"),
        pytest.param("<p><svg><text>abc</text></svg><select><option>a</select>z", {"chars": 1}, id="drawings and choices"),
        pytest.param("<p>Мост 橋 גשר पुल</p>", {"chars": 14}, id="any script"),
        pytest.param("<h1> The <b>bridge</b>\n opens </h1><h1>b</h1>", {"headline": "The bridge opens"}, id="the first headline"),
        pytest.param("<title>Мост — Газета</title><p>a</p>", {"title": "Мост — Газета", "headline": ""}, id="the title"),
        pytest.param(f"<h1>{'x' * 900}</h1>", {"headline": "x" * 499 + "…"}, id="a huge headline"),
        pytest.param("<meta property=OG:Type content=' Article '><p>a</p>", {"og_type": "article"}, id="the type that it states"),
        pytest.param("<meta property=og:type><meta property=og:type content=b><p>a</p>", {"og_type": ""}, id="the first such statement"),
        pytest.param(f"<meta property=og:type content={'x' * 99}><p>a</p>", {"og_type": "x" * 60}, id="a huge statement"),
        pytest.param(
            "<div itemscope itemtype='https://schema.org/NewsArticle'><i itemtype='http://data-vocabulary.org/Person/'></i></div>",
            {"types": ("newsarticle", "person")},
            id="microdata",
        ),
        pytest.param("<i itemtype=a></i><i itemtype=A></i>", {"types": ("a",)}, id="each type once"),
        pytest.param("".join(f"<i itemtype=t{n}></i>" for n in range(99)), {"types": tuple(f"t{n}" for n in range(40))}, id="very many types"),
        pytest.param("<p>" * 500 + "a", {"chars": 1}, id="deep"),
        pytest.param("<p>ab" * 20_000, {"chars": 40_000}, id="huge"),
    ],
)  # fmt: skip
def test_signs_of_a_page(body: str, expected: dict[str, object]) -> None:
    """Only the signs that the case is about are named."""
    found = signs(body)
    assert {name: getattr(found, name) for name in expected} == expected


def test_types_of_json_ld_come_first() -> None:
    """Those of microdata follow, each once."""
    nodes = [{"@type": ["NewsArticle", "Article"]}, {"@type": "Person"}, {}, {"@type": 5}]
    found = signs("<i itemtype='x/Person'></i><i itemtype='x/Place'></i>", nodes)
    assert found.types == ("newsarticle", "article", "person", "place")


def test_a_page_without_a_body_has_signs_too() -> None:
    """Whatever its root is, it is counted."""
    tree = etree.fromstring("<div><p>ab</p>cd</div>", etree.HTMLParser()).find(".//div")
    assert read_signs(tree, []) == PageFeatures(chars=4)


def test_a_page_without_text_has_no_signs() -> None:
    """All counts are zero, all names empty."""
    assert signs("<div></div>") == PageFeatures()
