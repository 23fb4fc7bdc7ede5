"""Selectors that a person pinned: which are taken, what they match, and that they win."""

import pytest
from lxml import html as lxml_html

from newscrawl.boilerplate.pins import MAX_PINS, read_pins, read_selector
from newscrawl.errors import RuleError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page, Pins
from tests.support.growth import assert_linear

TREE = lxml_html.document_fromstring(
    "<body><main id=m class='wide col'><div class=share><p><b>x</b></p></div><section data-box=promo-top>"
    "<div class='share big'><ul><li>y</li></ul></div></section></main></body>"
)


def reached(selector: str) -> list[str]:
    elements = list(TREE.iter())
    pins = read_pins(Pins((selector,))).pins_of(elements)
    hits = [element for element, pin in zip(elements, pins, strict=True) if pin is not None]
    return [element.tag for element in hits if element.getparent() not in hits]


@pytest.mark.parametrize(
    ("selector", "tags"),
    [
        pytest.param("section", ["section"], id="tag"),
        pytest.param("DIV.share", ["div", "div"], id="tag in capitals, class"),
        pytest.param(".share.big", ["div"], id="two classes"),
        pytest.param("#m", ["main"], id="id"),
        pytest.param("main > div.share", ["div"], id="child"),
        pytest.param("main div.share", ["div", "div"], id="descendant"),
        pytest.param("main > section > div > p", [], id="no such child"),
        pytest.param("body main section li", ["li"], id="long chain"),
        pytest.param("body > section", [], id="a grandchild is no child"),
        pytest.param("p, li", ["p", "li"], id="list"),
        pytest.param("*", ["html"], id="any"),
        pytest.param("[data-box]", ["section"], id="attribute"),
        pytest.param("[data-box^=promo]", ["section"], id="begins"),
        pytest.param("[data-box$=top]", ["section"], id="ends"),
        pytest.param("[data-box*='-']", ["section"], id="holds"),
        pytest.param("[data-box|=promo]", ["section"], id="begins with word"),
        pytest.param("[class~=col]", ["main"], id="one of words"),
        pytest.param("[data-box=promo]", [], id="not equal"),
        pytest.param("[data-box^='']", [], id="nothing begins with nothing"),
    ],
)
def test_a_selector_matches_as_in_css(selector: str, tags: list[str]) -> None:
    """What it names, and all below."""
    assert reached(selector) == tags


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        pytest.param("div >", "no CSS selector", id="unfinished"),
        pytest.param("", "no CSS selector", id="empty"),
        pytest.param("a + b", r"'\+' is refused", id="sibling"),
        pytest.param("a ~ b", "'~' is refused", id="later sibling"),
        pytest.param("p:nth-child(2)", "only tags, classes", id="position"),
        pytest.param("div:not(.a)", "only tags, classes", id="negation"),
        pytest.param("div:has(a)", "only tags, classes", id="looking down"),
        pytest.param("p::first-line", "pseudo-elements", id="pseudo-element"),
        pytest.param("svg|path", "namespaces", id="namespace"),
        pytest.param("[a=b i]", "only tags, classes", id="flag"),
        pytest.param("[a!=b]", "only tags, classes", id="operator of its own"),
        pytest.param("div " * 9, "9 steps", id="too many steps"),
        pytest.param("div." + "a" * 400, "404 characters", id="too long"),
        pytest.param("(" * 200, "no CSS selector", id="brackets"),
    ],
)
def test_what_is_no_simple_selector_is_refused(selector: str, said: str) -> None:
    """The message has the selector, and what is taken."""
    with pytest.raises(RuleError, match=said):
        read_selector(selector)


def test_a_source_has_a_bounded_number_of_selectors() -> None:
    """A thousand of them are a mistake."""
    with pytest.raises(RuleError, match=f"at most {MAX_PINS}"):
        read_pins(Pins(("p",) * 60, ("div",) * 60))


