"""The article in the data of a page that shows none: found, chosen and made a tree of.

Theory of operation. A page that a script would fill carries its article as JSON, in a form of its
content system. All texts of some length in that data are *candidates*: strings of prose, and lists
of paragraph objects. The objects around a candidate say whose text it is: the nearest with a title
of its own is its *document*. That must be the page's, by headline or by URL; where none is, a text
without a rival is taken. So the bodies of related articles, which such data often holds too, are
left.

The data of a page that shows its article is not looked at: it is worse than the text shown, often
cut short. Source: docs/extraction.md, "Pages that scripts fill".
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import count, filterfalse, islice
from operator import attrgetter, itemgetter
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.metadata.dates import first_timestamp
from newscrawl.extract.pagedata.elements import html_of
from newscrawl.extract.pagedata.embedded import Embedded, page_of, tree_of
from newscrawl.extract.pagedata.held import held_html
from newscrawl.extract.pagedata.identity import (
    Around,
    DataObject,
    PageIdentity,
    has_place,
    is_among_others,
    is_of_page,
    titles_of,
)
from newscrawl.extract.pagedata.prose import is_prose
from newscrawl.extract.pagedata.read import PageData, flight_scripts, read_data
from newscrawl.extract.pagedata.richtext import (
    Converter,
    RichText,
    SpentError,
    delta_text,
    kind_of,
    plain,
    read_richtext,
)
from newscrawl.extract.parse.html import Limits
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.extract.strings import clean_string
from newscrawl.text.length import LETTERS_EACH, letters_of
from newscrawl.web.jsonvalues import as_text, loaded

MIN_CHARS: Final = 200
"""A text shorter than this, in letters, is no article's."""
MIN_RAW_CHARS: Final = MIN_CHARS // LETTERS_EACH
"""A string shorter than this, in characters, is no article's in any script."""
MIN_GAIN: Final = 2.0
"""So many times the characters that the page shows must be in the data."""
MAX_CANDIDATES: Final = 500
MAX_DEPTH: Final = 60
MAX_SOURCE_CHARS: Final = 200
MAX_AROUND: Final = 8
"""So many objects around a text may be its document; farther ones are not."""
PROSE_CHARS: Final = 20_000
"""So much of a text tells whether it is prose."""
RIVAL_SHARE: Final = 0.3
"""A text of another document with this share (0–1) of the largest one's characters is its rival."""
INNER_SHARE: Final = 0.8
"""A list within a list is preferred where it has this share of the characters."""
PLAIN_WORTH: Final = 0.8
"""Worth of a character of a text without paragraphs, by that of one in a text with them."""

LONG_SHARE: Final = 0.6
"""Least share (0–1) of an article's characters that are in long blocks."""

_DATES: Final = tuple(
    "datePublished publishedAt published_at published_date publishedDate publish_date publishDate "
    "first_publish_date firstPublished display_date published pubDate date".split()
)
_NEVER: Final = re.compile(
    r"comment|consent|cookie|privacy|polic(?:y|ies)|terms|gdpr|legal|disclaimer|translation|i18n|locale|messages|"
    r"labels|css|styles?$|script|biograph|\bbio$|author|caption|credit|footer|newsletter|subscri|advert|transcript|"
    r"param|metadata|setting|placeholder|keyword|topics|^lead$|^intro|standfirst|^dek$|teaser|description|summary|excerpt|abstract|copyright|schema$|svg|config",
    re.IGNORECASE,
)
_ELLIPSES: Final = ("…", "...")


ELEMENTS: Final = "__next_f:elements"
"""Where the page is that elements make."""
HELD: Final = "page:template"
"""Where the HTML was that a page holds for its scripts."""
_JSON_STARTS: Final = ("{", "[")
_ROW_KEYS = 4
"""An object with more parts, all objects, is a list by another name."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text, the keys on the way to it, and the objects around it, outermost first, each with its depth."""

    name: str
    path: tuple[str, ...]
    places: Around
    text: RichText

    @property
    def around(self) -> tuple[DataObject, ...]:
        return tuple(map(itemgetter(1), self.places))

    @property
    def key(self) -> str:
        """The key of its words, equal for equal texts."""
        return key_of(plain(self.text.html))

    @property
    def worth(self) -> float:
        """Its characters, less where it has no paragraphs."""
        return self.text.chars * (1.0 if self.text.blocks > 1 else PLAIN_WORTH)

    def holds(self, other: "_Candidate") -> bool:
        """Return whether *other* is a text within this one."""
        depth = len(self.path)
        is_below = other.path[:depth] == self.path
        is_deeper = len(other.path) > depth
        return is_below and is_deeper and other.name == self.name

    @property
    def document(self) -> DataObject:
        """The object whose text it is: the nearest that has a title, else the outermost."""
        return next(filter(_has_title, reversed(self.around)), self.around[0])

    @property
    def source(self) -> str:
        keys = ".".join(filterfalse(str.isdecimal, self.path))
        return clean_string(f"{self.name}:{keys}"[:MAX_SOURCE_CHARS])


