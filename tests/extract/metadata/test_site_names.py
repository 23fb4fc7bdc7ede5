"""The names of a site and of those who own it."""

import pytest
from lxml import html

from newscrawl.extract.metadata.meta_tags import read_head
from newscrawl.extract.metadata.site_names import owners_of, site_names


def meta(head: str) -> html.HtmlElement:
    """Return a page with *head*."""
    return html.document_fromstring(f"<html><head>{head}</head><body><p>a</p></body></html>")


@pytest.mark.parametrize("name", ["Harbour Post", "Вестник порта", "港口新闻", "صحيفة الميناء"])
def test_names_come_best_first_and_once(name: str) -> None:
    """Open Graph, the publisher of the article, the site's own node, accounts last."""
    tree = meta(
        f"<meta property='og:site_name' content='{name}'><meta name='twitter:site' content='@post'>"
    )
    articles: list[dict[str, object]] = [
        {"publisher": [{"name": [name, "Post Group"]}, "Post Ltd", None]}
    ]
    nodes: list[dict[str, object]] = [{"@type": "WebSite", "name": "The Site", "alternateName": 7}]
    found = site_names(nodes, articles, read_head(tree, ""))
    assert found == (name, "Post Group", "Post Ltd", "The Site", "post")


@pytest.mark.parametrize(
    "name", ["https://x.example", "x" * 61, "one two three four five six seven eight"]
)
def test_what_is_no_name_is_left_out(name: str) -> None:
    """URLs and sentences."""
    assert (
        site_names((), (), read_head(meta(f"<meta property='og:site_name' content='{name}'>"), ""))
        == ()
    )


@pytest.mark.parametrize(
    ("stated", "owner"),
    [
        ("© 2026 Example Media Group", "Example Media Group"),
        ("Copyright 2019-2026 by Beispiel Verlag. Alle Rechte vorbehalten.", "Beispiel Verlag"),
        ("2026", None),
    ],
)
def test_the_owner_is_what_a_notice_names(stated: str, owner: str | None) -> None:
    """Without its words and years, in a meta element or in the data."""
    expected = [owner] if owner else []
    assert (
        list(owners_of((), read_head(meta(f"<meta name=copyright content='{stated}'>"), "")))
        == expected
    )
    holders: list[object] = [stated, {"name": stated}, [{"name": stated}]]
    for holder in holders:
        assert list(owners_of([{"copyrightHolder": holder}], read_head(meta(""), ""))) == expected
