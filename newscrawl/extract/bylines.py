"""Authors and dates that only the page itself shows: microdata, rel=author, byline classes, time elements."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.extract.fold import fold
from newscrawl.extract.names import split_names

MAX_ELEMENTS = 40
MAX_BYLINE_CHARS = 120

# Boxes that hold other people's names and dates: comments, teasers, side columns.
_ELSEWHERE_TAGS = frozenset({"aside", "footer", "nav"})
_ELSEWHERE = re.compile(r"comment|related|sidebar|teaser|recommend|widget|promo|footer|disqus", re.IGNORECASE)
_LOWER = "translate(@class,'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')"


def _having(*words: str) -> str:
    return "//body//*[@class][" + " or ".join(f"contains({_LOWER},'{word}')" for word in words) + "]"


_AUTHORS = (
    ("microdata:author", XPath("//*[@itemprop='author']")),
    ("rel:author", XPath("//a[@rel='author']")),
    ("page:byline", XPath(_having("byline", "by-line"))),
    ("page:author", XPath(_having("author", "autor", "auteur"))),
)
_PUBLISHED = XPath("//*[@itemprop='datePublished']")
_MODIFIED = XPath("//*[@itemprop='dateModified']")
_INNER_NAME = XPath(".//*[@itemprop='name']")


def _is_elsewhere(element: HtmlElement) -> bool:
    for box in (element, *element.iterancestors()):
        if box.tag in _ELSEWHERE_TAGS or _ELSEWHERE.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
            return box.tag not in {"body", "html"}
    return False


def _here(found: list[HtmlElement]) -> list[HtmlElement]:
    """Give the first of the elements *found* that do not stand in a box of something else."""
    return [element for element in found[:MAX_ELEMENTS] if not _is_elsewhere(element)]


def page_authors(tree: HtmlElement) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give names by source, most trusted source first; of each kind the first element that has any."""
    for source, find in _AUTHORS:
        names = _first_names(_here(find(tree)))
        if names:
            yield source, names


def _first_names(elements: list[HtmlElement]) -> tuple[str, ...]:
    names: list[str] = []
    parent: HtmlElement | None = None
    for element in elements:
        if parent is not None and element.getparent() is not parent:
            break
        found = _names_of(element)
        if found:
            names.extend(found)
            parent = element.getparent()
    return tuple(dict.fromkeys(names))


def _names_of(element: HtmlElement) -> tuple[str, ...]:
    """Give the names in *element*: those of its links where it has some, else of its text."""
    content = element.get("content")
    if content:
        return split_names(content)
    if element.tag in {"meta", "script", "style", "input", "img", "form"}:
        return ()
    inner = _INNER_NAME(element)[:5] if element.get("itemprop") else []
    if inner:
        return split_names(
            "; ".join(fold(name.text_content(), max_chars=MAX_BYLINE_CHARS) or "" for name in inner)
        )
    text = fold(" ".join(element.itertext()), max_chars=2000) or ""
    if len(text) > MAX_BYLINE_CHARS:
        text = next(
            (link for a in islice(element.iter("a"), 5) if (link := fold(a.text_content(), max_chars=80))), ""
        )
    return split_names(text)


def page_dates(tree: HtmlElement) -> Iterator[tuple[str, object]]:
    """Give (source, value) of what may be the time of publication, most trusted first."""
    for element in _here(_PUBLISHED(tree)):
        yield "microdata:datePublished", _moment(element)
    times = _here(list(islice(tree.iter("time"), MAX_ELEMENTS)))
    for element in sorted(times, key=_rank):
        yield "page:time", _moment(element)


def page_modified(tree: HtmlElement) -> Iterator[tuple[str, object]]:
    """Give (source, value) of what may be the time of the last change."""
    for element in _here(_MODIFIED(tree)):
        yield "microdata:dateModified", _moment(element)


def _rank(element: HtmlElement) -> int:
    """Order time elements: published before plain, updated last; equal ones stay in document order."""
    hint = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    if element.get("pubdate") is not None or "publish" in hint or "entry-date" in hint:
        return 0
    return 2 if "updat" in hint or "modif" in hint else 1


def _moment(element: HtmlElement) -> object:
    return element.get("datetime") or element.get("content") or fold(element.text_content(), max_chars=200)
