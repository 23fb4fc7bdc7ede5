"""Authors and dates that only the page itself shows: microdata, rel=author, classes, time elements."""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.extract.fold import element_text, fold
from newscrawl.extract.names import opens_joint, split_names

MAX_ELEMENTS = 40
MAX_CLASSES = 6
MAX_LINE_CHARS = 150
MAX_PIECES = 60

# Boxes that hold other people's names and dates: comments, teasers, side columns.
_ELSEWHERE = re.compile(
    r"(?<!no-)\bcomment|comments?\b|related|sidebar|teaser|recommend|widget|promo|disqus|most-?read|footer-?nav",
    re.IGNORECASE,
)
_BYLINE_CLASS = re.compile(r"by-?line|posted-?by|written-?by", re.IGNORECASE)
_AUTHOR_CLASS = re.compile(
    r"author(?!iz|iti)|autor(?!iz)|auteur|\bwriter|redakteur|verfasser|\bfn\b|penulis|muhabir", re.IGNORECASE
)
_DATE_CLASS = re.compile(
    r"date(?!d?picker|base)|datum|fecha|\bdata(?:[-_]|\b)|publi|posted|timestamp|\btime\b|zeit\b|tarih|byline|dateline"
    r"|\bmeta\b|(?:article|post|entry|story|news)[-_]{0,2}(?:meta|info|time)",
    re.IGNORECASE,
)
_CLASSES: Final = XPath("//@class", smart_strings=False)
_OF_CLASS: Final = XPath("//*[@class=$value]")
_ITEMS: Final = XPath("//*[@itemprop=$name]")
_BY_REL: Final = XPath("//a[@rel='author']")
_INNER_NAME: Final = XPath(".//*[@itemprop='name']")
_NO_TEXT: Final = frozenset({"script", "style", "noscript", "svg", "form", "input", "img", "body", "html"})


def _is_elsewhere(element: HtmlElement) -> bool:
    """Say whether *element* stands in a side column, in navigation, or in a box of comments or teasers."""
    boxes = (element, *element.iterancestors())
    in_article = any(box.tag in {"article", "main"} for box in boxes)
    for box in boxes:
        if box.tag in {"body", "html", "article", "main"}:
            return False
        foot = box.tag == "footer" and not in_article
        if foot or box.tag in {"aside", "nav"} or _ELSEWHERE.search(f"{box.get('class')} {box.get('id')}"):
            return True
    return False


def _here(found: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Give the first of the elements *found* that do not stand in a box of something else."""
    return [element for element in islice(found, MAX_ELEMENTS) if not _is_elsewhere(element)]


def _classed(pattern: re.Pattern[str], tree: HtmlElement) -> Iterator[HtmlElement]:
    """Give the elements whose class *pattern* finds, class by class in the order of their first element."""
    values = dict.fromkeys(value for value in _CLASSES(tree) if pattern.search(value))
    for value in islice(values, MAX_CLASSES):
        yield from _OF_CLASS(tree, value=value)[:MAX_ELEMENTS]


_AUTHORS: Final = (
    ("microdata:author", partial(_ITEMS, name="author")),
    ("rel:author", _BY_REL),
    ("page:byline", partial(_classed, _BYLINE_CLASS)),
    ("page:author", partial(_classed, _AUTHOR_CLASS)),
)


def page_authors(tree: HtmlElement) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give names by source, most trusted source first; of each kind the first element that has any."""
    for source, find in _AUTHORS:
        names = _first_names(_here(find(tree)))
        if names:
            yield source, names


def _first_names(elements: list[HtmlElement]) -> tuple[str, ...]:
    """Give the names of the first element that has any, and of its neighbours of the same kind."""
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
    """Give the names in *element*: its content attribute, its inner names, else the beginning of its text."""
    content = element.get("content")
    if content:
        return split_names(content)
    if element.tag in _NO_TEXT:
        return ()
    inner = _INNER_NAME(element)[:5] if element.get("itemprop") else []
    if inner:
        return tuple(name for item in inner for name in split_names(element_text(item) or ""))
    pieces = islice(_own_text(element), MAX_PIECES)
    return _leading_names([text for piece in pieces if (text := fold(piece, max_chars=MAX_LINE_CHARS))])


def _own_text(element: HtmlElement) -> Iterator[str]:
    for inner in element.iter():
        if inner.tag not in _NO_TEXT and isinstance(inner.tag, str):
            yield inner.text or ""
        if inner is not element:
            yield inner.tail or ""


def _leading_names(pieces: list[str]) -> tuple[str, ...]:
    """Give the names that *pieces* of text begin with: "By", "Ann Lee", ",", "Bo Ek", "Reporter" → two names.

    A piece belongs to the names as long as the one before it, or itself, joins: a comma, "and".
    """
    names: list[str] = []
    joined = True
    for piece in pieces:
        opens = opens_joint(piece)
        if not joined and not opens:
            break
        found = split_names(piece)
        names.extend(found)
        joined = (not found and (not names or opens)) or piece.endswith(
            (",", "&", ";", " and", " und", " et", " y")
        )
    return tuple(names)


def page_dates(tree: HtmlElement) -> Iterator[tuple[str, object]]:
    """Give (source, value) of what may be the time of publication, most trusted first."""
    for element in _here(_ITEMS(tree, name="datePublished")):
        yield "microdata:datePublished", _moment(element)
    for element in sorted(_here(tree.iter("time")), key=_rank):
        yield "page:time", _moment(element)


def shown_dates(tree: HtmlElement) -> Iterator[tuple[str, object]]:
    """Give (source, value) of short lines whose class says that they hold a date, in document order."""
    for element in sorted(_here(_classed(_DATE_CLASS, tree)), key=_rank):
        text = fold(" ".join(islice(_own_text(element), MAX_PIECES)), max_chars=2 * MAX_LINE_CHARS)
        if text and len(text) <= MAX_LINE_CHARS:
            yield "page:text", text


def page_modified(tree: HtmlElement) -> Iterator[tuple[str, object]]:
    """Give (source, value) of what may be the time of the last change."""
    for element in _here(_ITEMS(tree, name="dateModified")):
        yield "microdata:dateModified", _moment(element)


def _rank(element: HtmlElement) -> int:
    """Order elements: published before plain, updated last; equal ones stay in document order."""
    hint = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
    if element.get("pubdate") is not None or "publish" in hint or "entry-date" in hint:
        return 0
    return 2 if "updat" in hint or "modif" in hint else 1


def _moment(element: HtmlElement) -> object:
    return element.get("datetime") or element.get("content") or element_text(element, max_chars=200)
