"""Segments: each block of a page as a reader sees it, with its kind; no word lost, doubled, glued or split."""

import pytest

from newscrawl.extract.parse.cleanup import clean_tree
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, segment_tree

LONG = "The first boat left the pier at ten to six on Monday, twenty minutes earlier than at any time since winter."
MORE = "Harbour master Brandt watched it go from the window of the ticket office, and said that she was glad of it."
RU = "После шести лет ремонта в Заречье открылась оранжерея, построенная ещё в начале прошлого века, сообщили в мэрии."
ZH = "停业两年之后，青石镇的老茶馆上周六重新开门。天还没亮，门口就排起了队，最早到的是住在河对岸的退休船工，他带来了一把旧竹椅。"


def segments(inside: str, lang: str = "en") -> tuple[Segment, ...]:
    """Cut a page with *inside* in its article into segments."""
    page = f"<html lang={lang}><body><article>{inside}</article></body></html>"
    tree = parse_html(page.encode(), "text/html; charset=utf-8").tree
    clean_tree(tree)
    return segment_tree(tree)


def texts(inside: str, lang: str = "en") -> list[str]:
    """Give the texts of the segments."""
    return [segment.text for segment in segments(inside, lang)]


def kinds(inside: str) -> list[tuple[str, str]]:
    """Give kind and text of the segments."""
    return [(segment.kind, segment.text) for segment in segments(inside)]


INLINE = """
a abbr acronym b basefont bdi bdo big blink cite code data del dfn em font i ins kbd label legend mark marquee
meter nobr output progress s samp small span strike strong sub sup time tt u var x-term slot o:p st1:place
""".split()


@pytest.mark.parametrize("tag", INLINE)
@pytest.mark.parametrize(
    ("before", "word", "after", "lang"),
    [
        pytest.param("The council meets on ", "Tuesday", " to decide.", "en", id="en"),
        pytest.param("Совет соберётся ", "во вторник", ", чтобы решить.", "ru", id="ru"),
        pytest.param("镇议会将于", "星期二", "开会决定此事。", "zh", id="zh"),
        pytest.param("يجتمع المجلس ", "الثلاثاء", " لاتخاذ القرار.", "ar", id="ar"),
        pytest.param("un", "named", " author", "en", id="a part of a word"),
    ],
)
def test_text_of_an_inline_element_stays_in_its_sentence(
    tag: str, before: str, word: str, after: str, lang: str
) -> None:
    """Whatever the tag, known or not."""
    assert texts(f"<p>{before}<{tag}>{word}</{tag}>{after}</p>", lang) == [before + word + after]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        pytest.param(
            "He <q>did not</q> say so.", "He “did not” say so.", id="quotation marks of the browser"
        ),
        pytest.param("He “<q>did not</q>” say so.", "He “did not” say so.", id="marks around"),
        pytest.param("He <q>«did not»</q> say so.", "He «did not» say so.", id="marks inside"),
        pytest.param(
            "Some <button>glossary</button> words are buttons.",
            "Some glossary words are buttons.",
            id="a button",
        ),
        pytest.param(
            "A word <ruby>base<rp>(</rp><rt>reading</rt><rp>)</rp></ruby> stays.",
            "A word base stays.",
            id="ruby",
        ),
        pytest.param(
            "The price <math><mi>p</mi><mo>=</mo><mi>m</mi><mo>×</mo><mi>k</mi></math> is new.",
            "The price p=m×k is new.",
            id="MathML",
        ),
        pytest.param(
            "A part <math><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac></math> of <math>"
            "<msup><mi>x</mi><mn>2</mn></msup></math> and <math><msqrt><mi>y</mi></msqrt></math>.",
            "A part 1/(a+b) of x^2 and √y.",
            id="fractions and powers",
        ),
        pytest.param(
            "It is <span class=katex><span class=katex-mathml><math><semantics><mrow><mi>a</mi><mo>=</mo><mi>b</mi>"
            "</mrow><annotation>a = b</annotation></semantics></math></span><span class=katex-html aria-hidden=true>"
            "<span>a</span><span>=</span><span>b</span></span></span> here.",
            "It is a=b here.",
            id="KaTeX once",
        ),
        pytest.param(
            "It is <span class=f><span><span>a</span>=<span>b</span></span><span><math><mi>a</mi><mo>=</mo><mi>b</mi>"
            "</math></span></span> here.",
            "It is a=b here.",
            id="another drawing of a formula",
        ),
        pytest.param("Noted.<a href='#r1'>↩</a>", "Noted.", id="a mark that leads back"),
        pytest.param(
            "Noted<sup><a href='#r1'>1</a></sup> by", "Noted1 by", id="the number of a footnote"
        ),
        pytest.param(
            "<span>Harbour:</span><span>The first boat left.</span>",
            "Harbour: The first boat left.",
            id="glued kicker",
        ),
        pytest.param(
            "<span>It left.”</span><span>The next one did not.</span>",
            "It left.” The next one did not.",
            id="glued sentences",
        ),
        pytest.param(
            "www.<b>Spiegel</b>.de, e.<i>V</i>.", "www.Spiegel.de, e.V.", id="no glued sentences"
        ),
        pytest.param(
            "Brandt<input type=checkbox><span>She is 52.</span> watched.",
            "Brandt She is 52. watched.",
            id="a field",
        ),
    ],
)
def test_a_sentence_is_read_as_it_is_shown(inside: str, text: str) -> None:
    """Each word once, with what a browser adds, without what only machines read."""
    assert texts(f"<p>{inside}</p>") == [text]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        pytest.param("de-AT", "a „b“ c", id="de"),
        pytest.param("fr", "a «b» c", id="fr"),
        pytest.param("ja", "a 「b」 c", id="ja"),
        pytest.param("xx", "a “b” c", id="unknown"),
    ],
)
def test_quotation_marks_are_those_of_the_language(lang: str, text: str) -> None:
    """As browsers choose them."""
    assert texts("<p>a <q>b</q> c</p>", lang) == [text]


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param("<button>Share</button>", id="alone"),
        pytest.param(
            "<p><button>Share</button> <button>Print this page now</button> <button>Save</button></p>",
            id="bar",
        ),
        pytest.param(
            "<div>12 <button>Comments on this story</button> | <button>Like</button></div>",
            id="with a number",
        ),
    ],
)
def test_a_control_is_no_text(inside: str) -> None:
    """A button outside of a sentence; but it is counted where it stands."""
    assert "Share" not in " ".join(texts(inside + f"<p>{LONG}</p>"))
    found = segments(f"<div>{inside}<p>{LONG}</p></div>")[-1]
    assert found.controls.around(found.element.getparent()) >= 1


