"""Whose text is it? The titles and URLs in a page's data, beside the headline and the URL of the page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Final
from urllib.parse import unquote, urlsplit

from newscrawl.extract.pagedata.richtext import OWN_PLACE, is_document
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.extract.strings import clean_texts
from newscrawl.web.jsonvalues import as_object, as_text

_TITLES: Final = ("headline", "title", "headlines", "seoTitle", "seo_title", "heading")
_URLS: Final = (*OWN_PLACE, "id", "_id", "uuid", "@id", "mainEntityOfPage")
_OTHERS: Final = re.compile(
    r"related|recommend|popular|trending|latest|most|more|next|prev|teaser|sidebar|similar|also|promo|suggest",
    re.IGNORECASE,
)
_MIN_TITLE_CHARS: Final = 12
_PLACE_CHARS = range(5, 2_000)
"""Characters of a value, or of the last part of a path, that name a page."""
_ID_CHARS, _SLUG_DASHES = 7, 2
"""Longer values are ids of a page, values with more dashes are names of one."""

DataObject = dict[str, object]
Around = tuple[tuple[int, DataObject], ...]
"""The objects around a text, outermost first, each with its depth."""
MAX_TITLE_CHARS: Final = 400


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """The identity of the page's article outside of the data: the keys of its titles, and its URL."""

    titles: frozenset[str]
    url: str

    def has_title(self, title: str) -> bool:
        """Return whether *title* is one of the page's, or the beginning of one."""
        key = key_of(title)
        if key in self.titles:
            return True
        begins_alike = partial(_begins_alike, key)
        return any(map(begins_alike, self.titles))

    def is_named_by(self, node: DataObject) -> bool:
        """Return whether *node* has a title of the page, or its URL."""
        if any(map(self.has_title, titles_of(node))):
            return True
        return self._is_place_of(node)

    def _is_place_of(self, node: DataObject) -> bool:
        """Return whether *node* names the URL of the page, whole or by the last part of its path."""
        path = _path(self.url)  # hosts differ: previews, mobile sites
        last = path.rpartition("/")[2].partition(".")[0]
        if path == "/" or len(last) < _PLACE_CHARS.start:
            return False
        values = map(_as_text, map(node.get, _URLS))
        names_page = partial(_names_page, path, last)
        return any(map(names_page, filter(_may_name_page, values)))


def _begins_alike(key: str, own: str) -> bool:
    """Return whether one of two keys of titles begins with the other, and both are long."""
    shorter, longer = sorted((key, own), key=len)
    return len(shorter) >= _MIN_TITLE_CHARS and longer.startswith(shorter)


def _as_text(value: object) -> str:
    """Return *value* as text; empty if it is neither a text nor a number."""
    # By the type itself: ``bool`` is an ``int`` to ``isinstance``.
    return str(value) if type(value) in {str, int} else ""


def _may_name_page(value: str) -> bool:
    return len(value) in _PLACE_CHARS


def _names_page(path: str, last: str, value: str) -> bool:
    """Return whether *value* is the URL with *path*, or an id or a name in its *last* part."""
    if value == last:
        return True
    if last.endswith(value) and _is_id(value):
        return True
    return _path(value) == path


def _is_id(value: str) -> bool:
    """Return whether *value*, a part of a path, is the id of a page: short words end many paths."""
    is_long = len(value) > _ID_CHARS
    return is_long or value.isdecimal()


def is_of_page(path: tuple[str, ...], places: Around, page: PageIdentity) -> bool:
    """Return whether an object around the text at *path* has the headline or the URL of *page*.

    From the inside outwards, no further than the first that is a document: the objects around it are
    not its own.
    """
    for depth, node in reversed(places):
        if is_among_others(path[depth:]):
            return False
        if page.is_named_by(node):
            return True
        if is_document(node):
            return False
    return False


def is_among_others(path: tuple[str, ...]) -> bool:
    """Return whether a key on *path* is that of a list of other articles."""
    return any(map(_OTHERS.search, path))


def has_place(node: DataObject) -> bool:
    """Return whether *node* is a document with a URL of its own."""
    if not is_document(node):
        return False
    places = map(node.get, OWN_PLACE)
    return any(map(_is_url, places))


def titles_of(node: DataObject) -> Iterator[str]:
    """Yield the titles of *node*."""
    for value in map(node.get, _TITLES):
        texts: Iterable[object] = (value,)
        # A title in several languages, or in a plain and a short form.
        if isinstance(value, dict):
            texts = value.values()
        # A title as rich text: a list of its one paragraph.
        if isinstance(value, list):
            texts = map(itemgetter("text"), filter(_has_text, value[:1]))
        yield from clean_texts(texts, max_chars=MAX_TITLE_CHARS)


def _has_text(part: object) -> bool:
    return "text" in as_object(part)


def _is_url(value: object) -> bool:
    """Return whether *value* is a URL, or the name of a page in one."""
    text = as_text(value)
    return "/" in text or text.count("-") > _SLUG_DASHES


def _path(url: str) -> str:
    try:
        return unquote("/" + urlsplit(url).path.strip("/"))
    except ValueError:
        return "/"
