"""Lines of a page as a reader sees them, and the heading that shows its title."""

import pytest
from lxml import html

from newscrawl.extract.metadata.lines import (
    all_lines,
    find_headline,
    line_keys,
    lines_after,
    texts_before,
)

TITLES = {
    "en": "Bridge reopens after repairs",
    "ru": "Мост открыт после ремонта",
    "ja": "橋が修理の後に再開しました",
}


def tree_of(body: str) -> html.HtmlElement:
    """Return the tree of a page."""
    return html.document_fromstring(
        f"<html><head><title>x</title></head><body>{body}</body></html>"
    )


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>One <b>word</b></p>two<br>three", ["One word", "two", "three"]),
        ("<div>a<p>b</p>c</div>d", ["a", "b", "c", "d"]),
        ("<nav>menu</nav><script>s</script><!-- c --><p>橋</p>", ["橋"]),
        ("<p> \n </p><p>&nbsp;</p>", []),
    ],
)
def test_lines_end_at_blocks_and_breaks(body: str, lines: list[str]) -> None:
    """Scripts and menus are passed over."""
    assert [line.text for line in all_lines(tree_of(body))] == lines


def test_a_line_keeps_its_runs_and_links() -> None:
    """A link counts where it leads to the page of an author."""
    body = "<p>Text <a href='/author/ann'>Ann Lee</a> <a href='/town'>Town</a></p>"
    (line,) = all_lines(tree_of(body))
    assert (line.runs, line.links) == (("Text", "Ann Lee", "Town"), ("Ann Lee",))
    assert line.element is not None
    assert line.element.tag == "p"


@pytest.mark.parametrize(("body", "texts"), [
    pytest.param("<p>a</p><div><p>b</p>c <h1>x</h1></div>", ["b c", "a"], id="nearest first"),
    pytest.param("<i>a</i><table><tr><td><font>b</font><br><font><b>x</b></font></table>", ["", "b"], id="a cell ends it"),
    pytest.param("<p>a</p><main><script>s</script>б<b>x</b></main>", ["б"], id="so does the main part"),
    pytest.param("<p>a</p>" + "<div><p>b</p>" * 4 + "<b>x</b>", ["b", "b", "b"], id="levels"),
    pytest.param("<p>a</p>" * 9 + "<b>x</b>", ["a"] * 4, id="elements"),
])  # fmt: skip
def test_texts_before_an_element(body: str, texts: list[str]) -> None:
    """Those right above it, in its box."""
    tree = tree_of(body)
    (headline,) = tree.xpath("//*[text() = 'x'][not(ancestor::head)]")
    assert list(texts_before(headline)) == texts


def test_lines_after_an_element() -> None:
    """Also those after the boxes that it is in, but nothing inside of it."""
    tree = tree_of("<p>a</p><div><h1>b<i>c</i></h1> d <p>e</p></div><p>f</p>")
    assert [line.text for line in lines_after(tree.find(".//h1"))] == ["d", "e", "f"]


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h1>Post</h1><h2 id=it>{}</h2>", "it"),
        ("<h1>Post</h1><h2 id=it>Live: {}</h2>", "it"),
        ("<h1></h1><h1 id=it>Post</h1><h2>Other words here</h2>", "it"),
        ("<h1>Post</h1><b id=it>{}</b>", "it"),
        ("<h2>Post</h2><p>Other words</p>", None),
    ],
)
def test_the_headline_is_what_shows_the_title(title: str, body: str, found: str | None) -> None:
    """A heading, else a line, else the first ``h1`` with text."""
    element = find_headline(tree_of(body.format(title)), title)
    assert (None if element is None else element.get("id")) == found


def test_a_label_is_no_headline() -> None:
    """Only a heading may be so short; without a title the first ``h1`` is taken."""
    tree = tree_of("<h1 id=it>Post</h1><b>Town</b>")
    for title in ("Town", None, ""):
        element = find_headline(tree, title)
        assert element is not None
        assert element.tag == "h1"


def test_a_short_heading_within_the_title_is_not_it() -> None:
    """It is the name of a section, or of the site."""
    tree = tree_of("<h2>Post</h2><h2 id=it>The Post reopens a bridge</h2>")
    element = find_headline(tree, "The Post reopens a bridge")
    assert element is not None
    assert element.get("id") == "it"


def test_long_lines_have_no_keys() -> None:
    """They are no headlines."""
    assert line_keys(tree_of(f"<p>Two words</p><p>{'long ' * 60}</p>")) == {"twowords"}
