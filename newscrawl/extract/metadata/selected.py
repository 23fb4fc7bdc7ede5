"""Fields that a source names selectors for: their values on one page, and the record with these.

A selector that begins with ``/``, ``./``, ``(`` or a function is XPath, any other CSS with
``::text`` and ``::attr(name)``, as Scrapy has them. They are a user's own, but run on pages of
strangers: the time limit of a page holds.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from cssselect.parser import SelectorError
from cssselect.xpath import ExpressionError
from lxml import etree, html
from lxml.html import HtmlElement
from parsel.csstranslator import HTMLTranslator

from newscrawl.errors import RuleError
from newscrawl.extract.metadata.dates import has_either_order, parse_timestamp
from newscrawl.extract.metadata.meta_tags import web_url
from newscrawl.extract.metadata.names import (
    split_names,
    unique_names,
)
from newscrawl.extract.strings import clean_text, element_text
from newscrawl.model.fields import SEVERAL, Extra, Field, Match
from newscrawl.model.items import Metadata, Timestamp
from newscrawl.text.language import language_code

MAX_CHARS = 5_000
"""Of one value."""
MAX_VALUES = 200
"""Of one field."""
_XPATH = re.compile(r"\.?/|[a-z-]*\(")
_NAMESPACES = {"re": "http://exslt.org/regular-expressions"}
_STATED = {"time": "datetime", "meta": "content", "data": "value"}
"""The attribute in which an element states what it shows, or has no text to show."""
_STATED_IN = {("image", "img"): "src"}
"""The same by field and tag, where only one field takes what is stated."""
_PIECE = html.fromstring("<p>a</p>")


@lru_cache(maxsize=512)
def read_selector(text: str) -> etree.XPath:
    """Return *text*, CSS or XPath, ready for trees.

    Raises:
        RuleError: If it is neither.
    """
    is_xpath = _XPATH.match(text) is not None
    try:
        # parsel's translator, so that ``::text`` and ``::attr`` mean what they mean in Scrapy.
        path = text if is_xpath else HTMLTranslator().css_to_xpath(text)
        found = etree.XPath(path, namespaces=_NAMESPACES)
        # Functions and variables are only looked up when it runs: a wrong name fails here.
        found(_PIECE)
    except (SelectorError, ExpressionError, etree.XPathError, ValueError) as error:
        kind = "XPath" if is_xpath else "CSS selector"
        raise RuleError(f"{text!r} is no {kind}: {error}") from error
    return found


def select(tree: HtmlElement, fields: Iterable[Field]) -> tuple[Match, ...]:
    """Return the match of each of *fields* on the page *tree*, which is not changed.

    Raises:
        RuleError: If a selector is wrong.
    """
    return tuple(_select(tree, field) for field in fields)


def _select(tree: HtmlElement, field: Field) -> Match:
    every = field.every or field.name in SEVERAL
    for selector in field.selectors:
        values = tuple(_values(read_selector(selector)(tree), field.name))
        # The first selector that gives something: later ones are for other templates of the site.
        if values:
            return Match(field.name, selector, values if every else values[:1], every)
    return Match(field.name, every=every)


def _values(found: Any, name: str) -> Iterator[str]:
    """Yield the texts of an XPath's result: elements, attributes, a text, a number, true or false."""
    for each in _result_list(found)[:MAX_VALUES]:
        text = (
            _text_of(each, name)
            if isinstance(each, etree._Element)
            else clean_text(each, max_chars=MAX_CHARS)
        )
        if text:
            yield text


def _result_list(found: Any) -> list[Any]:
    """Return the result of an XPath as a list: only node sets come as such."""
    if isinstance(found, list):
        return found
    # Before the numbers: ``bool`` is one to ``isinstance``.
    if isinstance(found, bool):
        return [str(found).lower()]
    return [f"{found:g}"] if isinstance(found, float) else [found]


