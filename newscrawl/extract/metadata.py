"""JSON-LD, OpenGraph, meta, microdata and the page itself: what they say of the article."""

from lxml.html import HtmlElement

from newscrawl.items import Metadata


def read_metadata(tree: HtmlElement, url: str) -> Metadata:
    """Read the metadata of the page at *url* from its *tree*; *tree* is not changed."""
    title = tree.findtext(".//title")
    return Metadata(
        title=title.strip() if title else None, language=(tree.get("lang") or "")[:2].lower() or None
    )