def test_a_button_after_the_end_of_a_sentence_is_a_control() -> None:
    """It opens the rest."""
    assert texts(f"<p>{LONG} <button>Read more</button></p>") == [LONG]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        pytest.param(f"<x-par>{LONG}</x-par><x-par>{MORE}</x-par>", [LONG, MORE], id="paragraphs"),
        pytest.param(
            f"<x-a><x-b><x-par>{RU}</x-par><x-par>{LONG}</x-par></x-b></x-a>",
            [RU, LONG],
            id="nested",
        ),
        pytest.param(
            f"<x-head>Boats</x-head><x-par>{ZH}</x-par>",
            ["Boats", ZH],
            id="a short one beside a long one",
        ),
        pytest.param(f"<x-body><p>{LONG}</p>{MORE}</x-body>", [LONG, MORE], id="around blocks"),
        pytest.param(
            "<div>Bare <x-t>word</x-t>, and on.</div>", ["Bare word, and on."], id="in a sentence"
        ),
        pytest.param(
            "<div><x-w>Each</x-w> <x-w>word</x-w> apart</div>", ["Each word apart"], id="words"
        ),
        pytest.param(
            f"<p><x-s>{LONG}</x-s> <x-s>{MORE}</x-s></p>",
            [f"{LONG} {MORE}"],
            id="sentences of a paragraph",
        ),
    ],
)
def test_unknown_elements_are_blocks_where_they_stand_as_blocks(
    inside: str, found: list[str]
) -> None:
    """A component is a paragraph among paragraphs and a word among words."""
    assert texts(inside) == found


