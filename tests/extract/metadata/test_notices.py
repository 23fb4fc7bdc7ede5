"""Notices of a page about its use."""

import pytest
from lxml import html

from newscrawl.extract.metadata.notices import MANIFEST, read_notices
from newscrawl.model.items import Notice
from newscrawl.web.rights import MAX_NOTICES

LICENCE = '<rsl><permits type="usage">search, ai-index, print, ai-input</permits><prohibits type="usage">ai-train</prohibits></rsl>'


@pytest.mark.parametrize(
    ("element", "notices"),
    [
        (
            "<meta name=' Robots ' content=' noai,\n noimageai '>",
            [("meta:robots", "noai, noimageai")],
        ),
        ("<meta http-equiv='tdm-reservation' content=1>", [("header:tdm-reservation", "1")]),
        ("<meta name=viewport content=wide>", []),
        ("<meta name=robots>", []),
        (
            "<link rel='License' type='application/rsl+xml' href='/l.xml'>",
            [("link:license", "/l.xml")],
        ),
        ("<link rel=alternate type='application/rsl+xml' href='/l.xml'>", []),
        ("<link rel=license type='text/html' href='/l.html'>", []),
        (
            f"<script type='application/rsl+xml'>{LICENCE}</script>",
            [("script:rsl", "permits: ai-index, ai-input, print, search; prohibits: ai-train")],
        ),
        ("<script type='application/RSL+xml'><rsl/></script>", [("script:rsl", "terms")]),
        ("<script type='text/javascript'>1</script>", []),
    ],
)
def test_the_notice_of_an_element(element: str, notices: list[tuple[str, str]]) -> None:
    """Meta elements, links to licences, licences in the page."""
    tree = html.document_fromstring(f"<html><head>{element * 2}</head><body><p>a</p></body></html>")
    assert read_notices(tree) == tuple(Notice(*each) for each in notices)


def test_notices_are_bounded() -> None:
    """However many a page has."""
    metas = "".join(
        f"<meta name=robots content='noai, max-snippet:{n}'>" for n in range(3 * MAX_NOTICES)
    )
    tree = html.document_fromstring(f"<html><head>{metas}</head><body><p>a</p></body></html>")
    assert len(read_notices(tree)) == MAX_NOTICES
    assert MANIFEST not in read_notices(tree)
