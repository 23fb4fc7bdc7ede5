"""Crowds: elements with more children than any page has cost linear time, and lose no text."""

import pytest
from lxml import etree

from newscrawl.extract.body.alignment import Finder
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Draft, Page
from tests.support.growth import assert_linear

SAID = (
    "The keeper of the lamp said on Monday that it had not gone out all winter, as ships had asked."
)
LAMP = "Lamp number {n} was lit again on the coast road. "


def page(inside: str) -> bytes:
    """An article with *inside* between its paragraphs."""
    return f"<html><body><article><h1>Lamps</h1><p>{SAID}</p>{inside}<p>{SAID}</p></article></body>".encode()


def row(pattern: str, count: int) -> str:
    """Give *pattern* for each number from 0 on."""
    return "".join(pattern.replace("LAMP", LAMP).format(n=number) for number in range(count))


CROWDS = [
    pytest.param("<p>", "<span>lamp {n}</span> ", 20_000, "</p>", id="inline children"),
    pytest.param("<div>", "LAMP<br>", 12_000, "</div>", id="lines"),
    pytest.param("<p>", "LAMP<img src=/{n}.jpg>", 12_000, "</p>", id="images"),
    pytest.param("<p>", "LAMP<button>{n}</button>", 12_000, "</p>", id="buttons"),
    pytest.param("<p>", "LAMP<svg></svg>", 12_000, "</p>", id="drawings"),
    pytest.param("<p>", "LAMP<wbr>", 10_000, "</p>", id="places to break"),
    pytest.param("<p>", "LAMP<source>", 3_000, "</p>", id="void elements that the parser nests"),
    pytest.param("<p>", "LAMP<span hidden>{n}</span>", 12_000, "</p>", id="hidden words"),
    pytest.param("<div>", "<details><table><tr><td>LAMP", 3_000, "", id="tables in tables"),
    pytest.param("<div>", "LAMP<figure></figure>", 6_000, "</div>", id="text between blocks"),
]


@pytest.mark.parametrize(("opening", "pattern", "count", "closing"), CROWDS)
def test_time_is_linear_and_text_is_kept(
    opening: str, pattern: str, count: int, closing: str
) -> None:
    """Each of these took ten seconds and more; the article and the last of the crowd come out."""

    drafts: dict[int, Draft] = {}

    def read(number: int) -> None:
        inside = opening + row(pattern, number) + closing
        drafts[number] = extract_page(Page("https://news.example/a", page(inside)))

    assert_linear(read, int, count)
    draft = drafts[count]
    assert SAID in draft.text
    assert f" {count - 1}" in draft.text


def test_tens_of_thousands_of_paragraphs_come_out_well_within_their_time() -> None:
    """A page may take 20 s; 60,000 took them all, for the time grew with the square of their number."""
    texts: dict[int, str] = {}

    def read(number: int) -> None:
        body = page(row("<p>Lamp {n} was lit.", number))
        texts[number] = extract_page(Page("https://news.example/a", body)).text

    assert_linear(read, int, 30_000)
    assert "Lamp 29999 was lit." in texts[30_000]


def test_text_of_many_paragraphs_takes_linear_time() -> None:
    """Forty paragraphs of 999 children took ten seconds, sixty half a minute."""

    texts: dict[int, str] = {}

    def read(number: int) -> None:
        inside = ("<p>" + row("<b>lamp {n}</b> ", 999) + "</p>") * number
        texts[number] = extract_page(Page("https://news.example/a", page(inside))).text

    assert_linear(read, int, 40)
    assert SAID in texts[40]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        pytest.param("<b>a</b> <i>b</i> ", "<p>a b </p>", id="inline children are dissolved"),
        pytest.param("a<button>b</button>", "<p>a</p>", id="what nobody reads goes"),
        pytest.param("a<i hidden>b</i>", "<p>a</p>", id="hidden children go"),
        pytest.param(
            "<script type='application/ld+json'>1</script>a",
            '<p><script type="application/ld+json">1</script>a</p>',
            id="data stays",
        ),
        pytest.param(
            "<ul></ul>a",
            "<div><ul></ul><div>a</div></div>",
            id="text between blocks becomes a block",
        ),
        pytest.param("<ul></ul> ", "<div><ul></ul> </div>", id="white space does not"),
        pytest.param("<br>a", "<p><br>a</p>", id="line breaks stay"),
    ],
)
def test_what_becomes_of_a_crowd(inside: str, expected: str) -> None:
    """Five of a kind; *expected* shows what each becomes."""
    name = expected[1:].partition(">")[0]
    tree = parse_html(f"<{name}>{inside * 1_001}</{name}>".encode()).tree
    shown = etree.tostring(tree.find(f".//{name}"), encoding="unicode", method="html")
    opening, closing = f"<{name}>", f"</{name}>"
    assert shown == opening + expected.removeprefix(opening).removesuffix(closing) * 1_001 + closing


@pytest.mark.parametrize(
    ("depth", "tables", "flags"),
    [
        pytest.param(11, 11, (), id="a layout of tables"),
        pytest.param(60, 11, ("flattened",), id="beyond"),
    ],
)
def test_tables_in_tables(depth: int, tables: int, flags: tuple[str, ...]) -> None:
    """Those deep inside become boxes; their text stays."""
    parsed = parse_html(("<table><tr><td>" * depth + SAID).encode())
    assert len(parsed.tree.findall(".//table")) == tables
    assert parsed.flags == flags
    assert SAID in parsed.tree.text_content()


def test_a_thousand_children_are_no_crowd() -> None:
    """Nothing is changed up to the limit."""
    tree = parse_html(f"<p>{'<b>a</b> ' * 1_000}</p>".encode()).tree
    assert len(tree.findall(".//b")) == 1_000


def test_text_of_paragraphs_in_paragraphs_is_given_once() -> None:
    """As the XPath expression has it that trafilatura asks with."""
    tree = parse_html(b"<p>a<b>b</b>c</p>d<p>e</p>").tree
    inner = tree.makeelement("p")
    inner.text = "x"
    tree.find(".//b").append(inner)
    assert tree.find(".//b").xpath("//p//text()") == ["a", "b", "x", "c", "e"]
    assert tree.find(".//b").xpath(".//p//text()") == ["x"]
    assert tree.xpath("count(//p)") == 3


def test_a_finder_finds_parts_in_any_order_within_its_budget() -> None:
    """Behind the last, then from the beginning; then nothing more."""
    finder = Finder(100)
    whole = "one two three four"
    assert [finder.finds(part, whole) for part in ("two", "four", "one", "five", whole * 2)] == [
        True, True, True, False, False
    ]  # fmt: skip
    assert [finder.finds("none", whole) for _ in range(9)] == [False] * 9
    assert not finder.finds("one", whole)