def test_deep_trees_and_long_chains_take_linear_time() -> None:
    """A chain that matches at each of many levels costs each element once."""
    pins = read_pins(Pins(tuple(f".a .a .a .a .a .a .a .b{number}" for number in range(10))))

    def tree(levels: int) -> list[lxml_html.HtmlElement]:
        page = lxml_html.document_fromstring(
            "<body>" + "<div class=a>" * levels + "<p>x</p>" * 3_000
        )
        return list(page.iter("p"))

    assert set(pins.pins_of(tree(190))) == {None}
    assert_linear(pins.pins_of, tree, 190)


BODY = "".join(
    f"<p>The council met for the {word} time on Monday and spoke of the harbour wall for an hour.</p>"
    for word in ("first", "second", "third", "fourth", "fifth")
)
FACTS = "Harbour in figures: 40 berths, two cranes, one harbour master, and a dog."
APPEAL = "Please support our journalism with a donation today, and subscribe to our newsletter."
OPINION = (
    "Two gulls have nested on the roof of the customs house since the harbour wall fell in April."
)
PAGE = (
    f"<html lang=en><head><title>Harbour wall</title></head><body><article><h1>Harbour wall</h1>{BODY}"
    f"<div class=gulls><p>{OPINION}</p></div><p class=ask>{APPEAL}</p></article>"
    f"<aside class=related><p>{FACTS}</p></aside></body></html>"
)


def texts(
    *, prune: tuple[str, ...] = (), keep: tuple[str, ...] = ()
) -> tuple[list[str], dict[str, str]]:
    draft = extract_page(
        Page("https://a.example/1", PAGE.encode(), "text/html", pins=Pins(prune, keep))
    )
    return [block.text for block in draft.blocks], {
        each.text: each.reason for each in draft.removed
    }


def test_without_pins_the_rules_decide() -> None:
    """The page that the next tests pin on."""
    kept, removed = texts()
    assert OPINION in kept
    assert APPEAL in removed
    assert FACTS not in kept


def test_prune_takes_what_all_rules_keep_and_says_so() -> None:
    """The removal names the pin."""
    kept, removed = texts(prune=("div.gulls",))
    assert OPINION not in kept
    assert removed[OPINION] == "The sources file says prune = 'div.gulls'."


def test_keep_brings_back_what_rules_take_and_extraction_loses() -> None:
    """An appeal that is pinned stays, and a box that the extractor does not even look at comes in."""
    kept, removed = texts(keep=("p.ask", "aside.related"))
    assert APPEAL in kept
    assert kept[-1] == FACTS
    assert not {APPEAL, FACTS} & removed.keys()


def test_of_nested_pins_the_innermost_counts_and_of_two_on_one_element_keep() -> None:
    """``prune = ["article"]`` with ``keep`` inside leaves just that."""
    kept, _ = texts(prune=("article",), keep=("div.gulls",))
    assert kept == [OPINION]
    kept, removed = texts(prune=("p.ask",), keep=(".ask",))
    assert APPEAL in kept
    assert APPEAL not in removed


def test_a_line_of_several_segments_loses_only_the_pinned_one() -> None:
    """Where the extractor joined what stands in two elements, a pin takes its own part."""
    cells = "".join(
        f"<tr><td>Berths for fishing boats in the harbour in {year}</td><td class=x>forty-{count} of them</td></tr>"
        for year, count in ((1990, "one"), (2000, "two"), (2010, "three"))
    )
    page = PAGE.replace("<div class=gulls>", f"<table>{cells}</table><div class=gulls>").encode()
    draft = extract_page(Page("https://a.example/1", page, "text/html", pins=Pins(("td.x",))))
    assert "forty" not in draft.text
    assert "Berths for fishing boats in the harbour in 1990" in [
        block.text for block in draft.blocks
    ]
    assert "forty-one of them" in [each.text for each in draft.removed]
