"""Lists of feeds (OPML): the feeds that they name, with the sites that these are of."""

import pytest

from newscrawl.discover.outlines import Outline, read_outlines

URL = "https://gazette.example/feeds.opml"


def opml(outlines: str) -> bytes:
    return (
        f"<opml version='2.0'><head><title>x</title></head><body>{outlines}</body></opml>".encode()
    )


@pytest.mark.parametrize(
    ("outlines", "found"),
    [
        pytest.param(
            "<outline type='rss' text='All' xmlUrl='/all.rss' htmlUrl='https://gazette.example/'/>",
            [Outline("https://gazette.example/all.rss", "https://gazette.example/", "All")],
            id="a feed with its site",
        ),
        pytest.param(
            "<outline text='Europe'><outline xmlurl='/eu.rss' title='EU' text='eu'/></outline>",
            [Outline("https://gazette.example/eu.rss", "", "EU")],
            id="in a folder, and its title before its text",
        ),
        pytest.param(
            "<outline type='include' url='/more.opml'/>",
            [Outline("https://gazette.example/more.opml")],
            id="a further list",
        ),
        pytest.param(
            "<outline xmlUrl='/a.rss'/><outline xmlUrl='/a.rss' text='again'/>",
            [Outline("https://gazette.example/a.rss")],
            id="each once",
        ),
        pytest.param("<outline type='rss' url='/page.html'/><outline text='x'/>", [], id="no feed"),
        pytest.param("<outline xmlUrl='javascript:x'/>", [], id="no URL of the web"),
    ],
)
def test_the_feeds_of_a_list(outlines: str, found: list[Outline]) -> None:
    """Each outline with a feed is an entry, relative URLs against that of the list."""
    assert read_outlines(opml(outlines), URL) == tuple(found)


@pytest.mark.parametrize("body", [b"<rss/>", b"", b"<html><p>opml</p>", b"{}"])
def test_another_document_is_no_list(body: bytes) -> None:
    """What has no root of OPML is not a list of feeds."""
    assert read_outlines(body, URL) is None