@pytest.mark.parametrize(
    "between",
    [
        "<figure><img src=a></figure>",
        "<div class=ad></div>",
        "<aside><script>ad()</script></aside>",
        "<center><img src=a></center>",
    ],
)
def test_sentences_around_a_box_are_apart(between: str) -> None:
    """Bare text before and behind a picture or an advertisement."""
    assert texts(f"{LONG}{between}{MORE}") == [LONG, MORE]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        pytest.param(
            "<ul><li>One</li><li>Two</li></ul>",
            [("list_item", "One"), ("list_item", "Two")],
            id="list",
        ),
        pytest.param(
            "<ul>Both:<li>One<ul><li>Two</li></ul>and three</li></ul>",
            [
                ("paragraph", "Both:"),
                ("list_item", "One"),
                ("list_item", "Two"),
                ("list_item", "and three"),
            ],
            id="nested lists",
        ),
        pytest.param(
            f"<ol><li><h2>Head</h2><p>{LONG}</p><p>{MORE}</p></li></ol>",
            [("heading", "Head"), ("list_item", LONG), ("list_item", MORE)],
            id="paragraphs in an item",
        ),
        pytest.param(
            "<dl><dt>Term</dt><dd>Meaning.</dd></dl>",
            [("list_item", "Term"), ("list_item", "Meaning.")],
            id="definitions",
        ),
        pytest.param(
            "<blockquote><p>Said.</p><footer>— Vell</footer></blockquote>",
            [("quote", "Said."), ("quote", "— Vell")],
            id="quote with its source",
        ),
        pytest.param(
            "<figure><blockquote><p>Said.</p><cite>Vell</cite></blockquote></figure>",
            [("quote", "Said."), ("quote", "Vell")],
            id="quote in a figure",
        ),
        pytest.param(
            "<fieldset><legend>Results</legend>Three to one.</fieldset>",
            [("paragraph", "Results"), ("paragraph", "Three to one.")],
            id="legend",
        ),
        pytest.param("<h2>Head<br>line</h2>", [("heading", "Head line")], id="heading"),
        pytest.param(
            "<div role=heading>Head</div>", [("heading", "Head")], id="heading by its role"
        ),
        pytest.param(
            "<details><summary>Who pays?</summary>The county.</details>",
            [("paragraph", "Who pays?"), ("paragraph", "The county.")],
            id="details",
        ),
        pytest.param("<pre>a = 1\n\n  b = 2</pre>", [("code", "a = 1\n  b = 2")], id="code"),
        pytest.param(
            "<pre><code>for x:<br>\tgo</code></pre>", [("code", "for x:\n\tgo")], id="code with br"
        ),
        pytest.param(
            "<div><code>x = 1<br>y = 2</code></div>",
            [("code", "x = 1\ny = 2")],
            id="code without pre",
        ),
        pytest.param(
            "<pre><div class=line>x = 1</div><div class=line>y = 2</div></pre>",
            [("code", "x = 1\ny = 2")],
            id="lines in boxes",
        ),
        pytest.param(
            "<p>Set <code>x = 1</code> first.</p>",
            [("paragraph", "Set x = 1 first.")],
            id="code in a sentence",
        ),
        pytest.param(
            f"<pre>\n{LONG[:60]}\n{LONG[60:]}\n\n{MORE[:60]}\n{MORE[60:]}</pre>",
            [
                ("paragraph", " ".join((LONG[:60] + " " + LONG[60:]).split())),
                ("paragraph", " ".join((MORE[:60] + " " + MORE[60:]).split())),
            ],
            id="prose in pre",
        ),
    ],
)
def test_the_kind_of_a_block(inside: str, found: list[tuple[str, str]]) -> None:
    """What a reader would call it."""
    assert kinds(inside) == found


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        pytest.param(
            "<table><tr><th>From<th>First boat</tr><tr><td>Larkwater <b>pier</b><td><time>05:50</time></tr></table>",
            [("table_row", "From | First boat"), ("table_row", "Larkwater pier | 05:50")],
            id="data",
        ),
        pytest.param(
            "<table><thead><tr><th colspan=2>Boats<br>of March</thead><tbody><tr><td>East<td><ul><li>no bicycles</li><li>no dogs"
            "</li></ul></tr><tr><td>West<td><p>on request</p><p>only</p></tr></tbody></table>",
            [
                ("table_row", "Boats of March"),
                ("table_row", "East | no bicycles no dogs"),
                ("table_row", "West | on request only"),
            ],
            id="lists and paragraphs in cells",
        ),
        pytest.param(
            "<table><tr><td>评委<td>张三<br>\n李四<tr><td>地点<td>上海</table>",
            [("table_row", "评委 | 张三 李四"), ("table_row", "地点 | 上海")],
            id="a break in a cell parts Chinese words, though the source breaks there too",
        ),
        pytest.param(
            "<table><tr><td>Rat<td>9<tr><td>Amt<td>3</table>",
            [("table_row", "Rat | 9"), ("table_row", "Amt | 3")],
            id="without headings",
        ),
        pytest.param(
            "<figure><table><tr><td>a<td>b<tr><td>c<td>d</table><figcaption>Boats.</figcaption></figure>",
            [("table_row", "a | b"), ("table_row", "c | d"), ("paragraph", "Boats.")],
            id="in a figure",
        ),
        pytest.param(
            "<table><tr><td>A<td>B<tr><td>C<td><table><tr><td>1<td>2<tr><td>3<td>4</table><tr><td>D<td>E<tr><td>"
            "Further<td>Rows of it</table>",
            [
                ("table_row", "A | B"),
                ("paragraph", "C"),
                ("table_row", "1 | 2"),
                ("table_row", "3 | 4"),
                ("table_row", "D | E"),
                ("table_row", "Further | Rows of it"),
            ],
            id="a table in a cell, once",
        ),
        pytest.param(
            f"<table><tr><td>Menu<td>More<tr><td><a href=/>Home</a><td><p>{LONG}</p><p>{MORE}</p><p>{RU}</p><p>{ZH * 3}</p></table>",
            [("paragraph", text) for text in ("Menu", "More", "Home", LONG, MORE, RU, ZH * 3)],
            id="layout",
        ),
        pytest.param(
            f"<table><tr><td>{LONG}<tr><td>{MORE}</table>",
            [("paragraph", LONG), ("paragraph", MORE)],
            id="one cell in a row",
        ),
        pytest.param(
            "<table><tr><td>Logo<td>Search</table>",
            [("paragraph", "Logo"), ("paragraph", "Search")],
            id="one row",
        ),
        pytest.param(
            "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>",
            [("paragraph", each) for each in "abcd"],
            id="said to be a layout",
        ),
        pytest.param(
            "<table><tr><td>·<td><a href=/1>One</a><tr><td>·<td><a href=/2>Two</a></table>",
            [("paragraph", "One"), ("paragraph", "Two")],
            id="a list with bullets in cells",
        ),
        pytest.param(
            "<table><tr><td><pre>1\n2\n3</pre><td><pre>let x;\n  go(x);\nend</pre></table>",
            [("code", "let x;\n  go(x);\nend")],
            id="code beside the numbers of its lines",
        ),
        pytest.param(
            "<table class=highlight><tr><td>1<td>a = 1;<tr><td>2<td>b = 2;<tr><td>3<td>c = 3;</table>",
            [("code", "a = 1;\nb = 2;\nc = 3;")],
            id="numbered lines of code",
        ),
        pytest.param(
            "<table><tr><td>1<td>Ajax<tr><td>2<td>Bayern<tr><td>3<td>Celtic</table>",
            [("table_row", "1 | Ajax"), ("table_row", "2 | Bayern"), ("table_row", "3 | Celtic")],
            id="ranks are data",
        ),
    ],
)
def test_a_table_is_read_as_it_is_meant(inside: str, found: list[tuple[str, str]]) -> None:
    """Rows of data across, a layout box by box, nothing twice."""
    assert kinds(inside) == found


