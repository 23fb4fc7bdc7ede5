"""Signs of what kind a page is: one pass over its tree, counts only; ``discover.articles`` judges them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.extract.metadata.jsonld import Node, types
from newscrawl.extract.strings import element_text
from newscrawl.model.items import PageFeatures

LONG_CHARS = 80
MAX_TYPES = 40
_UNSEEN = frozenset("script style noscript template head svg select option textarea iframe".split())
_HEADINGS = frozenset("h1 h2 h3 h4".split())
_PLAYERS = re.compile(r"(?i)youtube|youtu\.be|vimeo|dailymotion|jwplayer|brightcove|player|video")
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|EUR\b|USD\b|zł|kr\b|руб)")
PRICE_CHARS = 200
"""A price that is a label is in less text than this."""
_ITEM_TYPES = XPath("./descendant::*/@itemtype", smart_strings=False)
_FIELDS = frozenset("text search email tel number password checkbox radio url date".split())


def read_signs(tree: HtmlElement, nodes: Sequence[Node]) -> PageFeatures:
    """Return the counts of the page's structure; *nodes* are those of its JSON-LD; *tree* is not changed."""
    counts: Counter[str] = Counter()
    body = tree.find("body")
    _count(body if body is not None else tree, counts)
    headline, title = tree.find(".//h1"), tree.find(".//title")
    return PageFeatures(
        types=tuple(dict.fromkeys((*_jsonld_types(nodes), *_microdata_types(tree))))[:MAX_TYPES],
        og_type=_og_type(tree),
        headline=_line(headline),
        title=_line(title),
        **counts,
    )


def _line(element: HtmlElement | None) -> str:
    return "" if element is None else element_text(element, max_chars=500) or ""


def _count(body: HtmlElement, counts: Counter[str]) -> None:
    """Walk *body* and count; the content of links, articles and unseen elements is known by its depth."""
    # By hand and not by ``iter``: each element has to know what it is in.
    stack: list[tuple[HtmlElement, list[str], bool]] = []
    texts: list[str] = []
    linked: list[str] = []
    stack.append((body, texts, False))
    while stack:
        element, found, in_article = stack.pop()
        tag = element.tag
        if tag in _UNSEEN or not isinstance(tag, str):
            # Its content is unseen, but a player counts.
            _count_frame(element, counts)
            continue
        if tag == "a":
            found = linked
        if text := element.text:
            found.append(text)
        if counter := _COUNTERS.get(tag):
            counter(element, counts)
        if tag == "article":
            # Articles in articles are comments or embedded posts.
            counts["articles"] += not in_article
            in_article = True
        for child in element:
            if tail := child.tail:
                # The tail is in the element around it, and not in the link that ended.
                found.append(tail)
            stack.append((child, found, in_article))
    _count_texts(texts, linked, counts)


def _count_texts(texts: Iterable[str], linked: Iterable[str], counts: Counter[str]) -> None:
    """Count the characters of the runs of text, those in links apart, and the prices in short ones."""
    plain, links = list(map(str.strip, texts)), list(map(str.strip, linked))
    counts["link_chars"] = sum(map(len, links))
    counts["chars"] = counts["link_chars"] + sum(map(len, plain))
    # One search for all; NUL keeps prices from forming across two texts.
    short = "\0".join(text for text in (*plain, *links) if 0 < len(text) < PRICE_CHARS)
    counts["prices"] = len(_PRICE.findall(short))


def _count_paragraph(element: HtmlElement, counts: Counter[str]) -> None:
    # With links first: only paragraphs that are long enough are walked again.
    length = _text_length(element)
    if length >= LONG_CHARS:
        length -= sum(map(_text_length, element.iter("a")))
    if length >= LONG_CHARS:
        counts["paragraphs"] += 1
        counts["paragraph_chars"] += length


def _text_length(element: HtmlElement) -> int:
    """Count the characters of *element*, white space around its pieces left out."""
    return sum(map(len, map(str.strip, element.itertext())))


def _count_heading(element: HtmlElement, counts: Counter[str]) -> None:
    counts["headings"] += 1
    parent = element.getparent()
    around = parent is not None and parent.tag == "a"
    counts["linked_headings"] += around or element.find(".//a[@href]") is not None


def _count_link(element: HtmlElement, counts: Counter[str]) -> None:
    counts["links"] += bool(element.get("href"))


def _count_input(element: HtmlElement, counts: Counter[str]) -> None:
    kind = (element.get("type") or "text").lower()
    counts["inputs"] += kind in _FIELDS
    counts["passwords"] += kind == "password"


def _count_frame(element: HtmlElement, counts: Counter[str]) -> None:
    if element.tag == "iframe":
        source = element.get("src") or element.get("data-src") or ""
        counts["videos"] += _PLAYERS.search(source) is not None


def _count_video(element: HtmlElement, counts: Counter[str]) -> None:
    counts["videos"] += 1


def _count_time(element: HtmlElement, counts: Counter[str]) -> None:
    counts["times"] += 1


_COUNTERS = {
    "p": _count_paragraph,
    "a": _count_link,
    "input": _count_input,
    "video": _count_video,
    "time": _count_time,
    **dict.fromkeys(_HEADINGS, _count_heading),
}


def _jsonld_types(nodes: Iterable[Node]) -> list[str]:
    return list(map(str.lower, chain.from_iterable(map(types, nodes))))


def _microdata_types(tree: HtmlElement) -> list[str]:
    # The type's name without its vocabulary: schema.org or data-vocabulary.org.
    values = islice(_ITEM_TYPES(tree), MAX_TYPES)
    names = (value.rstrip("/").rpartition("/")[2] for value in values)
    return [name.lower()[:60] for name in names]


def _og_type(tree: HtmlElement) -> str:
    for element in tree.iterfind(".//meta[@property]"):
        if element.get("property", "").lower() == "og:type":
            return element.get("content", "").strip().lower()[:60]
    return ""