def _text_of(element: Any, name: str) -> str | None:
    # A comment, which XPath's ``node()`` gives as well.
    if not isinstance(element.tag, str):
        return None
    attribute = _STATED_IN.get((name, element.tag)) or _STATED.get(element.tag)
    stated = clean_text(element.get(attribute), max_chars=MAX_CHARS) if attribute else None
    return stated or element_text(element, max_chars=MAX_CHARS)


def settle(
    metadata: Metadata, matches: Iterable[Match], base_url: str
) -> tuple[Metadata, tuple[Match, ...]]:
    """Return *metadata* with the values of *matches*, and the matches, each with whether it was of use."""
    told: list[Match] = []
    for match in matches:
        fill = _FILLS.get(match.name) if match.values else None
        if fill is None:
            told.append(match)
            continue
        filled = fill(metadata, match, base_url)
        # A value that cannot be read leaves the page's own statement.
        told.append(match if filled else replace(match, used=False))
        metadata = filled or metadata
    return metadata, tuple(told)


def is_filled(name: str, matches: Iterable[Match]) -> bool:
    """Return whether a selector gave the field *name* its value."""
    return name in {match.name for match in matches if match.fills}


def extra_of(matches: Iterable[Match]) -> Extra:
    """Return the user's own fields: a text, or a list where all are wanted; empty where none matched."""
    extra: Extra = {}
    for match in matches:
        if match.name not in _FILLS:
            extra[match.name] = list(match.values) if match.every else "".join(match.values[:1])
    return extra


Fill = Callable[[Metadata, Match, str], Metadata | None]


def _as_text(name: str, max_chars: int) -> Fill:
    def fill(metadata: Metadata, match: Match, _: str) -> Metadata:
        change: dict[str, Any] = {name: match.values[0][:max_chars]}
        return replace(metadata, **change)

    return fill


def _as_time(name: str) -> Fill:
    def fill(metadata: Metadata, match: Match, _: str) -> Metadata | None:
        written = match.values[0]
        iso = _in_order(written, getattr(metadata, name))
        if iso is None:
            return None
        change: dict[str, Any] = {
            name: Timestamp(iso, f"selector:{match.name}", written=written[:200])
        }
        return replace(metadata, **change)

    return fill


def _in_order(written: str, stated: Timestamp | None) -> str | None:
    """Return a date; 04/05/2026 is read in the order of day and month that agrees with the page's date."""
    iso = parse_timestamp(written)
    if stated is None or not has_either_order(written):
        return iso
    # Of two readings the one that agrees with the page's own date must be right.
    turned = parse_timestamp(written, month_first=True)
    if turned is not None and turned[:10] == stated.iso[:10]:
        return turned
    return iso


def _as_names(metadata: Metadata, match: Match, _: str) -> Metadata:
    names: list[str] = []
    for value in match.values:
        # A user's selector is trusted: a value without the form of a name is taken as it is.
        names += split_names(value) or (value[:200],)
    return replace(metadata, authors=unique_names(names))


def _as_tags(metadata: Metadata, match: Match, _: str) -> Metadata:
    return replace(metadata, tags=tuple(dict.fromkeys(value[:100] for value in match.values)))


def _as_language(metadata: Metadata, match: Match, _: str) -> Metadata | None:
    code = language_code(match.values[0])
    return replace(metadata, language=code) if code else None


def _as_image(metadata: Metadata, match: Match, base_url: str) -> Metadata | None:
    url = web_url(match.values[0], base_url)
    return replace(metadata, image=url) if url else None


_FILLS: Mapping[str, Fill] = {
    "title": _as_text("title", 1_000),
    "section": _as_text("section", 200),
    "description": _as_text("description", 2_000),
    "site_name": _as_text("site_name", 200),
    "date": _as_time("published"),
    "modified": _as_time("modified"),
    "authors": _as_names,
    "tags": _as_tags,
    "language": _as_language,
    "image": _as_image,
}
"""How each field of the record takes the values of a selector; ``None``: it cannot."""
