"""The markup of feeds and sitemaps, read as browsers read HTML: whatever comes, it gives what can be read.

An XML parser ends at the first fault, or mends in silence what it should not: it takes ``&lang=en``
for an entity and drops it, refuses a prefix that nobody declared, and loses the rest after a ``<``
in a title. Here a document is a row of tags and texts. An end tag closes the nearest element of its
name and all in it; one without such an element is passed over. Only references that end with a
semicolon are resolved. Of document types the entities alone are read, see ``entities``. Nothing
raises, and the time is linear in the size.

Source: HTML Standard 13.2.5 (tokenization), XML 1.0 appendix F (encodings), XML Base.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Literal
from urllib.parse import urljoin

from newscrawl.discover.entities import Entities

MAX_DEPTH = 200
"""Elements inside each other; start tags beyond are passed over."""
MAX_TAG = 8_192
"""Characters of a tag; what is longer is text."""
MAX_ELEMENTS = 1_500_000
"""Of a document; 50,000 entries with a dozen pictures each have as many."""
MAX_BASES = 20_000
"""Elements of a document that may have an ``xml:base`` of their own."""
MAX_EXTENSIONS = 8
"""Signs ``>`` in quoted values of one tag that are passed over in search of its end."""
MAX_FIELD = 65_536
"""Characters of an element's text that are kept."""
# By a byte order mark, which outweighs header and declaration, as in browsers (WHATWG Encoding, BOM
# sniff); then UTF-16 and UTF-32 without one, by the zeros around the first sign (XML 1.0, F.1).
_SIGNS = (
    (re.compile(re.escape(codecs.BOM_UTF8)), "utf-8"),
    (re.compile(re.escape(codecs.BOM_UTF32_LE)), "utf-32-le"),
    (re.compile(re.escape(codecs.BOM_UTF32_BE)), "utf-32-be"),
    (re.compile(re.escape(codecs.BOM_UTF16_LE)), "utf-16-le"),
    (re.compile(re.escape(codecs.BOM_UTF16_BE)), "utf-16-be"),
    (re.compile(rb"(?:\s\0\0\0)*[<{\[h]\0\0\0"), "utf-32-le"),
    (re.compile(rb"(?:\0\0\0\s)*\0\0\0[<{\[h]"), "utf-32-be"),
    (re.compile(rb"(?:\s\0)*[<{\[h]\0[^\0]"), "utf-16-le"),
    (re.compile(rb"(?:\0\s)*\0[<{\[h]\0"), "utf-16-be"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:+-]+)", re.IGNORECASE)
