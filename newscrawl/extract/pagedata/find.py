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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from newscrawl.extract.metadata.dates import first_timestamp
from newscrawl.extract.pagedata.read import PageData, read_data
from newscrawl.extract.pagedata.richtext import (
    OWN_PLACE,
    Converter,
    RichText,
    SpentError,
    is_document,
    kind_of,
    plain,
    read_richtext,
)
from newscrawl.extract.parse.html import Limits, parse_html
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.extract.strings import clean_string, clean_text
from newscrawl.model.items import Timestamp

MIN_CHARS: Final = 200
"""A text shorter than this is no article's."""
MIN_GAIN: Final = 2.0
"""So many times the characters that the page shows must be in the data."""
MAX_CANDIDATES: Final = 500
MAX_DEPTH: Final = 60
RIVAL_SHARE: Final = 0.3
"""A text of another document with this share (0–1) of the largest one's characters is its rival."""
INNER_SHARE: Final = 0.8
"""A list within a list is preferred where it has this share of the characters."""
PLAIN_WORTH: Final = 0.8
"""Worth of a character of a text without paragraphs, by that of one in a text with them."""

LONG_SHARE: Final = 0.6
"""Least share (0–1) of an article's characters that are in long blocks."""

_TITLES: Final = ("headline", "title", "headlines", "seoTitle", "seo_title", "heading")
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
_OTHERS: Final = re.compile(
    r"related|recommend|popular|trending|latest|most|more|next|prev|teaser|sidebar|similar|also|promo|suggest",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.!?…\"'”»)](?:\s|$)|[。！？।؟]")
_CODE: Final = re.compile(r"[{}\\]|=>|;\s*\n|function\s*\(|https?://")
_MIN_TITLE_CHARS: Final = 12


Around = tuple[tuple[int, dict[str, object]], ...]


_ROW_KEYS = 4
"""An object with more parts, all objects, is a list by another name."""
_PLACE_CHARS = range(5, 2_000)
"""Characters of a value, or of the last part of a path, that name a page."""
_ID_CHARS, _SLUG_DASHES = 7, 2
"""Longer values are ids of a page, values with more dashes are names of one."""


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """The identity of the page's article outside of the data: the keys of its titles, and its URL."""

    titles: frozenset[str]
    url: str