def _has_title(node: DataObject) -> bool:
    """Return whether *node* has a title."""
    return any(titles_of(node))


def find_embedded(
    tree: HtmlElement, page: PageIdentity, shown_chars: int, limits: Limits
) -> Embedded | None:
    """Return the article in the data of *tree*, which shows *shown_chars* of text; ``None``: there is none.

    *tree* is not changed.
    """
    least = max(MIN_CHARS, MIN_GAIN * shown_chars)  # less is the page's own text once more
    chosen = _choose(_candidates(read_data(tree)), page, alone=shown_chars < MIN_CHARS)
    if chosen is None or chosen.text.chars < least:
        found = _find_elements(tree, least, limits)
        # Whose text it is nothing tells, nor whether it goes on with what is shown: only a page
        # that shows none has it for its own.
        return found or (_find_held(tree, limits) if shown_chars < MIN_RAW_CHARS else None)
    tree = tree_of(f"<article>\n{chosen.text.html}\n</article>", limits)
    document = chosen.document
    titles = tuple(titles_of(document))
    is_known = any(map(page.has_title, titles))
    headline = None if is_known else next(iter(titles), None)
    dates = ((f"{chosen.name}:{key}", document.get(key)) for key in _DATES)
    return Embedded(tree, chosen.source, headline, first_timestamp(dates))


def _find_elements(tree: HtmlElement, least: float, limits: Limits) -> Embedded | None:
    """Return the page that the elements in the data of *tree* make, if it has *least* letters."""
    html = html_of(flight_scripts(tree))
    if letters_of(plain(html)) < least:
        return None
    return page_of(html, ELEMENTS, limits)


def _find_held(tree: HtmlElement, limits: Limits) -> Embedded | None:
    """Return the article in the HTML that *tree* holds for its scripts, where it has no rival."""
    work = Converter()
    try:
        held = filterfalse(_is_never_text, islice(held_html(tree), MAX_CANDIDATES))
        texts = [read_richtext(html, work) for _, html in held]
    except SpentError:
        return None
    found = {key_of(plain(text.html)): text for text in texts if _is_article_like(text)}
    largest = nlargest(2, found.values(), key=attrgetter("chars"))
    if not largest or any(rival.chars > RIVAL_SHARE * largest[0].chars for rival in largest[1:]):
        return None
    return page_of(largest[0].html, HELD, limits)


def _candidates(data: Iterable[PageData]) -> list[_Candidate]:
    """Return the texts in *data*, within the bounds on the work for one page."""
    work = Converter()  # one budget for all data of the page
    return list(islice(_within_budget(data, work), MAX_CANDIDATES))


def _within_budget(data: Iterable[PageData], work: Converter) -> Iterator[_Candidate]:
    """Yield the texts in *data* until *work* is spent; those found before are enough."""
    try:
        for each in data:
            yield from _search(each, work)
    except SpentError:
        return


def _search(data: PageData, work: Converter) -> Iterator[_Candidate]:
    """Walk *data*; an outer text comes before those in it."""
    stack: list[tuple[object, tuple[str, ...], Around]] = [(data.value, (), ())]
    while stack:
        value, path, around = stack.pop()
        work.step()
        value = _unpacked(value, work)
        if isinstance(value, dict):
            around = (*around[1 - MAX_AROUND :], (len(path), value))
            value = delta_text(value) or _rows_of(value)
        # Outside of all objects a text has no title.
        text = _text_at(data.name, path, value, work) if around else None
        if text is not None:
            yield _Candidate(data.name, path, around, text)
        if isinstance(value, dict | list) and len(path) < MAX_DEPTH:
            work.step(len(value))
            # Reversed: a stack gives the last first, and candidates are to come in document order.
            for key, part in reversed(_parts(value, within=text)):
                stack.append((part, (*path, key), around))


