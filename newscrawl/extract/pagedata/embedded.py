"""An article from the data of a page, with the tree that it is read from."""

from dataclasses import dataclass

from lxml.html import HtmlElement

from newscrawl.extract.parse.html import Limits, parse_html
from newscrawl.model.items import Timestamp


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article from the data of a page.

    Attributes:
        tree: Its text, as the tree of a page with nothing else.
        source: Where it was, e.g. ``json-ld:articleBody``,
            ``__NEXT_DATA__:props.pageProps.article.body``.
        headline: The headline that the data gives it, if the page's own titles do not have it.
        published: When it was published, as the data says it.
        whole: Whether all of the tree is the article; else it is a page around one.
    """

    tree: HtmlElement
    source: str
    headline: str | None
    published: Timestamp | None
    whole: bool = True


def tree_of(html: str, limits: Limits) -> HtmlElement:
    """Return the page whose body is *html*."""
    page = f"<html><body>{html}</body></html>".encode("utf-8", "replace")
    return parse_html(page, "text/html; charset=utf-8", limits).tree


def page_of(html: str, source: str, limits: Limits) -> Embedded:
    """Return the page that *html* makes, with its *source*."""
    return Embedded(tree_of(html, limits), source, headline=None, published=None, whole=False)
