"""Text that empty lines part is read as paragraphs are; nothing of it is lost or moved."""

import pytest
from lxml import html as lxml_html
from lxml.html import HtmlElement, tostring

from newscrawl.extract.body.paragraphs import with_paragraphs


def parsed(body: str) -> HtmlElement:
    return lxml_html.document_fromstring(f"<html><body>{body}</body></html>")


def changed(body: str) -> str:
    """Return the body of a page after the change."""
    tree = with_paragraphs(parsed(body))
    return str(tostring(tree.find("body"), encoding="unicode")).strip()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The council met on Monday.", "It will vote again in May."),
        ("Совет собрался в понедельник.", "Он проголосует снова в мае."),
        ("市议会周一开会。", "五月将再次表决。"),
        ("اجتمع المجلس يوم الاثنين.", "وسيصوت مجددا في مايو."),
        ("परिषद की बैठक सोमवार को हुई।", "मई में फिर मतदान होगा।"),
        ("Το συμβούλιο συνεδρίασε.", "Θα ψηφίσει ξανά τον Μάιο."),
    ],
)
def test_an_empty_line_parts_paragraphs(first: str, second: str) -> None:
    """Two texts with an empty line between them are two paragraphs, in any script."""
    found = changed(f"<div>{first}<br><br/>\n<br>{second}</div>")
    assert found == f"<body><div><p>{first}</p><p>{second}</p></div></body>"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        pytest.param(
            "<div>One <b>bold</b> word.<br><br>A <a href='/x'>link</a> too.</div>",
            '<div><p>One <b>bold</b> word.</p><p>A <a href="/x">link</a> too.</p></div>',
            id="what is within a sentence stays in it",
        ),
        pytest.param(
            "<center>One.<br>Line.<br><br>Two.</center>",
            "<center><p>One.<br>Line.</p><p>Two.</p></center>",
            id="a single break is within a paragraph",
        ),
        pytest.param(
            "<div><h2>Head</h2>One.<br><br>Two.<ul><li>Item</li></ul>Tail</div>",
            "<div><h2>Head</h2><p>One.</p><p>Two.</p><ul><li>Item</li></ul>Tail</div>",
            id="blocks are edges, and bare text beside them stays as it is",
        ),
        pytest.param(
            "One.<!-- note --><br><br>Two.",
            "<p>One.<!-- note --></p><p>Two.</p>",
            id="bare in the body, with a comment",
        ),
    ],
)
def test_texts_and_their_order_stay(body: str, wanted: str) -> None:
    """Links, styles, single breaks, headings and lists are where they were."""
    assert changed(body) == f"<body>{wanted}</body>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>One.<br><br>Two.</p>", id="in a paragraph"),
        pytest.param("<div>One.<br>Two.</div>", id="a single break"),
        pytest.param("<div>One.<br>and<br>Two.</div>", id="breaks with a word between"),
        pytest.param("<pre>One.<br><br>Two.</pre>", id="preformatted"),
        pytest.param("<ul><li>One.<br><br>Two.</li></ul>", id="an item of a list"),
        pytest.param("<div><p>One.</p><p>Two.</p></div>", id="no break"),
    ],
)
def test_other_pages_are_not_copied(body: str) -> None:
    """A page with no empty line right in a box is returned as it is."""
    tree = parsed(body)
    assert with_paragraphs(tree) is tree


def test_the_page_itself_stays_as_it_was() -> None:
    """The change is made in a copy: later steps read the page as it came."""
    tree = parsed("<div>One.<br><br>Two.<br><br><br>Three.</div>")
    before = tostring(tree)
    other = with_paragraphs(tree)
    assert tostring(tree) == before
    assert [each.text for each in other.iter("p")] == ["One.", "Two.", "Three."]


def test_many_breaks_take_linear_time() -> None:
    """A row of thousands of breaks is one empty line."""
    other = with_paragraphs(parsed(f"<div>One.{'<br>' * 20_000}Two.</div>"))
    assert [each.text for each in other.iter("p")] == ["One.", "Two."]