def _unpacked(value: object, work: Converter) -> object:
    """Return the object or list that *value* writes as JSON; *value* if it is no such text.

    Editors keep what they write as a text, and proxies the answers that they pass on.
    """
    text = as_text(value)
    if not text.startswith(_JSON_STARTS):
        return value
    work.step(len(text) // 50)
    return loaded(text) or value


def _text_at(name: str, path: tuple[str, ...], value: object, work: Converter) -> RichText | None:
    """Return the text that *value* at *path* of the data *name* is; ``None``: it is not one."""
    return _text_of(value, work) if _may_be_body(name, path) else None


def _parts(
    value: dict[str, object] | list[object], *, within: RichText | None
) -> list[tuple[str, object]]:
    """Return the parts of *value* that may hold a text, with their keys.

    Of a text, those that belong to it.
    """
    if isinstance(value, dict):
        return list(filterfalse(_is_never_text, filter(_may_hold, value.items())))
    held = list(filter(_may_hold, zip(map(str, count()), value, strict=False)))
    if within is None:
        return held
    return list(filterfalse(_is_no_text, held))


def _is_never_text(keyed: tuple[str, object]) -> bool:
    """Return whether the name of a part says that it is no article."""
    return _NEVER.search(keyed[0]) is not None


def _is_no_text(keyed: tuple[str, object]) -> bool:
    """Return whether the part of a list is an object whose word says that it is no text."""
    _, part = keyed
    return isinstance(part, dict) and kind_of(part) == ""


def _may_hold(keyed: tuple[str, object]) -> bool:
    """Return whether a part with its key is long enough to hold a text."""
    _, part = keyed
    least = MIN_RAW_CHARS if isinstance(part, str) else 1
    return isinstance(part, str | dict | list) and len(part) >= least


def _may_be_body(name: str, path: tuple[str, ...]) -> bool:
    """Return whether *path* in the data *name* may lead to an article's text.

    In schema.org's words two keys do, but those of an update: it is not the whole.
    """
    if name != "json-ld":
        return path != ()
    return path[-1:] in {("articleBody",), ("text",)} and "liveBlogUpdate" not in path


def _rows_of(node: DataObject) -> DataObject | list[object]:
    """Return the values of *node* if it is a list by another name: objects, each under a key of its own."""
    if len(node) <= _ROW_KEYS:
        return node
    values = list(node.values())
    are_objects = set(map(type, values)) == {dict}
    return values if are_objects else node


def _text_of(value: object, work: Converter) -> RichText | None:
    """Return the text that *value* is; ``None`` if it is none, too short, or no prose."""
    if not isinstance(value, str | list) or _is_cut_short(value):
        return None
    text = read_richtext(value, work)
    return text if _is_article_like(text) else None


def _is_article_like(text: RichText) -> bool:
    """Return whether *text* is long, most of it in long blocks, and prose."""
    if text.chars < MIN_CHARS or text.long_chars < LONG_SHARE * text.chars:
        return False
    return is_prose(plain(text.html[:PROSE_CHARS]))


def _is_cut_short(value: object) -> bool:
    """Return whether *value* is a text that ends in an ellipsis."""
    return isinstance(value, str) and value.rstrip().endswith(_ELLIPSES)


def _choose(found: Sequence[_Candidate], page: PageIdentity, *, alone: bool) -> _Candidate | None:
    """Return the page's own article: by headline or URL, else (*alone*) where it has no rival."""
    own = [each for each in found if is_of_page(each.path, each.places, page)]
    if own:
        # In parts, or twice.
        return _innermost(_joined(own))
    if not alone:
        return None
    return _without_rival(found)


def _without_rival(found: Sequence[_Candidate]) -> _Candidate | None:
    """Return the text that may be the page's, and is worth most; ``None``: another one rivals it."""
    free = list(filter(_may_be_own, found))
    if not free:
        return None
    best = _innermost(free)
    return None if _has_rival(best, found) else best


def _has_rival(best: _Candidate, found: Iterable[_Candidate]) -> bool:
    """Return whether one of *found* is another document's text, and not much shorter than *best*."""
    document, least = best.document, RIVAL_SHARE * best.text.chars
    same = best.key
    long = (each for each in found if each.text.chars > least)
    # The same text elsewhere in the data is a copy, and no rival.
    return any(each.document is not document and each.key != same for each in long)


def _may_be_own(candidate: _Candidate) -> bool:
    """Return whether nothing speaks against the text: no other URL, no name of a list of others."""
    against = (
        is_among_others(candidate.path),
        not _has_title(candidate.document),
        any(map(has_place, candidate.around)),
    )
    return not any(against)


def _joined(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Return *found*, those as one that are side by side: paragraphs, each in an object of its own."""
    rows: dict[tuple[object, ...], dict[str, _Candidate]] = {}
    for each in found:
        row = rows.setdefault((each.source, len(each.path), id(each.document)), {})
        # Of equal texts the last, in the place of the first.
        row[each.key] = each
    return list(map(_join, rows.values()))


def _join(row: Mapping[str, _Candidate]) -> _Candidate:
    """Return the texts of a *row* as one, in the place of the first."""
    first = next(iter(row.values()))
    if len(row) == 1:
        return first
    texts = list(map(attrgetter("text"), row.values()))
    html = "".join(map(attrgetter("html"), texts))
    chars = sum(map(attrgetter("chars"), texts))
    blocks = sum(map(attrgetter("blocks"), texts))
    return replace(first, text=RichText(html, chars, blocks, chars))


def _innermost(found: Sequence[_Candidate]) -> _Candidate:
    """Return the text that is worth most, or one within it that has nearly all of it."""
    best = max(found, key=attrgetter("worth"))
    least = INNER_SHARE * best.text.chars
    nearly_all = (each for each in found if each.text.chars >= least)
    inner = filter(best.holds, nearly_all)
    return max(inner, key=lambda each: len(each.path), default=best)
