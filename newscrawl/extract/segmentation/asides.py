"""What is written into a paragraph and is no part of its sentence: notes, marks, captions."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.boilerplate.selector_rules import match_selectors
from newscrawl.extract.segmentation.boxes import has_text
from newscrawl.extract.segmentation.selectors import selectors_of

NOTE = re.compile(r"(?:^|[\s_-])(?:side|margin)-?_?note(?:$|\s)", re.IGNORECASE)
EDIT = re.compile(r"[?&](?:ve)?(?:action|do)=edit\b")
"""URLs by which a page is changed. Sources: mediawiki.org/wiki/Manual:Parameters_to_index.php,
dokuwiki.org/devel:action_modes."""
PICTURES = frozenset({"img", "picture", "amp-img"})
CAPTION_RULES = frozenset({"selectors.caption", "selectors.credit"})
MAX_MARK_CHARS = 4
"""Characters of a mark that leads back, or to its own place: no text of the page."""


def is_note(element: HtmlElement) -> bool:
    """Return whether *element* is a note that is in the margin of its paragraph, by its name."""
    return NOTE.search(element.get("class", "")) is not None


def is_mark(link: HtmlElement) -> bool:
    """Return whether *link*, to a place of its page, is only a mark: ``↩``, ``¶``, ``#``."""
    text = "".join(link.itertext()).strip()
    # A number is the mark of a note, and part of the sentence for whoever reads it.
    return 0 < len(text) <= MAX_MARK_CHARS and not any(map(str.isalnum, text))


def is_edit(element: HtmlElement) -> bool:
    """Return whether *element* is no more than the link by which a wiki's section is changed: ``[edit]``."""
    # The name first: it costs least, and next to no element has it.
    if "edit" not in element.get("class", ""):
        return False
    link = next(element.iter("a"), None)
    return link is not None and EDIT.search(link.get("href", "")) is not None


def is_caption(element: HtmlElement) -> bool:
    """Return whether *element* is right after a picture, and named as its caption."""
    before = element.getprevious()
    if before is None or has_text(before.tail) or not _is_picture(before):
        return False
    return is_named_caption(selectors_of(element))


def _is_picture(element: HtmlElement) -> bool:
    """Return whether *element* is a picture, or a box of pictures alone."""
    if element.tag in PICTURES:
        return True
    holds = next(element.iter(*PICTURES), None) is not None
    return holds and not any(map(has_text, element.itertext()))


@lru_cache(maxsize=1 << 12)
def is_named_caption(selectors: tuple[str, ...]) -> bool:
    """Return whether *selectors* name a caption; remembered, since sites repeat their names."""
    return any(rule.id in CAPTION_RULES for _, rule in match_selectors(selectors))
