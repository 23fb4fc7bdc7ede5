"""Captions of pictures, and whose pictures they are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter, itemgetter

from lxml.html import HtmlElement

from newscrawl.boilerplate.selector_rules import match_selectors
from newscrawl.extract.body.rulings import indexes_of
from newscrawl.extract.body.supplied import supplied_captions
from newscrawl.extract.segmentation.asides import is_named_caption
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.segmentation.selectors import selectors_of
from newscrawl.extract.tags import INLINE

CREDIT_RULE = "selectors.credit"
MAX_CREDIT_CHARS = 120
"""A longer text is no credit."""
NAMES = (
    "photo(?:graph)?s?|pictures?|images?|credits?|foto(?:graf(?:ie|ía|ia)?)?s?|bild(?:er)?|imagen|crédito|crédits?|ph"
    "|zdjęcie|fot|snímek|kép|görsel|fotoğraf|фото|світлина|الصورة|تصوير|写真|撮影|图片|图|摄影|사진|फोटो"
)
LABELLED = re.compile(
    rf"(?:^|[\s(\[|/–—（【。、-])(?P<label>(?:{NAMES})(?:\s+(?:by|courtesy|von|de|di|van|par|credit|kredi))?\s*[:：=＝|/©]\s*)"
    rf"|(?:^|[(\[.|/–—-]\s*)(?P<by>(?:{NAMES})\s+by\s+)",
    re.IGNORECASE,
)
"""The beginning of a credit inside a caption: "Photo: …", "Foto von: …", "写真：…", "… . Photo by …"."""
MARKED = re.compile(
    rf"(?:{NAMES})(?:\s+(?:by|courtesy|von|de|di|van|par))?\s*(?:[:：=＝|/©]\s*|\s)(?=\S)",
    re.IGNORECASE,
)
"""The label of a text that the page itself marks as a credit."""
OWNED = re.compile(r"(?P<label>(?:©|\(c\))\s*)(?=\w)", re.IGNORECASE)
TOLD = re.compile(
    r"^\s*(?:[△▲▼▽↑◎]|(?:图为|图中|上图|下图|资料图|圖為|資料照|写真は|写真上|写真下|写真：))|(?:摄|攝|供图|圖|撮影|図|图片|照片|提供)\s*[）)】。]?\s*$"
)
"""How Chinese and Japanese papers begin or end a caption, which stands in a paragraph of its own."""
MAX_TOLD_CHARS = 100
MAX_CREDITED_CHARS = 300
"""The same of one with a labelled credit, which few paragraphs have."""
PARAGRAPHS = frozenset({"p", "div", "dd"})
MAX_WRAPPERS = 3
"""So many elements may be around a caption with nothing else before it in them."""
MAX_PICTURE_ELEMENTS = 8
BRACKETS = "()[]（）【】|/–—- "
_TAG = attrgetter("tag")


def in_captions(segments: Sequence[Segment]) -> list[Segment]:
    """Return those of *segments* that are in an element for the caption of a picture."""
    boxes = set(filter(_is_caption, levels_of(segments)))
    # What is below a quote is its source, not the caption of a picture.
    if boxes:
        boxes -= _below_quotes(segments, segments)
    supplied = set(supplied_captions(segments))
    return [
        each
        for each in segments
        if not boxes.isdisjoint(each.path) or each in supplied or _is_told(each)
    ]


def quote_sources(segments: Sequence[Segment], kept: frozenset[int]) -> frozenset[int]:
    """Return the sources of quotes that are *kept*: the captions of figures around quotes."""
    boxes = _below_quotes(segments, [segments[index] for index in kept])
    return indexes_of(each for each in segments if not boxes.isdisjoint(each.path))


def _below_quotes(segments: Sequence[Segment], among: Sequence[Segment]) -> set[Level]:
    """Return the ``figcaption`` elements of figures that hold a quote *among* some segments."""
    quotes = [each for each in among if each.kind == "quote"]
    figures = frozenset(filter(_is_figure, levels_of(quotes)))
    inside = [each for each in segments if not figures.isdisjoint(each.path)]
    return set(filter(_is_figcaption, levels_of(inside)))


def _is_figure(level: Level) -> bool:
    return level.tag == "figure"


def _is_figcaption(level: Level) -> bool:
    return level.tag == "figcaption"


def _is_told(segment: Segment) -> bool:
    """Return whether a short paragraph below a picture has the words of a caption, or a credit."""
    # The place first: few paragraphs have it.
    is_short = segment.width <= MAX_CREDITED_CHARS
    if not is_short or segment.tag not in PARAGRAPHS:
        return False
    if not _is_below_picture(segment.element):
        return False
    is_told = segment.width <= MAX_TOLD_CHARS and TOLD.search(segment.text) is not None
    return is_told or _holds_labelled_credit(segment.text)


def _before(element: HtmlElement) -> HtmlElement | None:
    """Return the element right before *element*, or before the boxes that it is first in."""
    around = islice(element.iterancestors(), MAX_WRAPPERS)
    for box in chain([element], around):
        previous = box.getprevious()
        parent = box.getparent()
        is_first = previous is None and parent is not None and _is_blank(parent.text)
        if not is_first:
            return previous
    return None


def _is_below_picture(element: HtmlElement) -> bool:
    """Return whether the element before is a picture."""
    before = _before(element)
    return before is not None and _is_picture(before)


def _holds_labelled_credit(text: str) -> bool:
    """Return whether there is a credit with a label in a text."""
    # The sign of ownership alone is that of the page, too.
    is_labelled = LABELLED.search(text) is not None
    return is_labelled and split_credit(text)[1] != ""


def _is_picture(element: HtmlElement) -> bool:
    """Return whether *element* is a picture with nothing beside it, not even text."""
    # Most have a text, and end here.
    if not _is_blank(element.text):
        return False
    # Bounded: a box of many elements is more than a picture.
    inner = list(islice(element.iter(), MAX_PICTURE_ELEMENTS + 1))
    is_small = len(inner) <= MAX_PICTURE_ELEMENTS
    has_picture = "img" in map(_TAG, inner)
    if not is_small or not has_picture:
        return False
    return _is_blank("".join(element.itertext())) and _is_blank(element.tail)


def _is_blank(text: str | None) -> bool:
    """Return whether nothing is written in *text*."""
    return text is None or not text.strip()


def _is_caption(level: Level) -> bool:
    """Return whether an element is for captions: by its tag, or one within a paragraph by its name."""
    if _is_figcaption(level):
        return True
    # A box of a text may be named "caption" as well: in a paragraph it is a part of the sentence's picture.
    return level.tag in INLINE and is_named_caption(level.selectors)


def captions_of(segments: Iterable[Segment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the captions of *segments* and the credits that are in them, each text once, in their order."""
    split = [split_credit(each.text, marked_credit(each.element)) for each in segments]
    captions = filter(None, map(itemgetter(0), split))
    credits_ = filter(None, map(itemgetter(1), split))
    return tuple(dict.fromkeys(captions)), tuple(dict.fromkeys(credits_))