@dataclass(frozen=True, slots=True)
class Embedded:
    """An article from the data of a page.

    Attributes:
        tree: Its text, as the tree of a page with nothing else.
        source: Where it was, e.g. ``json-ld:articleBody``,
            ``__NEXT_DATA__:props.pageProps.article.body``.
        headline: The headline that the data gives it, if the page's own titles do not have it.
        published: When it was published, as the data says it.
    """

    tree: HtmlElement
    source: str
    headline: str | None
    published: Timestamp | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A text, the keys on the way to it, and the objects around it, outermost first, each with its depth."""

    name: str
    path: tuple[str, ...]
    places: Around
    text: RichText

    @property
    def around(self) -> tuple[dict[str, object], ...]:
        return tuple(node for _, node in self.places)

    @property
    def worth(self) -> float:
        return self.text.chars * (1.0 if self.text.blocks > 1 else PLAIN_WORTH)

    @property
    def document(self) -> dict[str, object]:
        """The object whose text it is: the nearest that has a title."""
        return next(
            (node for node in reversed(self.around) if any(_titles_of(node))), self.around[0]
        )

    @property
    def source(self) -> str:
        keys = [key for key in self.path if not key.isdecimal()]
        return clean_string(f"{self.name}:{'.'.join(keys)}"[:200])


def find_embedded(
    tree: HtmlElement, clue: PageIdentity, shown_chars: int, limits: Limits
) -> Embedded | None:
    """Return the article in the data of *tree*, which shows *shown_chars* of text; ``None``: there is none.

    *tree* is not changed.
    """
    least = max(MIN_CHARS, MIN_GAIN * shown_chars)  # less is the page's own text once more
    chosen = _choose(_candidates(read_data(tree)), clue, alone=shown_chars < MIN_CHARS)
    if chosen is None or chosen.text.chars < least:
        return None
    document = chosen.document
    titles = tuple(_titles_of(document))
    dates = ((f"{chosen.name}:{key}", document.get(key)) for key in _DATES)
    html = f"<html><body><article>\n{chosen.text.html}\n</article></body></html>"
    parsed = parse_html(html.encode("utf-8", "replace"), "text/html; charset=utf-8", limits)
    known = not titles or any(_is_own_title(title, clue.titles) for title in titles)
    return Embedded(
        parsed.tree, chosen.source, None if known else titles[0], first_timestamp(dates)
    )


def _candidates(data: Iterable[PageData]) -> list[_Candidate]:
    """Return the texts in *data*, within the bounds on the work for one page."""
    work, found = Converter(), []  # one budget for all data of the page
    try:
        for each in data:
            for candidate in _search(each, work):
                found.append(candidate)
                if len(found) >= MAX_CANDIDATES:
                    return found
    except SpentError:
        pass
    return found


def _search(data: PageData, work: Converter) -> Iterator[_Candidate]:
    """Walk *data*; an outer text comes before those in it."""
    stack: list[tuple[object, tuple[str, ...], Around]] = [(data.value, (), ())]
    while stack:
        value, path, around = stack.pop()
        work.step()
        if isinstance(value, dict):
            around = (*around[-7:], (len(path), value))  # farther ones are not its document
            value = list(value.values()) if _is_row(value) else value
        told = around and path and (data.name != "json-ld" or _is_article_body(path))
        text = _text_of(value, path, work) if told and isinstance(value, str | list) else None
        if text is not None:
            yield _Candidate(data.name, path, around, text)
        if isinstance(value, dict | list) and len(path) < MAX_DEPTH:
            work.step(len(value))
            # Reversed: a stack gives the last first, and candidates are to come in document order.
            stack.extend(
                (part, (*path, key), around) for key, part in reversed(_parts(value, within=text))
            )


def _parts(
    value: dict[str, object] | list[object], *, within: RichText | None
) -> list[tuple[str, object]]:
    """Return the parts of *value* that may hold a text, with their keys.

    Of a text, those that belong to it.
    """
    if isinstance(value, dict):
        return [
            (key, part) for key, part in value.items() if _may_hold(part) and not _NEVER.search(key)
        ]
    return [
        (str(index), part)
        for index, part in enumerate(value)
        if _may_hold(part) and not (within and isinstance(part, dict) and kind_of(part) == "")
    ]


def _may_hold(part: object) -> bool:
    return bool(part) and (
        len(part) >= MIN_CHARS if isinstance(part, str) else isinstance(part, dict | list)
    )


def _is_article_body(path: Sequence[str]) -> bool:
    """Return whether *path* leads to an article's text in schema.org's words.

    An update's is not the whole.
    """
    return bool(path) and path[-1] in {"articleBody", "text"} and "liveBlogUpdate" not in path


def _is_row(node: dict[str, object]) -> bool:
    """Return whether *node* is a list by another name: objects of one kind, each under a key of its own."""
    return len(node) > _ROW_KEYS and all(isinstance(part, dict) for part in node.values())


def _text_of(value: str | list[object], path: tuple[str, ...], work: Converter) -> RichText | None:
    # An ellipsis says that it is cut short.
    if isinstance(value, str) and value.rstrip().endswith(("…", "...")):
        return None
    text = read_richtext(value, work)
    if (
        text.chars < MIN_CHARS
        or text.long_chars < LONG_SHARE * text.chars
        or not is_prose(plain(text.html[:20_000]))
    ):
        return None
    return text


def is_prose(text: str) -> bool:
    """Return whether *text* is sentences rather than code, names or numbers.

    >>> is_prose("The council met on Tuesday. It will vote again in May, the mayor said.")
    True
    >>> is_prose("var a={b:1};function(c){return c}")
    False
    """
    letters = sum(map(str.isalpha, text))
    if letters < 0.6 * len(text):
        return False
    return len(_CODE.findall(text)) * 150 <= len(text) and len(
        _SENTENCE_END.findall(text)
    ) * 600 >= len(text)


def _choose(found: Sequence[_Candidate], clue: PageIdentity, *, alone: bool) -> _Candidate | None:
    """Return the page's own article: by headline or URL, else (*alone*) where it has no rival."""
    own = [each for each in found if _is_own(each, clue)]  # in parts, or twice
    if own:
        return _innermost(_joined(own))
    free = [each for each in found if alone and _may_be_own(each)]
    if not free:
        return None
    best = _innermost(free)  # by what its characters are worth
    rivals = [
        each
        for each in found
        if each.document is not best.document and each.text.chars > RIVAL_SHARE * best.text.chars
    ]
    # The same text elsewhere in the data is a copy, and no rival.
    same = key_of(plain(best.text.html))
    return best if all(key_of(plain(each.text.html)) == same for each in rivals) else None


