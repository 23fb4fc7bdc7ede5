"""A page as it came, made inert: its text and structure, with a mark on each block that something became of.

Only elements and attributes of a short list stay; nothing that runs, loads, sends, leads away or
hides is among them. The frame that shows it forbids all of this once more.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.segmentation.segments import Segment, key_of, segment_tree
from newscrawl.extract.tags import BLOCKS, INLINE
from newscrawl.system.terminal import printable

MARK = "data-n"
OURS = frozenset({MARK, "data-f", "data-c"})
_DROPPED = frozenset(
    "script style title head iframe frame frameset applet svg math select textarea template portal".split()
)
_UNWRAPPED = frozenset(
    """
    link meta base object embed audio video source track canvas input map area param img picture image
    noembed noframes
    """.split()
)
"""What may hold text: elements that are empty in HTML, around all that follows for libxml2; and fallbacks."""
_KEPT_ATTRIBUTES = frozenset("class id lang dir colspan rowspan".split())
_MAX_VALUE = 200
_BEGIN_CHARS = 40
"""Blocks that are not wholly alike are taken for one another where their first characters are."""


@dataclass(frozen=True, slots=True)
class WantedBlock:
    """A block to be marked: its number, its text, and what became of it."""

    number: int
    text: str
    outcome: str
    category: str = ""


def mark(tree: HtmlElement, wanted: Sequence[WantedBlock]) -> None:
    """Mark the elements of *tree* that hold *wanted* blocks: ``data-n`` (numbers), ``data-f``, ``data-c``."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            for name in OURS.intersection(element.keys()):  # a page may bring marks of its own
                del element.attrib[name]
    segments = segment_tree(tree)
    found = [
        (one, segment)
        for one, segment in zip(wanted, _find(segments, wanted), strict=True)
        if segment
    ]
    # A mark on an element that holds other marked ones would colour these as well.
    marked = {segment.element for _, segment in found}
    loose = {
        element for element in marked if any(child in marked for child in element.iterdescendants())
    }
    for one, segment in found:
        for element in (
            _loose_text(segment.element) if segment.element in loose else (segment.element,)
        ):
            _set(element, one)


def _set(element: HtmlElement, one: WantedBlock) -> None:
    # Several blocks may be in one element; one of them that is kept decides its colour.
    numbers = element.get(MARK)
    element.set(MARK, f"{numbers} {one.number}" if numbers else str(one.number))
    if numbers is None or one.outcome == "kept":
        element.set("data-f", one.outcome)
        element.set("data-c", one.category)


def _loose_text(element: HtmlElement) -> list[HtmlElement]:
    """Wrap the text that is in *element* itself, not in its blocks; return the wrappers."""
    made = []
    if element.text and element.text.strip():
        wrapper = element.makeelement("span", {})
        wrapper.text, element.text = element.text, None
        element.insert(0, wrapper)
        made.append(wrapper)
    for child in list(element):
        if child.tail and child.tail.strip():
            wrapper = element.makeelement("span", {})
            wrapper.text, child.tail = child.tail, None
            child.addnext(wrapper)
            made.append(wrapper)
    # Inline elements between the pieces of text belong to the same block.
    return [*made, *(child for child in element if child.tag in INLINE and child not in made)] or [
        element
    ]


def _find(segments: Sequence[Segment], wanted: Iterable[WantedBlock]) -> list[Segment | None]:
    """Return for each of *wanted* the segment of the page with its text: the next one, else the first."""
    whole, begins = defaultdict(list), defaultdict(list)
    for segment in segments:
        whole[segment.key].append(segment)
        begins[segment.key[:_BEGIN_CHARS]].append(segment)
    found: list[Segment | None] = []
    last = -1
    for one in wanted:
        key = key_of(one.text)
        # Extraction may have changed a block after its first words.
        places = whole.get(key) or begins.get(key[:_BEGIN_CHARS]) or []
        # Text that a page repeats: the next in document order, as the blocks come in that order.
        next_one = bisect_left([segment.index for segment in places], last + 1)
        following = places[next_one:] or places
        last = following[0].index if following else last
        found.append(following[0] if following else None)
    return found


def inert(tree: HtmlElement) -> str:
    """Return the body of *tree* as harmless HTML; *tree* is changed."""
    body = tree.find("body")
    top = tree if body is None else body
    # A list, since the loop changes the tree that iter() walks.
    for element in list(top.iter()):
        if not isinstance(element.tag, str):
            _drop(element)
        elif element is not top:
            _clean(element)
    # The frame has a body of its own.
    top.tag = "div"
    _clean_attributes(top)
    return str(etree.tostring(top, method="html", encoding="unicode", with_tail=False))


def _clean(element: HtmlElement) -> None:
    tag = str(element.tag).lower()
    # <image> is what browsers read as <img> (WHATWG).
    if tag in {"img", "image"} and element.get("alt"):
        _as_picture(element)
        return
    if tag in _DROPPED:
        _drop(element)
        return
    if tag in _UNWRAPPED:
        element.drop_tag()
        return
    # Not dropped: some sites hold the whole page in one form.
    if tag == "form":
        element.tag = "div"
    elif tag == "a":
        _as_link(element)
        return
    elif tag not in BLOCKS and tag not in INLINE:
        # Custom and obsolete elements: their text stays, their names and what they do not.
        element.tag = "div" if any(child.tag in BLOCKS for child in element) else "span"
    _clean_attributes(element)


def _as_picture(element: HtmlElement) -> None:
    alt = printable(str(element.get("alt")))
    element.tag, element.text = "span", f"[{alt}] {element.text or ''}".strip()
    _clean_attributes(element)
    element.set("class", "nc-picture")


def _as_link(element: HtmlElement) -> None:
    """Let a link lead nowhere, but tell where it led."""
    href = printable(element.get("href") or "")
    _clean_attributes(element)
    element.tag = "span"
    element.set("class", "nc-link")
    if href:
        element.set("title", href[:_MAX_VALUE])


def _clean_attributes(element: HtmlElement) -> None:
    for name, value in list(element.items()):
        if name not in OURS and (name not in _KEPT_ATTRIBUTES or len(value) > _MAX_VALUE):
            del element.attrib[name]


def _drop(element: HtmlElement) -> None:
    """Take *element* out, and leave the text after it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    # To lxml the text after an element is a part of it, and remove() takes it along.
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
