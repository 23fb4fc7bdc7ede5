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
    return frozenset(filter(_is_telling, map(_key_of_start, titles)))


def _key_of_start(title: str) -> str:
    """Return the key of the beginning of *title*; it is compared with each segment of the page."""
    return key_of(title[:1_000])


def _is_telling(key: str) -> bool:
    """Return whether *key* is too long for a label, which other texts may have as well."""
    return len(key) > MIN_TITLE_CHARS


def _meta_titles(tree: HtmlElement) -> Iterator[str]:
    """Return the titles of the meta elements."""
    metas = filter(_is_title, tree.xpath(".//meta[@content]"))
    return (element.get("content", "") for element in metas)


def _is_title(meta: HtmlElement) -> bool:
    """Return whether a *meta* element states the title of its page."""
    name = meta.get("property", "") or meta.get("name", "")
    return name.lower() in TITLE_NAMES


def _variants(title: str) -> Iterator[str]:
    """Return *title*, and its first and its leading parts before a separator."""
    yield title
    for separator in SEPARATORS:
        if separator in title:
            # At the last and at the first: headlines hold such marks, too.
            yield title.rsplit(separator, 1)[0]
            yield title.split(separator, 1)[0]