def _joined(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Return *found*, those as one that are side by side: paragraphs, each in an object of its own."""
    rows: dict[tuple[object, ...], list[_Candidate]] = {}
    for each in found:
        rows.setdefault((each.source, len(each.path), id(each.document)), []).append(each)
    return [
        _join(list({key_of(plain(each.text.html)): each for each in row}.values()))
        for row in rows.values()
    ]


def _join(row: Sequence[_Candidate]) -> _Candidate:
    if len(row) == 1:
        return row[0]
    texts = [each.text for each in row]
    html = "".join(text.html for text in texts)
    sizes = (sum(text.chars for text in texts), sum(text.blocks for text in texts))
    return replace(row[0], text=RichText(html, *sizes, sizes[0]))


def _innermost(found: Sequence[_Candidate]) -> _Candidate:
    """Return the text that is worth most, or one within it that has nearly all of it."""
    best = max(found, key=lambda each: each.worth)
    inner = [
        each
        for each in found
        if each.name == best.name
        and len(each.path) > len(best.path)
        and each.path[: len(best.path)] == best.path
        and each.text.chars >= INNER_SHARE * best.text.chars
    ]
    return max(inner, key=lambda each: len(each.path), default=best)


def _is_own(candidate: _Candidate, clue: PageIdentity) -> bool:
    """Return whether an object around the text has the page's headline or URL.

    From the inside outwards, no further than the first that is a document: the objects around it are
    not its own.
    """
    for depth, node in reversed(candidate.places):
        if any(_OTHERS.search(key) for key in candidate.path[depth:]):
            return False
        if any(_is_own_title(title, clue.titles) for title in _titles_of(node)) or _has_address(
            node, clue.url
        ):
            return True
        if is_document(node):
            return False
    return False


def _may_be_own(candidate: _Candidate) -> bool:
    """Return whether nothing speaks against the text: no other URL, no name of a list of others."""
    if any(_OTHERS.search(key) for key in candidate.path) or not any(
        _titles_of(candidate.document)
    ):
        return False
    return not any(
        is_document(node) and any(_is_address(node.get(key)) for key in OWN_PLACE)
        for node in candidate.around
    )


def _titles_of(node: dict[str, object]) -> Iterator[str]:
    """Yield the titles of *node*."""
    for key in _TITLES:
        value = node.get(key)
        for text in value.values() if isinstance(value, dict) else (value,):
            if title := clean_text(text, max_chars=400):
                yield title


def _is_own_title(title: str, titles: frozenset[str]) -> bool:
    """Return whether *title* is one of the page's, or the beginning of one."""
    key = key_of(title)
    if key in titles:
        return True
    return len(key) >= _MIN_TITLE_CHARS and any(
        own.startswith(key) or (len(own) >= _MIN_TITLE_CHARS and key.startswith(own))
        for own in titles
    )


def _has_address(node: dict[str, object], url: str) -> bool:
    """Return whether *node* names the URL *url*, whole or by the last part of its path."""
    path = _path(url)  # hosts differ: previews, mobile sites
    last = path.rsplit("/", 1)[-1].partition(".")[0]
    for key in (*OWN_PLACE, "id", "_id", "uuid", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        names_page = path != "/" and len(last) >= _PLACE_CHARS.start
        if isinstance(value, str) and len(value) in _PLACE_CHARS and names_page:
            if _path(value) == path:
                return True
            if "/" not in value and (
                value == last
                or (
                    (len(value) > _ID_CHARS or value.isdecimal())
                    and last.endswith(("-" + value, value))
                )
            ):
                return True
    return False


def _is_address(value: object) -> bool:
    return isinstance(value, str) and ("/" in value or value.count("-") > _SLUG_DASHES)


def _path(url: str) -> str:
    try:
        return unquote("/" + urlsplit(url).path.strip("/"))
    except ValueError:
        return "/"