def marked_credit(element: HtmlElement) -> str | None:
    """Return the text of the first element in *element* whose name says that it is a credit."""
    # The markup tells more surely than words: labels are read only where no element is named.
    named = filter(_is_named_credit, element.iterdescendants())
    return next(filter(None, map(line_of, named)), None)


def line_of(element: HtmlElement) -> str:
    """Return the text of *element* on one line."""
    return " ".join(element.text_content().split())


def _is_named_credit(element: HtmlElement) -> bool:
    """Return whether the name of *element* says that it is a credit."""
    rules = match_selectors(selectors_of(element))
    return any(rule.id == CREDIT_RULE for _, rule in rules)


def split_credit(text: str, marked: str | None = None) -> tuple[str, str]:
    """Return the text of a caption without its credit, and the credit; either may be empty.

    *marked* is the text that the page itself marks as the credit.

    >>> split_credit("The bridge at dawn. (Photo: Ada Lund / Harbour Press)")
    ('The bridge at dawn.', 'Ada Lund / Harbour Press')
    >>> split_credit("A photo of the bridge, taken in 1902")
    ('A photo of the bridge, taken in 1902', '')
    """
    if marked and marked in text:
        before, _, after = text.rpartition(marked)
        rest = f"{before.rstrip(BRACKETS)} {after.lstrip(BRACKETS)}"
        return " ".join(rest.split()), plain(marked)
    # The first label with a short rest: a later one may be within the name of an agency.
    least = len(text) - MAX_CREDIT_CHARS
    short = (place for place in _beginnings(text) if place[1] >= least)
    for start, end in short:
        credit = plain(text[end:])
        if credit:
            return text[:start].rstrip(BRACKETS), credit
    return text, ""


def _beginnings(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places where a credit may begin: of its label, and of the name after the label."""
    # Labels before the sign of ownership: "Photo: © Ann Lee" has both, and begins at the label.
    for match in chain(LABELLED.finditer(text), OWNED.finditer(text)):
        yield match.span(match.lastgroup or 0)


def plain(credit: str) -> str:
    """Return a credit without its label, brackets and sign."""
    label = MARKED.match(credit)
    if label is not None:
        credit = credit[label.end() :]
    return OWNED.sub("", credit).strip(BRACKETS)
