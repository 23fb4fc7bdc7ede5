"""All the ways in which a page gives its headline."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Metadata

TITLE_NAMES = frozenset(
    "og:title twitter:title title parsely-title sailthru.title dc.title headline".split()
)
SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " » ", " • ")
MIN_TITLE_CHARS = 8


def title_keys(tree: HtmlElement, metadata: Metadata) -> frozenset[str]:
    """Return the keys of all titles of the page, with the site's name and without it."""
    titles = [metadata.title or "", *_meta_titles(tree)]
    # The first: ``svg`` elements have titles of their own.
    for element in tree.xpath(".//title")[:1]:
        titles += _variants(element.text_content())
    # Cut: the keys are compared with each segment of the page.
    keys = (key_of(title[:1_000]) for title in titles)
    return frozenset(key for key in keys if len(key) > MIN_TITLE_CHARS)


def _meta_titles(tree: HtmlElement) -> Iterator[str]:
    """Return the titles of the meta elements."""
    for element in tree.xpath(".//meta[@content]"):
        name = element.get("property") or element.get("name", "")
        if name.lower() in TITLE_NAMES:
            yield element.get("content", "")


def _variants(title: str) -> Iterator[str]:
    """Return *title*, and its first and its leading parts before a separator."""
    yield title
    for separator in SEPARATORS:
        if separator in title:
            # At the last and at the first: headlines hold such marks, too.
            yield title.rsplit(separator, 1)[0]
            yield title.split(separator, 1)[0]
