"""Where the fields of a page are looked for, once it is known where its site has them."""

from collections.abc import Container
from dataclasses import replace
from typing import Any

import pytest

from newscrawl.boilerplate.profile import SiteProfile, from_json, to_json
from newscrawl.extract.metadata.habits import Sourced, by_habit, is_usual, shows_all
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page
from newscrawl.model.page_sketch import unpack

BODY = (
    "<p>"
    + "The council voted on Tuesday to rebuild the bridge that the flood had carried away. " * 8
)
SHOWN = "Town hall in the lower valley reopens"
PAGE = """<html><head><title>A bridge for the town</title></head><body><h1>A bridge for the town</h1>
{byline}<article>{body}</p></article>{end}</body></html>"""


def page(byline: str = "", end: str = "", **changes: Any) -> Page:
    source = PAGE.format(byline=byline, body=BODY, end=end)
    return replace(Page("https://a.example/bridge", source.encode()), **changes)


def known(*habits: str) -> str:
    return to_json(SiteProfile(pages=24, habits=frozenset(habits)))


def sources(told: Container[str]) -> Sourced[str | None]:
    first = next((name for name in ("line", "class") if name in told), None)
    return Sourced(first, (first,) if first else ())


@pytest.mark.parametrize(
    ("habits", "value"),
    [
        ((), "line"),
        (("by:class",), "class"),
        (("by:class", "by:line"), "line"),
        (("by:",), None),
        (("by:meta",), "line"),
        (("on:class",), "line"),
    ],
    ids=["unknown", "one", "two", "never", "nothing there", "of another field"],
)
def test_a_field_is_looked_for_where_its_site_has_it(
    habits: tuple[str, ...], value: str | None
) -> None:
    """Anywhere, where that is unknown, and where a page has nothing in the place in which all others have it."""
    assert by_habit("by", habits, sources).value == value


@pytest.mark.parametrize(
    ("byline", "end", "habit", "authors"),
    [
        ("<p class=byline>By Ann Lee</p>", "", "authors:page:byline", ("Ann Lee",)),
        ("<div>By Ann Lee</div>", "", "authors:page:line", ("Ann Lee",)),
        ("<div>Von Jörg Müller</div>", "", "authors:page:line", ("Jörg Müller",)),
        ("", f"{3 * f'{BODY}</p>'}<p>作者：王芳</p>", "authors:page:credit", ("王芳",)),
        ("", "", "authors:", ()),
    ],
)
def test_a_page_tells_where_its_authors_are(
    byline: str, end: str, habit: str, authors: tuple[str, ...]
) -> None:
    """Its sketch carries it to the profile, by which the next page is read to the same authors."""
    draft = extract_page(page(byline, end, profile=""))
    assert draft.metadata.authors == authors
    assert draft.sketch is not None
    habits = unpack(draft.sketch).habits
    assert habit in habits
    usual = page(byline, end, profile=known(*habits), wants_sketch=False, is_usual=True)
    assert extract_page(usual).metadata == draft.metadata


def test_what_no_page_of_the_site_had_is_not_looked_for() -> None:
    """But for those pages that are read in full, which then say that they are unusual."""
    profile = known("authors:", "published:", "modified:", "text:page")
    asked = page("<div>By Ann Lee</div>", profile=profile, is_usual=True)
    audited, short = extract_page(asked), extract_page(replace(asked, wants_sketch=False))
    assert (audited.metadata.authors, audited.usual) == (("Ann Lee",), False)
    assert short.metadata.authors == ()
    assert extract_page(replace(asked, is_usual=False, wants_sketch=False)).metadata.authors


def test_a_page_without_an_author_is_searched_where_all_others_have_one() -> None:
    """The byline has moved: in doubt the page is read as one of an unknown site."""
    asked = page("<div>By Ann Lee</div>", profile=known("authors:page:byline"), is_usual=True)
    assert extract_page(replace(asked, wants_sketch=False)).metadata.authors == ("Ann Lee",)


def test_lines_of_a_page_are_looked_at_for_its_title_where_the_site_has_it_in_one() -> None:
    """Where no page had a title that only a line told from the site's name, none is searched for."""
    source = (
        f"<title>{SHOWN} - The Valley Gazette</title><div>{SHOWN}</div><article>{BODY}</article>"
    )
    asked = Page("https://a.example/bridge", source.encode(), profile="")
    draft = extract_page(asked)
    assert draft.sketch is not None
    habits = unpack(draft.sketch).habits
    assert (draft.metadata.title, "title:line" in habits) == (SHOWN, True)
    for habit, is_known in (("title:line", True), ("title:claim", False)):
        profile = known(habit, *(each for each in habits if each != "title:line"))
        audit = replace(asked, profile=profile, is_usual=True)
        assert extract_page(audit).usual is is_known
        title = extract_page(replace(audit, wants_sketch=False)).metadata.title
        assert (title == SHOWN) is is_known


def test_dates_are_looked_for_where_the_site_has_them() -> None:
    """A site without dates is not searched for one; a page of it that is read in full tells of its own."""
    byline = "<div>24 November 2026</div>"
    asked = page(byline, profile=known("published:", "modified:"), is_usual=True)
    assert extract_page(replace(asked, wants_sketch=False)).metadata.published is None
    audited = extract_page(asked)
    assert audited.metadata.published is not None
    assert (audited.metadata.published.iso, audited.usual) == ("2026-11-24", False)
    assert "published:page:line" in audited.metadata.habits


def test_only_sites_that_show_all_their_texts_are_not_asked_for_their_data() -> None:
    """One page whose text was in its data is enough."""
    assert shows_all(("text:page", "authors:"))
    assert not shows_all(("text:page", "text:json-ld"))
    assert not shows_all(("authors:",)), "nobody knows"


def test_habits_are_kept_with_the_profile() -> None:
    """A profile that an older version learned has none, and judges no page by them."""
    profile = from_json(known("authors:", "text:page"), "here")
    assert profile.habits == {"authors:", "text:page"}
    old = from_json(known().replace(',"habits":[]', ""), "here")
    assert is_usual(("authors:",), old.habits) is None
    assert is_usual(("authors:",), profile.habits) is True
    assert is_usual(("authors:page:line",), profile.habits) is False
