"""Authors whom a page shows in boxes and elements of its own making, in several languages."""

import pytest
from lxml import html

from newscrawl.extract.metadata.read import read_metadata

URL = "https://www.harbour.example/town/bridge-reopens"
BODY = (
    "<p>The bridge was opened again on Monday, and hundreds walked across it in the rain.</p>" * 3
)


def authors(below: str, *, head: str = "", after: str = "", around: str = "") -> tuple[str, ...]:
    """Return the authors of a page with *below* under its headline and *after* at its end."""
    page = (
        f"<html><head><title>Bridge reopens at last</title>{head}</head><body><div class='{around}'>"
        f"<h1>Bridge reopens at last</h1>{below}<div>{BODY}</div>{after}</div></body></html>"
    )
    return read_metadata(html.document_fromstring(page), URL).authors


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("<b>By Ann Lee</b><i>Published: Jan 29, 2025</i>", "Ann Lee"),
        ("<b>By Ann Lee</b><i>Updated: Dec 19, 2025 1:06 PM</i>", "Ann Lee"),
        ("<b>By Ann Lee</b><i>November 11, 2024</i>", "Ann Lee"),
        ("<b>By Ann Lee</b><i>Follow</i>", "Ann Lee"),
        ("<b>Von Jörg Müller</b><i>Veröffentlicht</i>", "Jörg Müller"),
        ("<b>Par Élise Martin</b><i>Publié le 3 mars 2024</i>", "Élise Martin"),
        ("<b>Автор: Анна Петрова</b><i>Опубликовано</i>", "Анна Петрова"),
        ("<b>By Ann Lee</b> <i><a href='/sport'>Sport</a></i>", "Ann Lee"),
        ("<b>Автор: Анна Петрова</b> <i>Спорт</i>", "Анна Петрова"),
        ("<b>بقلم: ليلى عمران</b> <i>رياضة</i>", "ليلى عمران"),
        ("<b>By <span>J</span>ohn MacLeod</b>", "John MacLeod"),
        ("<b>By Ann</b><b>e Lee</b>", "Anne Lee"),
    ],
)
def test_elements_of_one_line_do_not_run_together(line: str, name: str) -> None:
    """A name ends where its element does, though the source has no space between the two."""
    assert authors(f"<p>{line}</p>") == (name,)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Von Karl Otto Frank im Gespräch mit Karin Fischer", ("Karl Otto Frank", "Karin Fischer")),
        ("By Ann Lee in conversation with Bo Ek", ("Ann Lee", "Bo Ek")),
        ("By Ann Lee, 10+ Years in the Trade", ("Ann Lee",)),
        ("[田中宏昌，Harbour]", ("田中宏昌",)),
        ("[緊急事態，Harbour]", ()),
    ],
)
def test_words_beside_a_name_are_no_names(byline: str, names: tuple[str, ...]) -> None:
    """What tells of a talk, of years or of the outlet is cut off."""
    assert authors(f"<p>{byline}</p>") == names


def test_a_builder_calls_all_blocks_widgets() -> None:
    """Where the headline is in a widget, too, that word does not tell a side column."""
    below = "<div class='builder-widget'><div class='widget-box'><p>By Ann Lee</p></div></div>"
    page = (
        "<html><head><title>Bridge reopens</title></head><body><div class='builder-widget'>"
        f"<h1>Bridge reopens</h1></div>{below}<div class='builder-widget'>{BODY}</div></body></html>"
    )
    assert read_metadata(html.document_fromstring(page), URL).authors == ("Ann Lee",)


@pytest.mark.parametrize("name", ["sidebar", "widget", "article-sidebar", "Widget authors"])
def test_a_short_side_box_at_the_headline_has_the_byline(name: str) -> None:
    """Some themes put the byline into a box that is named like a side column."""
    assert authors(f"<div class='{name}'><p>作者：</p><p>王芳</p></div>") == ("王芳",)


@pytest.mark.parametrize("name", ["sidebar", "widget"])
def test_a_side_box_with_other_stories_has_not(name: str) -> None:
    """The heading of another story, or much text, tells a side column."""
    story = "<h3><a href='/town/another-story'>Another story of the town</a></h3><p>By Bo Ek</p>"
    assert authors(f"<div class='{name}'>{story}</div>") == ()
    assert authors(f"<div class='{name}'>{BODY * 3}<p>By Bo Ek</p></div>") == ()


@pytest.mark.parametrize(
    ("stated", "shown", "name"),
    [
        ("Nils", "Von Nils Berger", "Nils Berger"),
        ("officialannlee", "By Ann Lee", "Ann Lee"),
        ("Анна", "Автор: Анна Петрова", "Анна Петрова"),
        ("Nils", "Von Ola Berger", "Nils"),
        ("Nils Berger", "By Nils Berger Lund", "Nils Berger"),
    ],
)
def test_a_first_name_is_stated_in_full(stated: str, shown: str, name: str) -> None:
    """A single word that systems state is believed in the form that the page shows."""
    assert authors(f"<p>{shown}</p>", head=f"<meta name=author content='{stated}'>") == (name,)


def test_who_signs_with_a_first_name_keeps_it() -> None:
    """Where several places of the page have the short form, that is the name."""
    below = "<p>By Marie Blog</p><a rel=author href='/m'>Marie</a><p class=byline>Marie</p>"
    assert authors(below, head="<meta name=author content=Marie>") == ("Marie",)


@pytest.mark.parametrize("kind", ["citation", "comment", "review"])
def test_authors_of_cited_works_are_none(kind: str) -> None:
    """Microdata of references and comments is not of the page."""
    cited = f"<li itemprop={kind} itemscope><meta itemprop=author content='Bo Ek'></li>"
    head = "<meta name=citation_author content='Ann Lee'>"
    assert authors("", head=head, after=f"<ol>{cited}</ol>") == ("Ann Lee",)