WRAPPED = [
    "We had been told by the harbour office that the boats would",
    "leave at ten to six, which they had not done for a year and",
    "a half, and so we waited at the pier with a thermos and two",
    "blankets until somebody came down from the office and said,",
    "without a smile, that there was fog.",
]
VERSE = [
    "The miller turns the water off,",
    "the wheel stands still at seven,",
    "and what it ground from morn to dusk",
]


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        pytest.param("<br>".join(VERSE), ["\n".join(VERSE)], id="verse"),
        pytest.param(
            "<br>".join(VERSE) + "<br> <br>" + "<br>".join(VERSE),
            ["\n".join(VERSE)] * 2,
            id="stanzas",
        ),
        pytest.param(
            f"{LONG}<br>{MORE}<br><br>{RU}<br>\n{ZH}", [LONG, MORE, RU, ZH], id="paragraphs"
        ),
        pytest.param(f"<b>Boats</b><br>{LONG}", ["Boats", LONG], id="a heading"),
        pytest.param(
            f"{LONG[:-1]}<br>and so it went.",
            [f"{LONG[:-1]} and so it went."],
            id="a sentence that goes on",
        ),
        pytest.param(
            "<br>".join(WRAPPED),
            [" ".join(WRAPPED)],
            id="lines broken at a margin",
        ),
        pytest.param(
            "<br>".join(f"• {line[:48].strip()}" for line in WRAPPED),
            ["\n".join(f"• {line[:48].strip()}" for line in WRAPPED)],
            id="a list",
        ),
        pytest.param(
            "<br>".join(["Die Boote", *WRAPPED, *WRAPPED]),
            ["Die Boote", " ".join(WRAPPED), " ".join(WRAPPED)],
            id="paragraphs of such lines",
        ),
        pytest.param(
            "<br>".join((ZH * 4)[at : at + 33] for at in range(0, 200, 33)),
            [(ZH * 4)[:231]],
            id="Chinese lines broken at a margin",
        ),
    ],
)
def test_line_breaks_are_read_by_what_they_part(inside: str, shown: list[str]) -> None:
    """Lines of verse stay together, paragraphs come apart, a wrapped sentence is made whole."""
    found = segments(f"<p>{inside}</p>")
    assert [segment.shown for segment in found] == shown
    assert [segment.text for segment in found] == [" ".join(text.split()) for text in shown]


