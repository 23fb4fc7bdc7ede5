"""Text as content systems keep it in JSON, to HTML: lists of paragraph objects, nested nodes, strings.

There are as many forms as systems, and they are alike: an object has a word for what it is, and one
key that holds its text or its parts. Nothing here knows a system by name. An object whose word says
that it is no text (an image, a box of links), or that is a document of its own, is left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Final

from newscrawl.extract.strings import clean_string
from newscrawl.text.length import letters_of
from newscrawl.web.jsonvalues import as_object, as_text

TEXT_KEYS: Final = tuple(
    "html markup rendered processed content text value body data model copy children items blocks "
    "content_elements nodes node elements paragraphs attributes attrs props fragments".split()
)
"""Where an object has its text or its parts; the first that gives some is taken."""
TYPE_KEYS: Final = (
    "type _type __typename nodeType kind blockType component tagName tag style name role".split()
)
OWN_TITLE: Final = ("headline", "headlines", "title", "name")
OWN_PLACE: Final = tuple(
    "url slug canonical_url canonicalUrl permalink href link path published publishedAt "
    "published_date datePublished publishDate date website_url".split()
)
_KINDS: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    (
        "",
        frozenset(
            """
            image img images photo picture figure video videos audio gallery slideshow carousel
            media embed embedded oembed iframe social tweet twitter instagram facebook youtube
            tiktok ad ads advert advertisement advertising promo promotion related recommended
            recommendation recommendations newsletter signup subscribe subscription links
            interstitial divider spacer poll quiz widget podcast card teaser story reference
            pull pullquote caption script comment comments button form map player author byline
            share hr
            """.split()
        ),
    ),
    (
        "h2",
        frozenset(
            "header heading headline title subtitle subhead subheading subheadline crosshead h".split()
        ),
    ),
    ("blockquote", frozenset({"quote", "blockquote", "citation"})),
    ("li", frozenset({"item", "li", "listitem"})),
    ("ul", frozenset({"list", "ul", "ol", "bullets"})),
    ("p", frozenset({"paragraph", "p", "block", "para"})),
)
_BY_TAG: Final = frozenset("p h2 h3 h4 li blockquote".split())
"""Keys that say what their text is, as in ``{"p": "…"}``."""
_ASIDE: Final = re.compile(
    r"relat|recommend|author|image|photo|video|media|tag|link|comment|teaser|ad[s_]|promo",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_BLOCK_TAG = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|blockquote|br|section|figure|table|article)\b", re.IGNORECASE
)
_ESCAPED_BLOCK = re.compile("&lt;(?:p|br)")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&[#\w]{2,31};")
_ESCAPES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))
"""Escapes that are undone, the ampersand last: it may be part of another that was escaped twice."""
LONG_CHARS: Final = 60
MAX_DEPTH: Final = 40
MAX_CHARS: Final = 1_000_000


_TYPE_CHARS = 60
"""A value from this length on names no type of a node."""


class SpentError(Exception):
    """Say that the work that a page may make is done."""


@dataclass(slots=True)
class Converter:
    """How many steps may still be taken for a page."""

    left: int = 400_000

    def step(self, count: int = 1) -> None:
        """Take *count* steps.

        Raises:
            SpentError: If none are left.
        """
        self.left -= count
        if self.left < 0:
            raise SpentError


@dataclass(frozen=True, slots=True)
class RichText:
    """A text as HTML; its length without markup, its blocks, and the length of the long ones.

    Lengths are in letters: a character of Chinese, Japanese or Korean counts as two.
    """

    html: str
    chars: int
    blocks: int
    long_chars: int


def read_richtext(value: object, work: Converter) -> RichText:
    """Return the text that *value* holds: a string, or a list of whatever stands for blocks.

    Raises:
        SpentError: If *work* is done.
    """
    writer = _Writer(work)
    writer.write(value, _Place())
    writer.flush()
    return RichText("".join(writer.html), writer.chars, writer.blocks, writer.long_chars)


def plain(html: str) -> str:
    """Return *html* without tags, roughly and fast."""
    return clean_string(_MARKUP.sub(" ", html))


def paragraphs(text: str) -> list[str]:
    r"""Split *text* at its blank lines, or at every line break where it has none.

    >>> paragraphs("one\n\ntwo\nand two"), paragraphs("one\ntwo")
    (['one', 'two and two'], ['one', 'two'])
    """
    lines = list(map(str.strip, text.strip().split("\n")))
    if "" not in lines:
        # No blank line at all: then each line break is the end of a paragraph.
        return lines
    groups = map(str.strip, "\n".join(lines).split("\n\n"))
    return list(map(_on_one_line, filter(None, groups)))


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


def delta_text(node: Mapping[str, object]) -> str | None:
    """Return the text of *node* if that is a Delta: pieces of a text, each inserted after the last.

    A line of it may be in several pieces; its breaks are characters. Source: quilljs.com/docs/delta.
    """
    pieces = node.get("ops")
    if not isinstance(pieces, list):
        return None
    return "".join(as_text(as_object(piece).get("insert")) for piece in pieces)


def is_document(node: Mapping[str, object]) -> bool:
    """Return whether *node* is an article, or a link to one: it has a title, and a place or a time."""
    # "name" alone is also that of a tag or an author.
    has_title = any(map(node.get, OWN_TITLE[:3]))
    return has_title and any(map(node.get, OWN_PLACE))


def _names_kind(value: object) -> bool:
    return isinstance(value, str) and len(value) < _TYPE_CHARS


def kind_of(node: Mapping[str, object]) -> str | None:
    """Return the tag for the kind of *node*; empty: it is no text, ``None``: nothing tells its kind."""
    words: set[str] = set()
    # Long values of such keys are texts, e.g. a "name" that is a sentence.
    for value in filter(_names_kind, map(node.get, TYPE_KEYS)):
        words.update(map(str.lower, _WORD.findall(str(value))))
    # In the order of the table: "image-caption-block" is no text, though it says "block".
    return next((tag for tag, known in _KINDS if not known.isdisjoint(words)), None)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value is: the tag of its block, its depth, and whether it is within the block's line."""

    tag: str = "p"
    depth: int = 0
    inline: bool = False

    def below(self, *, inline: bool) -> "_Place":
        """Return the place of a part of the block."""
        return _Place(self.tag, self.depth + 1, inline)

    def block(self, kind: str) -> "_Place":
        """Return the place of the parts of a block of this *kind* in this one."""
        if kind == "ul":
            return _Place("li", self.depth + 1, inline=False)
        # Paragraphs in an item stay one item.
        is_of_item = (self.tag, kind) == ("li", "p")
        tag = "li" if is_of_item else kind
        return _Place(tag, self.depth + 1, inline=True)


