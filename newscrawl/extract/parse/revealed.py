"""Hidden elements that a reader gets to see: the rest of a story, an answer, a text that a script shows."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.segmentation.running import running_weights
from newscrawl.extract.segmentation.verse import weight
from newscrawl.extract.tags import BLOCKS
from newscrawl.text.sentences import is_ended

HOLDS_ARTICLE = etree.XPath(
    "boolean(self::article | self::main | .//h1 | .//article | .//main |"
    " .//*[@itemprop='articleBody'])"
)
MAX_RUNNING_SHARE = 0.2
"""One with more than this share (0–1) of the page's running text is a part of the article: it stays."""
MAX_SEEN_SHARE = 0.1
"""The same for one that is seen, but hidden from screen readers."""
MIN_RUNNING = 300
"""Weight of running text that such an element has."""
SHORT_BLOCK, MIN_SHORT = 40, 100
"""Weight of a short sentence, and of all of those that such an element has where nothing is longer."""
MIN_REST, MAX_BEFORE = 2, 20
"""Paragraphs of the rest of a story, at least, and neighbours before it in which the story is looked for."""
DIALOG = re.compile(
    r"(?:^|[\s_-])(?:modals?|pop-?ups?|popover|overlays?|dialogs?|lightbox|off-?canvas|drawer|cookies?|consent|gdpr"
    r"|toast|tooltip|onetrust\w*|newsletter|sign-?up|log-?in|menus?|nav(?:bar|igation)?)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of boxes that a page opens over its text, or next to it."""
DIALOG_TAGS = frozenset({"dialog", "nav", "form"})
DIALOG_ROLES = frozenset({"dialog", "alertdialog", "menu"})
OPENERS = etree.XPath(
    ".//*[@aria-controls or @data-target or @data-bs-target or starts-with(@href, '#')]"
)
FIELDS = ("input", "select", "textarea")
IS_HEADED = etree.XPath(
    "boolean(preceding-sibling::*[1]/descendant-or-self::*"
    "[self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::dt])"
)
OPENER_TAGS = ("button", "a", "div", "span", "h2", "h3", "h4", "summary")
TOGGLES = ("aria-controls", "data-target", "data-bs-target", "href")
"""Attributes by which a button names the element that it opens."""
MAX_TOGGLES = 5_000
MAX_OPENER_CHARS = 200
"""Characters of an element that is little else than a button."""
MIN_PIECE_CHARS = 25
"""An element without a piece of text of this weight has no running text."""
MIN_BEGUN, MAX_AFTER = 20, 30
"""Weight of the beginning of a sentence, at least, and of what opens its hidden end, at most."""
_DOTS = " …[("
MAX_TEXTS = 100
"""Pieces of text, and elements, of the neighbours of a hidden element that are looked at."""
MAX_LOOKS = 2_000
"""Elements in hidden ones that are looked at before all of the page is."""


Row = tuple[HtmlElement | None, str]


class Judge:
    """Tells elements that are hidden for good from parts of the article, and those that open at a click.

    No element is removed that holds a fair share of the page's running text, with those that are
    hidden next to it, nor one with running text that a button of the page opens: the rest of a story,
    an answer.
    """

    def __init__(self, tree: HtmlElement, found: Sequence[HtmlElement]) -> None:
        self._tree = tree
        self._found = found
        self._left = MAX_LOOKS

    def spares(self, element: HtmlElement, rule_id: str) -> bool:
        """Return whether *element* stays, though it is hidden."""
        # The cheap looks first: most hidden elements are labels, menus and forms.
        if not has_piece(element) or _is_dialog(element):
            return False
        # What is for screen readers is not opened by a button; the rest of a story is.
        may_open = rule_id != "hidden.class"
        if may_open and (self._goes_on(element) or _ends_line(element)):
            return True
        running = self._weight(element)
        if not running:
            return self._is_whole(element) or (may_open and _is_answer(element))
        if may_open and self._is_opened(element):
            return True
        whole = self._weights.get(self._tree, 0)
        # Readers see it anyway, so less is enough for it to stay.
        if rule_id == "hidden.aria":
            return running >= MAX_SEEN_SHARE * whole
        # Paragraphs and boxes that are hidden one by one, as meters do it, are weighed together.
        running = max(running, self._together[_row_of(element)])
        return running >= max(MIN_RUNNING, MAX_RUNNING_SHARE * whole)

    def _is_whole(self, element: HtmlElement) -> bool:
        """Return whether *element* has most sentences of a page without long ones: a script shows it."""
        own = running_weights(element, SHORT_BLOCK).get(element, 0)
        # All of the page is weighed last: it costs most.
        if own < MIN_SHORT or self._weights:
            return False
        return 2 * own > running_weights(self._tree, SHORT_BLOCK).get(self._tree, 0)

    def _goes_on(self, element: HtmlElement) -> bool:
        """Return whether *element* goes on with the story before it: its paragraphs are like those there.

        A short story has too little running text for its hidden rest to be long.
        """
        rest = list(filter(has_piece, islice(element.iter("p"), MAX_TEXTS)))
        if len(rest) < MIN_REST or not _is_after_like(rest[0], element):
            return False
        own = self._short.get(element, 0)
        return own >= max(MIN_SHORT, MAX_RUNNING_SHARE * self._short.get(self._tree, 0))

    def leaves_text(self, element: HtmlElement) -> bool:
        """Return whether the page has running text of some length without *element*."""
        return self._weights.get(self._tree, 0) - self._weights.get(element, 0) >= MIN_RUNNING

    def _weight(self, element: HtmlElement) -> int:
        """Return the weight of the running text in *element*; asked often, weigh all of the page at once."""
        # One by one while there are few; weighing the whole page is linear, once.
        if self._left > 0 and "_weights" not in self.__dict__:
            self._left -= len(list(element.iter()))
            return running_weights(element).get(element, 0)
        return self._weights.get(element, 0)

    @cached_property
    def _weights(self) -> Mapping[HtmlElement, int]:
        return running_weights(self._tree)

    @cached_property
    def _short(self) -> Mapping[HtmlElement, int]:
        """Weight of the sentences of the page, short ones too, by element."""
        return running_weights(self._tree, SHORT_BLOCK)

    @cached_property
    def _together(self) -> Counter[Row]:
        """Weight of the running text of the hidden elements that are side by side, by their row."""
        sizes: Counter[Row] = Counter()
        for element in self._found:
            sizes[_row_of(element)] += self._weights.get(element, 0)
        return sizes

    @cached_property
    def _opened(self) -> frozenset[str]:
        """The ids that buttons and links of the page name."""
        names: set[str] = set()
        # Whatever an opener may be: ``aria-controls`` of buttons, Bootstrap's targets, fragments.
        for element in islice(OPENERS(self._tree), MAX_TOGGLES):
            names.update(filter(None, map(element.get, TOGGLES)))
        return frozenset(name.removeprefix("#") for name in names)

    def _is_opened(self, element: HtmlElement) -> bool:
        """Return whether a button opens *element*: one that names it, or one that is next to it."""
        # Tabs show one panel at a time. Source: WAI-ARIA 1.2, role ``tabpanel``.
        if element.get("role") == "tabpanel" or element.get("id") in self._opened:
            return True
        beside = (element.getprevious(), element.getnext())
        return any(map(_holds_opener, beside))


def _is_answer(element: HtmlElement) -> bool:
    """Return whether *element* has a sentence, and the heading before it is a button: an accordion.

    Source: ARIA Authoring Practices Guide, "Accordion Pattern".
    """
    if not IS_HEADED(element):
        return False
    own = running_weights(element, SHORT_BLOCK).get(element, 0)
    return own > 0 and _holds_opener(element.getprevious())


def _ends_line(element: HtmlElement) -> bool:
    """Return whether *element* is the end of a sentence that begins in the open, in the same paragraph.

    After it is at most what opens it; an explanation of a word is amid its sentence.
    """
    box = next(element.iterancestors("p"), None)
    if box is None:
        return False
    parts = "\0".join(box.itertext()).partition("\0".join(element.itertext()))
    before, after = (" ".join(part.replace("\0", "").split()) for part in parts[::2])
    beginning = before.removesuffix("...").rstrip(_DOTS)
    is_begun = weight(beginning) >= MIN_BEGUN and not is_ended(beginning)
    return is_begun and weight(after) <= MAX_AFTER


def _is_after_like(paragraph: HtmlElement, element: HtmlElement) -> bool:
    """Return whether a paragraph like *paragraph* is near before *element*, or ends a box there."""
    near = islice(element.itersiblings("p", str(element.tag), preceding=True), MAX_BEFORE)
    ends = chain.from_iterable(map(_end_of, near))
    classes = map(_class_of, filter(has_piece, ends))
    return _class_of(paragraph) in classes


def _class_of(element: HtmlElement) -> str | None:
    """Return the class of *element* as it is written."""
    return element.get("class")


def _end_of(box: HtmlElement) -> Iterable[HtmlElement]:
    """Return the last paragraph that is directly in *box*, or *box* if it is one."""
    if box.tag == "p":
        return (box,)
    return islice(box.iterchildren("p", reversed=True), 1)


def has_piece(element: HtmlElement) -> bool:
    """Return whether *element* may hold running text."""
    for text in element.itertext():
        # The length as it is first: most pieces are short.
        if len(text) > MIN_PIECE_CHARS / 2 and weight(text.strip()) > MIN_PIECE_CHARS:
            return True
    return False


def _holds_opener(element: HtmlElement | None) -> bool:
    """Return whether there is such an *element*, and it is a button, or little else than one."""
    if element is None:
        return False
    chars = sum(map(len, islice(element.itertext(), MAX_TEXTS)))
    inner = islice(element.iter(*OPENER_TAGS), MAX_TEXTS)
    # With more text it is an article that has a button in it.
    openers = (element, *inner) if chars <= MAX_OPENER_CHARS else (element,)
    return any(map(_is_opener, openers))


def _row_of(element: HtmlElement) -> Row:
    """Return what hidden elements that belong together share: their parent, and the names of boxes."""
    box = element.getparent()
    if _is_leaf(element):
        return box, ""
    return box, element.get("class") or element.get("style") or ""


def _is_leaf(element: HtmlElement) -> bool:
    """Return whether *element* holds no further block: it is one paragraph."""
    return next(element.iterdescendants(*BLOCKS), None) is None


def _is_opener(element: HtmlElement) -> bool:
    """Return whether *element* is a button, or says that it opens something."""
    is_button = "button" in {element.tag, element.get("role")}
    return is_button or element.get("aria-expanded") is not None


def _is_dialog(element: HtmlElement) -> bool:
    """Return whether *element* is opened over the text of the page, or next to it, and holds no article."""
    # A box with the article in it is no dialog, however it is named.
    if HOLDS_ARTICLE(element):
        return False
    return _says_dialog(element) or _holds_field(element)


def _says_dialog(element: HtmlElement) -> bool:
    """Return whether the tag, the role or the names of *element* say that it is a dialog or a menu."""
    names = f"{element.get('class', '')} {element.get('id', '')}"
    signs = (
        element.tag in DIALOG_TAGS,
        element.get("role") in DIALOG_ROLES,
        element.get("aria-modal"),
        element.get("popover") is not None,
        DIALOG.search(names),
    )
    return any(signs)


def _holds_field(element: HtmlElement) -> bool:
    """Return whether *element* has a form in it: a log-in, a search, a question of consent."""
    fields = islice(element.iter(*FIELDS), MAX_TEXTS)
    return any(field.get("type") != "hidden" for field in fields)
