"""Captions of pictures, and whose pictures they are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from lxml.html import HtmlElement

from newscrawl.boilerplate.selector_rules import match_selectors
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
BRACKETS = "()[]（）【】|/–—- "


def in_captions(segments: Sequence[Segment]) -> list[Segment]:
    """Return those of *segments* that are in an element for the caption of a picture."""
    boxes = {level for level in levels_of(segments) if _is_caption(level)}
    return [each for each in segments if not boxes.isdisjoint(each.path)] if boxes else []


def _is_caption(level: Level) -> bool:
    """Return whether an element is for captions: by its tag, or one within a paragraph by its name."""
    return level.tag == "figcaption" or (level.tag in INLINE and is_named_caption(level.selectors))


def captions_of(segments: Iterable[Segment]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the captions of *segments* and the credits that are in them, each text once, in their order."""
    split = [split_credit(each.text, marked_credit(each.element)) for each in segments]
    captions = filter(None, map(itemgetter(0), split))
    credits_ = filter(None, map(itemgetter(1), split))
    return tuple(dict.fromkeys(captions)), tuple(dict.fromkeys(credits_))


def marked_credit(element: HtmlElement) -> str | None:
    """Return the text of the first element in *element* whose name says that it is a credit."""
    # The markup tells more surely than words: labels are read only where no element is named.
    for inner in filter(_is_named_credit, element.iterdescendants()):
        text = " ".join(inner.text_content().split())
        if text:
            return text
    return None


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
        return " ".join(f"{before.rstrip(BRACKETS)} {after.lstrip(BRACKETS)}".split()), plain(
            marked
        )
    # The first label with a short rest: a later one may be within the name of an agency.
    for start, end in _beginnings(text):
        if len(text) - end <= MAX_CREDIT_CHARS and (credit := plain(text[end:])):
            return text[:start].rstrip(BRACKETS), credit
    return text, ""


def _beginnings(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places where a credit may begin: of its label, and of the name after the label."""
    # Labels before the sign of ownership: "Photo: © Ann Lee" has both, and begins at the label.
    for pattern in (LABELLED, OWNED):
        yield from (match.span(match.lastgroup or 0) for match in pattern.finditer(text))


def plain(credit: str) -> str:
    """Return a credit without its label, brackets and sign."""
    label = MARKED.match(credit)
    return OWNED.sub("", credit[label.end() :] if label else credit).strip(BRACKETS)