# Codecs of Python that are no charsets of documents, and could be named by a hostile header.
_NO_CHARSETS = frozenset(
    "idna punycode unicode_escape raw_unicode_escape undefined mbcs oem utf_7".split()
)
_ISO_2022 = re.compile("iso-2022", re.IGNORECASE)
_UNICODE = re.compile("utf|ucs", re.IGNORECASE)
_MAX_BROKEN_SHARE = 0.05
"""At most this share (0-1) of the non-ASCII bytes may be invalid for bytes to count as UTF-8 all the same."""
_NAME_END = re.compile(r"[\s/>]")
_BASE = re.compile(r"""xml:base\s*=\s*["']([^"']*)""")
_ATTRIBUTE = re.compile(r"""(?<![^\s"'])([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


@dataclass(slots=True)
class MarkupElement:
    """One element, while it is open and when it has ended.

    Attributes:
        name: Local name, lower case.
        prefix: Before the colon, lower case, declared or not; empty where there is none.
        raw: The tag after the name, as written.
        parent: The element around it; around the root, one without a name that stands for the document.
        base: What relative URLs in it are resolved against.
        entities: Those of the document.
        pieces: Its text, with that of elements in it, where it was asked for.
    """

    name: str
    prefix: str
    raw: str
    parent: "MarkupElement | None"
    base: str
    entities: Entities
    pieces: list[str] = field(default_factory=list)
    collector: "MarkupElement | None" = None

    @property
    def text(self) -> str:
        """The text, references resolved, white space around it taken off."""
        return "".join(self.pieces)[:MAX_FIELD].strip()

    def ancestors(self) -> Iterator["MarkupElement"]:
        """Yield the elements around it, the innermost first."""
        outer = self.parent
        while outer is not None:
            yield outer
            outer = outer.parent

    def attributes(self) -> dict[str, str]:
        """Return its attributes by local name, lower case; the first of each name counts."""
        found: dict[str, str] = {}
        # Double quotes, single quotes, or none at all, which HTML allows.
        for written, *values in _ATTRIBUTE.findall(self.raw[:MAX_TAG]):
            name, value = written.rpartition(":")[2].lower(), "".join(values)
            found.setdefault(name, self.entities.resolved(value).strip())
        return found


Event = tuple[Literal["start", "end", "cut"], MarkupElement]


def decoded(body: bytes, charset: str = "") -> str:
    r"""Return the text of *body*; *charset* is what its header says, believed where nothing better speaks.

    >>> decoded("<é/>".encode("utf-16")), decoded(b"<?xml version='1.0' encoding='utf-8'?>\xe9")[-1]
    ('<é/>', 'é')
    """
    readings = _readings(body, charset)
    return next(text for text in readings if text is not None)


def _readings(body: bytes, charset: str) -> Iterator[str | None]:
    """Yield the text of *body* by each way to tell its charset, the surest first; ``None``: unknown."""
    yield _decoded_by_sign(body)
    declared = _DECLARED.findall(body[:1024])[:1]
    labels = (*(label.decode("ascii", "ignore") for label in declared), charset)
    # Its bytes are ASCII, so they would pass for UTF-8.
    yield from (_decode(body, label) or "" for label in labels if _ISO_2022.match(label))
    # UTF-8 before any declaration: bytes that are valid UTF-8 are hardly ever anything else.
    yield _decoded_as_utf8(body)
    yield from (_decode(body, label) for label in labels if not _UNICODE.match(label))
    # Windows-1252 decodes every byte, and is what browsers take for a page that names no charset.
    yield body.decode("cp1252", "replace")


def _decoded_by_sign(body: bytes) -> str | None:
    """Return the text of *body*, if a byte order mark or the zeros around its first sign tell its charset."""
    head = body[:256]
    told = (name for pattern, name in _SIGNS if pattern.match(head))
    texts = map(partial(body.decode, errors="replace"), told)
    return next(map(_without_mark, texts), None)


def _without_mark(text: str) -> str:
    return text.removeprefix("\ufeff")


def _decoded_as_utf8(body: bytes) -> str | None:
    """Return the text of *body* if nearly all of it is valid UTF-8."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken:
        return text
    # Of the bytes beyond ASCII: a broken letter in a long feed changes no charset.
    high = len(body) - len(body.translate(None, bytes(range(128, 256))))
    return text if broken <= _MAX_BROKEN_SHARE * high else None


def _decode(body: bytes, label: str) -> str | None:
    try:
        name = codecs.lookup(label).name.replace("-", "_")
        # ``codecs.lookup`` raises on unknown names, ``str`` on codecs that give no text.
        return None if name in _NO_CHARSETS else str(body, label, "replace")
    except (LookupError, ValueError, TypeError):
        return None


def read_elements(
    text: str, base: str, wanted: frozenset[str], entries: frozenset[str], start: int = 0
) -> Iterator[Event]:
    """Return the elements of *text* from *start* on, as they begin and end; texts of those named in *wanted*.

    Neither a wanted element nor an entry is in another one: where one begins, the one before it
    that was not closed ends. Elements that are open at the end of the text were cut off: they come
    as ``cut``, innermost first.
    """
    tree = _Open(Entities(text[:start]), base, wanted, entries)
    take = {"start": tree.begin, "end": tree.end_tag, "text": tree.add_text, "raw": tree.add_raw}
    for kind, piece in _tokens(text, start):
        yield from take[kind](piece)
        if tree.is_full:
            break
    # Not "end": whoever counts entries has to know that the last one is not whole.
    yield from (("cut", element) for element in reversed(tree.elements))


class _Open:
    """The elements that are open; ``is_full``: there were as many in all as are read."""

    def __init__(
        self, entities: Entities, base: str, wanted: frozenset[str], entries: frozenset[str]
    ) -> None:
        self.elements: list[MarkupElement] = []
        self._entities, self._wanted, self._entries = entities, wanted, entries
        self._names: Counter[str] = Counter()
        self._document = MarkupElement("", "", "", None, base, entities)
        self._bases = self._begun = 0
        self.is_full = False

    @property
    def innermost(self) -> MarkupElement:
        """The innermost element that is open; where none is, the document."""
        return self.elements[-1] if self.elements else self._document

    def add_text(self, text: str) -> Iterable[Event]:
        """Add *text*, with its references resolved, to the wanted element that it is in."""
        collector = self.innermost.collector
        if collector is not None:
            collector.pieces.append(self._entities.resolved(text))
        return ()

    def add_raw(self, text: str) -> Iterable[Event]:
        """Add *text* as it is to the wanted element that it is in."""
        collector = self.innermost.collector
        if collector is not None:
            collector.pieces.append(text)
        return ()

    def begin(self, tag: str) -> Iterator[Event]:
        """Begin the element of a start tag."""
        self._begun += 1
        # A hostile file may be nothing but tags, each of which costs an object.
        self.is_full = self._begun > MAX_ELEMENTS
        if self.is_full:
            return
        name, prefix, raw = _split_tag(tag)
        yield from self._close_before(name, prefix)
        parent = self.innermost
        element = MarkupElement(name, prefix, raw, parent, self._base_of(raw), self._entities)
        own = element if name in self._wanted else None
        element.collector = parent.collector or own
        if raw.endswith("/"):
            yield "start", element
            yield "end", element
        # Deeper elements are passed over, and their end tags find no element to close.
        elif len(self.elements) < MAX_DEPTH:
            self.elements.append(element)
            self._names[name] += 1
            yield "start", element

    def _base_of(self, raw: str) -> str:
        """Return the base of an element that begins now, by its own ``xml:base`` or by those around it."""
        base = self.innermost.base
        # Each base is resolved against the one around it: without a bound, time would grow squared.
        if "xml:base" not in raw or self._bases >= MAX_BASES:
            return base
        self._bases += 1
        return _own_base(raw, base, self._entities)

    def _close_before(self, name: str, prefix: str) -> Iterator[Event]:
        """End the elements that were not closed, and cannot have one of this name in them."""
        collector = self.innermost.collector
        # A ``link`` that was not closed would take the rest of the item for its text.
        if collector is not None and name in self._wanted:
            yield from self.end(collector.name)
        # ``media:item`` inside ``item`` is another element, and ends nothing.
        if name in self._entries and self._prefix_of(name) == prefix:
            yield from self.end(name)

    def _prefix_of(self, name: str) -> str | None:
        """Return the prefix of the innermost open element of *name*; ``None`` where none is open."""
        same = (element.prefix for element in reversed(self.elements) if element.name == name)
        return next(same, None)

    def end_tag(self, tag: str) -> Iterator[Event]:
        """End the element that an end tag names, and all in it."""
        return self.end(_split(tag)[0])

    def end(self, name: str) -> Iterator[Event]:
        """End the innermost element of *name*, and all in it."""
        # Counted by name, so that a stray end tag costs no walk through all open elements.
        while self._names[name] > 0:
            element = self.elements.pop()
            self._names[element.name] -= 1
            yield "end", element
            if element.name == name:
                return


def _split_tag(tag: str) -> tuple[str, str, str]:
    written = _NAME_END.split(tag, maxsplit=1)[0]
    name, prefix = _split(written)
    return name, prefix, tag[len(written) :].rstrip()


def _split(written: str) -> tuple[str, str]:
    prefix, _, name = written.strip().lower().rpartition(":")
    return name, prefix


def _own_base(raw: str, base: str, entities: Entities) -> str:
    own = "".join(_BASE.findall(raw[:MAX_TAG])[:1])
    try:
        return urljoin(base, entities.resolved(own).strip())
    except ValueError:
        return base


def _tokens(text: str, at: int) -> Iterator[tuple[str, str]]:
    """Return the kind (``start``, ``end``, ``text``, ``raw``) and the text of each token."""
    # A mark that is never closed is none.
    last_section, last_comment = text.rfind("]]>"), text.rfind("-->")
    while at < len(text):
        opened = text.find("<", at)
        if opened < 0:
            yield "text", text[at:]
            return
        if opened > at:
            yield "text", text[at:opened]
        sign = text[opened + 1 : opened + 2]
        # As the tokenizer of HTML: "<" before anything else is text ("profits < 5 %").
        if sign.isalpha() or sign == "_":
            at = _tag_end(text, opened)
            yield ("start", text[opened + 1 : at - 1]) if at > opened + 1 else ("text", "<")
        elif sign == "/":
            at = _behind(text, ">", opened)
            yield "end", text[opened + 2 : at - 1]
        elif text.startswith("<![CDATA[", opened):
            at = text.index("]]>", opened) + 3 if opened < last_section else opened + 9
            # In CDATA no reference is resolved (XML 1.0, 2.7).
            yield "raw", text[opened + 9 : at - 3]
        elif sign in {"!", "?"}:
            at = _behind_declaration(text, opened, last_comment)
        else:
            yield "text", "<"
            at = opened + 1


def _behind(text: str, mark: str, at: int) -> int:
    """Return the place after the next *mark*, or after the text (and as much) where no mark follows."""
    found = text.find(mark, at)
    return found + len(mark) if found >= 0 else len(text) + len(mark)


def _behind_declaration(text: str, at: int, last_comment: int) -> int:
    if text.startswith("<!--", at):
        # A comment that is never closed would hide the rest of the file.
        return text.index("-->", at) + 3 if at < last_comment else at + 4
    ended = _behind(text, ">", at)
    if text.startswith("<?", at):
        return ended
    inner = text.find("[", at, ended)
    return ended if inner < 0 else _behind(text, ">", _behind(text, "]", inner))


def _tag_end(text: str, at: int) -> int:
    """Return the place after the tag that begins at *at*; a ``>`` in quotes is not its end.

    A ``<`` that no tag begins with, for another comes before its end, is a character: one place
    after it.
    """
    most = at + MAX_TAG
    first = end = text.find(">", at, most) + 1
    for _ in range(MAX_EXTENSIONS):
        if end == 0 or _has_bare_tag(text, at, end):
            return at + 1 if first in {0, end} else first
        if text.count('"', at, end) % 2 == 0:
            return end
        end = text.find(">", end, most) + 1
    return first


def _has_bare_tag(text: str, at: int, end: int) -> bool:
    """Return whether another ``<`` comes after the one at *at* and before *end*, and before any quote."""
    inner = text.find("<", at + 1, end)
    return inner >= 0 and {'"', "'"}.isdisjoint(text[at:inner])