def test_lines_of_a_paragraph_know_that_they_are() -> None:
    """What is judged by what stands beside it can tell one paragraph from two."""
    found = segments(f"<p>{LONG}<br>{MORE}</p><p>{RU}</p>")
    assert [segment.run for segment in found] == [0, 0, 2]
    assert [segment.context().place for segment in found] == [0, 0, 2]


def test_links_belong_to_the_line_where_they_stand() -> None:
    """A line that is a link says nothing about the paragraph before it."""
    text, link = segments(
        f"<p>{LONG}<br><a href=/other>Read also: the last boat of the year is gone.</a></p>"
    )
    assert (text.hrefs, text.link_share) == ((), 0)
    assert link.hrefs == ("/other",)
    assert link.link_share > 0.9


def test_boxes_in_a_link_are_links() -> None:
    """A teaser: the link around it is as long as its text."""
    title, text = segments(f"<a href=/x><div><h3>Boats</h3><p>{LONG}</p></div></a>")
    assert (title.link_share, text.link_share) == (1.0, 1.0)
    assert (title.hrefs, text.hrefs) == (("/x",), ("/x",))


def test_a_note_from_the_margin_comes_behind_its_paragraph() -> None:
    """It is no part of the sentence beside which it stands."""
    inside = "<p>Brandt<label class=sidenote-number></label><span class=sidenote>In <b>office</b> since 1996.</span> watched.</p>"
    assert texts(inside) == ["Brandt watched.", "In office since 1996."]


@pytest.mark.parametrize(
    "inside",
    [
        pytest.param(f"{LONG}<p>{MORE}</p>", id="bare text first"),
        pytest.param(f"<section><p>{LONG}</p></section>{MORE}", id="bare text behind a section"),
        pytest.param(f"<a name=x><div>{LONG}</div></a><p>{MORE}</p>", id="a box in an anchor"),
        pytest.param(
            f"<p><a href=/x>{LONG}</a></p><p>{MORE}</p>", id="a paragraph that is one link"
        ),
        pytest.param(f"<span><p>{LONG}</p></span><font>{MORE}</font>", id="inline around blocks"),
        pytest.param(
            f"<div><p>{LONG}<center></center>{MORE}</p></div>",
            id="text behind a block in a paragraph",
        ),
        pytest.param(
            f"<x-y><template shadowrootmode=open><p>{LONG}</p></template></x-y>{MORE}",
            id="a shadow root",
        ),
    ],
)
def test_bare_text_is_a_block(inside: str) -> None:
    """Wherever it stands."""
    assert texts(inside) == [LONG, MORE]


def test_a_deep_page_of_components_is_read() -> None:
    """Two hundred levels, ten thousand unknown elements: no recursion that is too deep, no time lost."""
    inside = "<x-y>" * 150 + "<x-z>word</x-z> " * 10_000 + "</x-y>" * 150
    assert sum(len(segment.text.split()) for segment in segments(inside)) == 10_000