def _has_text(node: Mapping[str, object], keys: Iterable[str]) -> bool:
    """Return whether the value of one of *keys* is a text."""
    return str in map(type, map(node.get, keys))


def _may_hold_parts(key: str, place: _Place) -> bool:
    """Return whether a list under *key* may hold the parts of a text at *place*."""
    return not place.inline and _ASIDE.search(key) is None


def _is_object(part: object) -> bool:
    return isinstance(part, dict)


def _unescaped(text: str) -> str:
    """Return *text* with the escapes of its markup undone once."""
    for escaped, character in _ESCAPES:
        text = text.replace(escaped, character)
    return text


@dataclass(slots=True)
class _Writer:
    work: Converter
    html: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    chars: int = 0
    blocks: int = 0
    long_chars: int = 0

    def write(self, value: object, place: _Place) -> None:
        self.work.step()
        # Untrusted: depth and size have to end somewhere.
        if place.depth > MAX_DEPTH or self.chars > MAX_CHARS:
            return
        write = _WRITERS.get(type(value))
        if write is not None:
            write(self, value, place)

    def write_object(self, node: dict[str, object], place: _Place) -> None:
        # A document within a text is a link to another article.
        is_link = place.depth > 0 and is_document(node)
        if text := delta_text(node):
            self.write(text, place)
            return
        kind = "" if is_link else kind_of(node)
        self.write_node(node, kind, place)

    def write_list(self, value: list[object], place: _Place) -> None:
        for entry in value:
            is_line = place.inline or isinstance(entry, list)
            self.write(entry, place.below(inline=is_line))
            # Each entry of a list is a block, unless the list is in one.
            if not place.inline:
                self.flush(place.tag)

    def write_node(self, node: dict[str, object], kind: str | None, place: _Place) -> None:
        """Write an object of this *kind*, as ``kind_of`` tells it."""
        if kind is None:
            is_line = place.inline or self.is_line(node)
            self.write_parts(node, place.below(inline=is_line))
        elif kind:
            inside = place.block(kind)
            self.flush(place.tag)
            self.write_parts(node, inside)
            self.flush(inside.tag)

    def write_parts(self, node: dict[str, object], place: _Place) -> None:
        """Write the content of the first key that gives some text."""
        before = (self.chars, len(self.line))
        for value in filter(None, map(node.get, TEXT_KEYS)):
            self.write(value, place)
            # The first key that gave some text: others hold the same in another form.
            if (self.chars, len(self.line)) != before:
                return
        self.write_others(node, place)

    def write_others(self, node: dict[str, object], place: _Place) -> None:
        """Write the content of an object without a known key: whatever list it has may hold the parts."""
        for key, value in node.items():
            is_tagged = key in _BY_TAG and isinstance(value, str)
            if is_tagged:
                self.write(value, place)
                self.flush(key)
            elif isinstance(value, list) and _may_hold_parts(key, place):
                objects = list(filter(_is_object, value))
                self.write(objects, place)

    def is_line(self, node: Mapping[str, object]) -> bool:
        """Return whether the parts of an object without a word for what it is are those of one line."""
        parts = next(filter(None, map(node.get, TEXT_KEYS)), None)
        if not isinstance(parts, list) or _has_text(node, TYPE_KEYS):
            return False
        return all(_has_text(part, TEXT_KEYS) for part in map(as_object, parts))

    def write_text(self, text: str, place: _Place) -> None:
        self.work.step(len(text) // 50)
        # Some systems escape the HTML of a field once more.
        if _ESCAPED_BLOCK.search(text):
            text = _unescaped(text)
        blocks = len(_BLOCK_TAG.findall(text))
        # Markup with blocks is HTML already: the parser reads it as it is.
        if blocks:
            self.flush(place.tag)
            self.add(f"<div>{text}</div>", text, blocks)
        elif place.inline:
            self.write_line(text)
        else:
            self.write_paragraphs(text, place.tag)

    def write_paragraphs(self, text: str, tag: str) -> None:
        """Write the paragraphs of *text*: the first goes on with the block that has begun."""
        for number, line in enumerate(paragraphs(text)):
            if number:
                self.flush(tag)
            self.write_line(line)

    def write_line(self, line: str) -> None:
        """Add *line*, if it is not empty, to the block that has begun."""
        if not line.strip():
            return
        # Text with markup is HTML already; a bare "<" in other text is a character.
        is_html = _MARKUP.search(line) is not None
        self.line.append(line if is_html else escape(line, quote=False))

    def flush(self, tag: str = "p") -> None:
        """End the block, if one has begun."""
        if self.line:
            text = "".join(self.line)
            self.line.clear()
            self.add(f"<{tag}>{text}</{tag}>\n", text)

    def add(self, html: str, text: str, blocks: int = 1) -> None:
        size = letters_of(plain(text))
        self.html.append(html)
        self.chars += size
        self.blocks += blocks
        if size >= LONG_CHARS:
            self.long_chars += size


_WRITERS: Final[Mapping[type, Callable[[_Writer, Any, _Place], None]]] = {
    str: _Writer.write_text,
    list: _Writer.write_list,
    dict: _Writer.write_object,
}
"""What writes a value, by its type; others hold no text."""
