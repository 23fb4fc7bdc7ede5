"""Text of a page to a tree: other files are refused, and markup that would break a parser is mended first.

libxml2 stops at 2,048 levels and drops the rest of the page; trafilatura gives nothing for a tree
deeper than 256, nothing for one control character, and takes quadratic time in the children of one
element and in the text of all paragraphs. So the nesting is cut in the text where it is too deep,
children are thinned out where they are a crowd (``wide``), and the text of the paragraphs is given
in linear time.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from newscrawl.errors import ExtractError
from newscrawl.extract.characters import has_wide
from newscrawl.extract.parse.charset import decode
from newscrawl.extract.parse.mending import mended
from newscrawl.extract.parse.misplaced import mend_places
from newscrawl.extract.parse.mojibake import mend_mojibake
from newscrawl.extract.parse.nesting import cut_nesting
from newscrawl.extract.parse.wide import flatten_tables, thin_wide_elements


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one page; a page beyond ``max_bytes`` or ``max_elements`` is refused.

    Attributes:
        max_bytes: Bytes of the page.
        max_elements: Opening tags, counted before parsing.
        max_depth: Levels of nesting; tags beyond are left out, their text is kept.
        max_inline: Children of a kind of one element; beyond, they are thinned out.
        max_tables: Tables around a table; those deeper inside become boxes.
    """

    max_bytes: int = 16_000_000
    max_elements: int = 400_000
    max_depth: int = 200
    max_inline: int = 1_000
    max_tables: int = 10


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as a tree.

    Attributes:
        tree: The ``html`` element.
        charset: The charset it was read in.
        text: The page's text, mended.
        flags: The kinds of mending that it needed: ``flattened``.
        is_wide: Whether it may hold Chinese or Japanese.
        elements: All elements of the tree as it was parsed. lxml makes an object for an element
            each time it is met, unless it still has one: held here, each is made once, which saves
            a twentieth of a page.
    """

    tree: HtmlElement
    charset: str
    text: str = ""
    flags: tuple[str, ...] = ()
    is_wide: bool = False
    elements: tuple[HtmlElement, ...] = ()


NO_PAGE = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (rb"\s*%PDF-", "a PDF document"),
        (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....(?:WEBP|WAVE|AVI )|BM.{4}\0\0\0\0", "an image"),
        # With the bytes behind their names: a text may begin with the word "ID3".
        (
            rb"PK\x03\x04|\x1f\x8b|7z\xbc\xaf|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ|\x28\xb5\x2f\xfd",
            "an archive",
        ),
        (
            rb"\0\0..ftyp|OggS\0|ID3[\2-\4]|\x1aE\xdf\xa3|wOF[F2]|\x00\x01\x00\x00\x00",
            "a media file",
        ),
        (
            # A page may leave out its first tags, and begin with a drawing: its doctype tells.
            rb"\s*(?:<[?!](?!(?i:doctype\s+html))[^>]*>\s*)*"
            rb"<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b",
            "XML that is no page",
        ),
    )
)
JSON = re.compile(rb"\s*[{\[]\s*[\"{\[\]}\d]")
OPENING = re.compile(r"<[a-zA-Z]")
MIN_TAG_CHARS = 2
"""What ``OPENING`` finds has so many characters."""
_NOISE_BYTES = bytes((*range(1, 9), *range(14, 32)))
REPLACED = "\ufffd"
_NOISE_CHARS, _NOISE_PERCENT, _NOISE_MIN = 4_096, 2, 20


class Element(HtmlElement):
    """An element that gives the text of its paragraphs in linear time.

    trafilatura asks for it with one XPath expression, for which libxml2 compares each piece of text
    with all before it: 60,000 pieces cost 15 seconds, each time.
    """

    def xpath(self, path: str | bytes | bytearray, /, **options: Any) -> Any:
        """Evaluate *path* as lxml does."""
        # The two expressions that trafilatura asks with; all others are libxml2's to answer.
        if path == "//p//text()":
            return _paragraph_texts(self.getroottree().getroot())
        if path == ".//p//text()":
            return _paragraph_texts(self)
        return super().xpath(path, **options)


def _paragraph_texts(tree: etree._Element) -> list[str]:
    """Return the text nodes that are in the ``p`` elements of *tree*, each once."""
    found: list[str] = []
    outer = None
    for paragraph in tree.iter("p"):
        # Paragraphs in paragraphs are made by broken markup; their text belongs to the outermost.
        if outer is None or outer not in paragraph.iterancestors("p"):
            found += paragraph.itertext()
            outer = paragraph
    return found


ONE_CLASS = etree.ElementDefaultClassLookup(element=Element)
"""One class for all elements, chosen in C; lxml.html asks Python for each element, 2 ms a page."""


def parse_html(body: bytes, content_type: str = "", limits: Limits = Limits()) -> Parsed:
    """Parse *body* into a tree of at most ``limits.max_depth`` levels.

    Raises:
        ExtractError: ``empty``, ``not_html``, ``too_large`` or ``too_many_elements``.
    """
    _refuse(body, limits)
    # Bytes are judged before they are decoded, text before it is parsed: each step is dearer.
    text, charset = decode(body, content_type)
    if _is_noise(text):
        raise ExtractError("not_html", f"expected HTML, got {len(body)} bytes that are no text")
    read, text = text, mend_mojibake(text)
    source = _utf8_of(body, text, charset) if text is read else text.encode("utf-8", "ignore")
    raw = mended(source, text)
    # Most pages are clean, and keep their text without another decoding.
    if raw != source:
        text = raw.decode()
    if not OPENING.search(text):
        raise ExtractError("not_html", f"expected HTML, got {len(body)} bytes with no tag in them")
    # An upper bound first: the exact count by a pattern is needed for large pages only.
    most = len(raw) // MIN_TAG_CHARS
    if most > limits.max_elements and (count := len(OPENING.findall(text))) > limits.max_elements:
        raise ExtractError(
            "too_many_elements", f"{count} tags, more than the limit of {limits.max_elements}"
        )
    flags: tuple[str, ...] = ()
    tree = _parse_utf8(raw)
    # Parsed twice only where it must be: cutting needs the text, and few pages are that deep.
    if is_deeper(tree, limits.max_depth):
        tree, flags = _parse_flat(text, limits.max_depth), ("flattened",)
    mend_places(tree)
    elements = tuple(tree.iter())
    # ``|`` and not ``or``: both have to be done.
    if flatten_tables(tree, limits.max_tables) | thin_wide_elements(tree, limits.max_inline):
        flags = ("flattened",)
    return Parsed(tree, charset, text, flags, has_wide(raw), elements)


def _refuse(body: bytes, limits: Limits) -> None:
    """Raise an ``ExtractError`` where *body* cannot be a page."""
    if not body.strip():
        raise ExtractError("empty", "the page is empty")
    if len(body) > limits.max_bytes:
        raise ExtractError(
            "too_large", f"{len(body)} bytes, more than the limit of {limits.max_bytes}"
        )
    most = 3 * limits.max_elements
    # Known before any text is made of it; small pages need no count.
    if len(body) > most and (marks := body.count(b"<")) > most:
        raise ExtractError(
            "too_many_elements", f"{marks} tags, elements are limited to {limits.max_elements}"
        )
    kind = kind_of_data(body)
    if kind is None and JSON.match(body[:2048]):
        kind = "JSON"
    if kind is not None:
        raise ExtractError("not_html", f"expected HTML, got {kind}")


def kind_of_data(body: bytes) -> str | None:
    """Return what *body* is by its first bytes, where that is neither a page nor a text; else ``None``."""
    head = body[:2048]
    # By content: servers send PDFs as text/html and pages as octet-stream.
    for pattern, name in NO_PAGE:
        if pattern.match(head):
            return name
    return None


def _is_noise(text: str) -> bool:
    """Return whether *text* is made of packed bytes: of its beginning, a share is control characters."""
    head = text[:_NOISE_CHARS].encode("utf-8", "ignore")
    noise = len(head) - len(head.translate(None, _NOISE_BYTES))
    # The least number spares short pages with one stray byte.
    return noise * 100 > _NOISE_PERCENT * len(head) and noise > _NOISE_MIN


def _utf8_of(body: bytes, text: str, charset: str) -> bytes:
    """Return *text* in UTF-8: the *body* that it was read from, where that is what it would be."""
    is_same = charset == "utf-8" and not body.startswith(codecs.BOM_UTF8)
    # Without a replaced character all bytes were valid, so that encoding would give them again.
    return body if is_same and REPLACED not in text else text.encode("utf-8", "ignore")


def _parse_utf8(raw: bytes) -> HtmlElement:
    """Parse a text in UTF-8, comments and processing instructions left out."""
    # ``huge_tree`` lifts libxml2's limits on sizes: those of the page were checked before.
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(ONE_CLASS)
    try:
        return lxml_html.document_fromstring(raw, parser=parser)
    except etree.ParserError as error:
        raise ExtractError("empty", f"the page holds no element: {error}") from error


def _parse_flat(text: str, max_depth: int) -> HtmlElement:
    """Parse *text* with its nesting cut to *max_depth* levels; some are kept free for implied elements."""
    tree = _parse_utf8(cut_nesting(text, max_depth - 20).encode("utf-8", "replace"))
    if is_deeper(tree, max_depth):  # end tags that the parser does not take as the cut did
        cut = cut_nesting(text, max_depth - 20, strictly=True)
        tree = _parse_utf8(cut.encode("utf-8", "replace"))
    return tree


def is_deeper(tree: HtmlElement, depth: int) -> bool:
    """Return whether *tree* has an element below *depth* levels, in time linear in its size."""
    return bool(_below(depth)(tree))


@cache
def _below(depth: int) -> etree.XPath:
    """Return the expression for an element below *depth* levels; libxml2 takes a while to read it."""
    return etree.XPath("/".join(["*"] * depth) + "/*[1]")
