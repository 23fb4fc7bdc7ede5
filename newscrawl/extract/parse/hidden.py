"""Text that a browser does not show: found by what its element says, or by a style rule of the page.

An element that is hidden by itself is removed, unless it holds a fair share of the running text of
the page, or running text that a button opens: then a reader gets to see it. A style rule is weaker
evidence, since scripts may show the element: it removes none that holds a headline, an article, or
running text of some length, nor any where the rule hides much of the page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, filterfalse, islice
from math import inf
from operator import attrgetter

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.parse.gaps import take_out
from newscrawl.extract.parse.revealed import HOLDS_ARTICLE, Judge
from newscrawl.extract.parse.stylesheet import Sheet
from newscrawl.extract.segmentation.boxes import with_ancestors
from newscrawl.extract.segmentation.running import running_weights
from newscrawl.extract.tags import BLOCKS, CONTROLS

UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]"
    r"+[01](?:px)?[\s,]+[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:left|top|right|text-indent|margin-left)\s*:"
    r"\s*-\d{4,}|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
UNSEEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-?reader(?:-only|-text)?|a11y-hidden|offscreen|off-screen)(?:$|[\s_-])",
    re.IGNORECASE,
)
STATES = frozenset(
    "hidden is-hidden u-hidden d-none hide invisible is-invisible w-condition-invisible uk-hidden".split()
)
"""Classes by which style sheets of many sites hide an element."""
UNMET = frozenset({"w-condition-invisible"})
"""Classes of elements whose condition the site's software found unmet when it wrote the page: nothing
opens them. Source: Webflow Help, "Conditionals"."""
SHOWS_AGAIN = re.compile(r"^(?:d|show|visible)-(?!none)|:|-(?:block|flex|grid|table|inline)$")
"""Classes that show it again on screens of some width, or in some state."""
MAY_HIDE = {
    "class": re.compile("idden|only|creen|none|hide|nvisible"),
    "style": re.compile("none|idden|clip|collapse|-[91]|font-size"),
    # These two hide by being there; what their values say is looked at later.
    "hidden": re.compile(""),
    "popover": re.compile(""),
    "aria-hidden": re.compile("true"),
}
"""What an attribute has that may hide its element; looked at in Python, all of a page takes half of the
time that an XPath expression takes."""
MAX_HIDDEN_SHARE = 0.6
"""A hidden element with more than this share (0–1) of the page's text is shown by a script: it stays."""
MAX_RULED_SHARE = 0.3
"""A style rule that hides more than this share (0–1) of the page's text is not believed."""
MAX_RULED_RUNNING = 600
"""Weight of running text that an element may hold to be taken out by a style rule."""
ICON = re.compile(
    r"(?:^|[\s_-])(?:icons?|glyph(?:icon)?|material-symbols|fa|svg|arrow|chevron|caret|sep(?:arator)?)",
    re.IGNORECASE,
)
MAX_DECORATION = 3
"""Words of a decoration."""
MAX_SIGN_CHARS = 3
MAX_LINK_SHARE = 0.4
"""Share (0–1) of link text at which a block that screen readers pass over is a menu."""
MAX_LINKS = 200
"""Links at which it is one, too."""
MAX_CLASSES = 30
BEGINNING_CHARS = 60
"""Characters by which an element is found in the text of the article."""
MAX_KEPT = 2_000

DIALOG = "structure.dialog"
REASONS = {
    "hidden.attribute": "Its element is hidden.",
    "hidden.style": "The style of its element hides it.",
    "hidden.class": "It is for screen readers.",
    "hidden.state": "A class of its element says that it is hidden.",
    "hidden.aria": "Its element is decoration, hidden from screen readers.",
    "hidden.rule": "A style rule of the page hides it.",
    DIALOG: "It stands in a dialog over the page.",
}
"""Why an element was taken out, by rule; all but ``DIALOG`` are of the category ``hidden``."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """An element that was taken out: a hidden one, or a dialog over the page.

    Attributes:
        text: Its text, white space folded.
        parent: The element that it was in.
        rule_id: Why: a key of ``REASONS``.
    """

    text: str
    parent: HtmlElement
    rule_id: str


def drop_hidden(tree: HtmlElement) -> tuple[Hidden, ...]:
    """Remove elements that are hidden by themselves from *tree*; return them."""
    found = list(_hidden_elements(tree))
    # Most pages end here, before anything is weighed.
    if not found:
        return ()
    judge = Judge(tree, [element for element, _ in found])
    largest = MAX_HIDDEN_SHARE * _text_size(tree)
    taken: dict[HtmlElement, Hidden] = {}
    for element, rule_id in found:
        # Inside of a removed one, an element needs no verdict of its own.
        if _is_in(element, taken):
            continue
        if _is_unmet(element) and judge.leaves_text(element):
            take(element, rule_id, inf, taken)
        elif not judge.spares(element, rule_id):
            take(element, rule_id, largest, taken)
    # Bounded: a hostile page may hide a hundred thousand elements, each with a word.
    return _with_text(taken)[:MAX_KEPT]


def _with_text(taken: Mapping[HtmlElement, Hidden]) -> tuple[Hidden, ...]:
    """Return those of *taken* that hold a text, in their order."""
    return tuple(filter(attrgetter("text"), taken.values()))


def _hidden_elements(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the elements of *tree* that are hidden by themselves, each with the rule that says so."""
    # Candidates by attributes alone: judging each element of a page by its text costs too much.
    for element in _candidates(tree):
        rule_id = _why_hidden(element)
        if rule_id is not None:
            yield element, rule_id


def _candidates(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Return the elements of *tree* that may be hidden by themselves."""
    for element in tree.iter(etree.Element):
        for name, value in element.items():
            if name in MAY_HIDE and _may_hide(name, value):
                yield element
                break
        else:
            if element.tag == "dialog":
                yield element


@lru_cache(maxsize=1 << 12)
def _may_hide(name: str, value: str) -> bool:
    """Return whether an attribute of ``MAY_HIDE`` may hide its element; remembered, names come again."""
    return MAY_HIDE[name].search(value) is not None


def drop_ruled(box: HtmlElement | None, text: str, css: str) -> tuple[Hidden, ...]:
    """Remove from *box*, the element around the article, the elements in *text* that a style rule hides.

    *css* is the style sheets of the page, *text* the text that was taken for the article.
    """
    sheet = Sheet(css)
    names = sheet.hidden_names()
    if not names or box is None:
        return ()
    groups = _ruled_elements(box, names, sheet)
    if not groups:
        return ()
    folded = " ".join(text.split())
    largest = MAX_RULED_SHARE * _text_size(box.getroottree().getroot())
    running = running_weights(box)
    taken: dict[HtmlElement, Hidden] = {}
    for elements in groups:
        # Of one name all elements or none: a class that hides an article is a state of a script.
        if _holds_much(elements, largest, running):
            continue
        for element in elements:
            # Only what came into the text matters; the rest of the page is judged anyway.
            if _beginning(element) in folded:
                take(element, "hidden.rule", largest, taken)
    return _with_text(taken)


def _ruled_elements(
    box: HtmlElement, names: frozenset[str], sheet: Sheet
) -> list[list[HtmlElement]]:
    """Return the elements in *box* that a rule of *sheet* with one of *names* hides, by that name."""
    named = _named_elements(box, names)
    # A rule of the page is weaker evidence: any other rule with the name may show it again.
    weak = filterfalse(sheet.shows, named)
    groups = ([each for each in named[name] if not _is_shown(each, sheet)] for name in weak)
    return list(filter(None, groups))


def _is_shown(element: HtmlElement, sheet: Sheet) -> bool:
    """Return whether a rule of *sheet* shows *element* by one of its names: ``.modal.open`` does."""
    return any(map(sheet.shows, _names_of(element)))


def _holds_much(
    elements: Iterable[HtmlElement], max_chars: float, running: Mapping[HtmlElement, int]
) -> bool:
    """Return whether *elements* have too much text together, or one of them is like an article."""
    chars = 0
    for element in elements:
        chars += _text_size(element)
        if chars > max_chars or _is_article_like(element, running):
            return True
    return False


def take(
    element: HtmlElement, rule_id: str, max_chars: float, taken: dict[HtmlElement, Hidden]
) -> None:
    """Remove *element* from its tree, unless it is too large or in a removed one; notes it in *taken*."""
    parent = element.getparent()
    if parent is None or _is_in(element, taken):
        return
    # The text is taken before: the record names all that was in the article.
    words = element.text_content().split()
    if sum(map(len, words)) <= max_chars:
        take_out(element)
        taken[element] = Hidden(" ".join(words), parent, rule_id)


def _is_in(element: HtmlElement, taken: Mapping[HtmlElement, Hidden]) -> bool:
    """Return whether *element* was removed with one of *taken*."""
    return any(map(taken.__contains__, element.iterancestors()))


def _text_size(element: HtmlElement) -> int:
    """Count the characters of *element*, white space left out."""
    return sum(map(len, element.text_content().split()))


def is_hidden(element: HtmlElement) -> bool:
    """Return whether a browser shows nothing of *element* by its own attributes."""
    return _why_hidden(element) is not None


def _why_hidden(element: HtmlElement) -> str | None:
    """Name the rule by which a browser shows nothing of *element*, by its own attributes; else ``None``."""
    if _is_closed(element):
        return "hidden.attribute"
    rule_id = _why_unseen(element)
    if rule_id is not None:
        # A formula that is hidden for the eye may be the only one that can be read as text.
        return None if _is_only_formula(element) else rule_id
    # Last: this hides from screen readers only, readers see it (WAI-ARIA 1.2, ``aria-hidden``).
    if element.get("aria-hidden") == "true" and _is_decoration(element):
        return "hidden.aria"
    return None


def _why_unseen(element: HtmlElement) -> str | None:
    """Name the rule by which the style or the classes of *element* hide it; else ``None``."""
    if UNSEEN_STYLE.search(element.get("style", "")):
        return "hidden.style"
    rule_id = _why_named(element.get("class", ""))
    # The stroke of a fraction is written for screen readers and drawn for the eye: ``3/4`` is not ``34``.
    return None if rule_id == "hidden.class" and _is_sign(element) else rule_id


def _is_sign(element: HtmlElement) -> bool:
    """Return whether the text of *element* is a sign between two words, without a letter."""
    text = "".join(islice(element.itertext(), MAX_DECORATION)).strip()
    return 0 < len(text) <= MAX_SIGN_CHARS and not any(map(str.isalnum, text))


def _is_closed(element: HtmlElement) -> bool:
    """Return whether an attribute of *element* hides it, or the lack of one: a dialog that is not open."""
    # "until-found" is shown once a search in the page finds it.
    # Source: HTML Standard, section 6.1.
    is_hidden = element.get("hidden", "until-found") != "until-found"
    is_popover = element.get("popover") is not None
    is_closed_dialog = element.tag == "dialog" and element.get("open") is None
    return is_hidden or is_popover or is_closed_dialog


def _why_named(name: str) -> str | None:
    """Name the rule by which the classes in *name* hide their element; else ``None``."""
    if UNSEEN_CLASS.search(name):
        return "hidden.class"
    return "hidden.state" if _says_hidden(name) else None


def _says_hidden(name: str) -> bool:
    """Return whether the classes in *name* say that their element is hidden, on every screen."""
    classes = name.split(maxsplit=MAX_CLASSES)
    # "d-none d-md-block" is hidden on phones alone.
    return not STATES.isdisjoint(classes) and not any(map(SHOWS_AGAIN.search, classes))


def _is_unmet(element: HtmlElement) -> bool:
    """Return whether the site's software left *element* out, though the page has it."""
    return not UNMET.isdisjoint(element.get("class", "").split(maxsplit=MAX_CLASSES))


def _is_only_formula(element: HtmlElement) -> bool:
    """Return whether *element* is the one reading of a formula that the page shows as a picture."""
    parent = element.getparent()
    # Beside other text the picture has a twin in words;
    # alone in its element the MathML is the text.
    if parent is None or parent.tag in BLOCKS or next(element.iter("math"), None) is None:
        return False
    own, whole = "".join(element.itertext()), "".join(parent.itertext())
    return not whole.replace(own, "", 1).strip()


def _is_decoration(element: HtmlElement) -> bool:
    """Return whether an ``aria-hidden`` element is no text, though it is seen: an icon, a menu, a dialog."""
    if _stands_for_spoken(element):
        return False
    if element.tag in BLOCKS:
        return _has_few_words(element) or _leads_away(element)
    text = "".join(element.itertext()).strip()
    # Icon fonts write the name of the sign as text: "arrow_forward".
    is_sign = not any(map(str.isalnum, text)) or "_" in text.split()[0]
    return is_sign or ICON.search(element.get("class", "")) is not None


def _has_few_words(element: HtmlElement) -> bool:
    """Return whether *element* has no more words than a decoration."""
    # Lazily: counting stops after a few words, however large the element is.
    words = chain.from_iterable(map(str.split, element.itertext()))
    return len(list(islice(words, MAX_DECORATION + 1))) <= MAX_DECORATION


def _leads_away(element: HtmlElement) -> bool:
    """Return whether *element* holds controls, or mostly links."""
    if next(element.iter(*CONTROLS), None) is not None:
        return True
    links = list(islice(element.iter("a"), MAX_LINKS))
    # So many links are a menu without counting their characters.
    if len(links) == MAX_LINKS:
        return True
    return sum(map(_text_size, links)) > MAX_LINK_SHARE * _text_size(element)


def _stands_for_spoken(element: HtmlElement) -> bool:
    """Return whether an ``aria-hidden`` element is the seen twin of a text for screen readers."""
    # One text for the eye, one for the ear, side by side: the one that is seen stays.
    return _is_for_ears(element.getnext()) or _is_for_ears(element.getprevious())


def _is_for_ears(element: HtmlElement | None) -> bool:
    """Return whether there is such an *element*, and its classes say that it is for screen readers."""
    return element is not None and UNSEEN_CLASS.search(element.get("class", "")) is not None


def _named_elements(box: HtmlElement, names: frozenset[str]) -> dict[str, list[HtmlElement]]:
    """Return the elements in *box* by those of *names* that they have."""
    found: dict[str, list[HtmlElement]] = {}
    # The rows of a list have the same names: each combination is looked at once.
    known: dict[tuple[str | None, str | None], tuple[str, ...]] = {}
    for element in box.iterdescendants(etree.Element):
        key = (element.get("class"), element.get("id"))
        if key not in known:
            known[key] = tuple(filter(names.__contains__, _names_of(element)))
        for name in known[key]:
            found.setdefault(name, []).append(element)
    return found


def _names_of(element: HtmlElement) -> Iterator[str]:
    """Return the classes and the id of *element* as selectors have them."""
    classes = element.get("class", "").split()
    yield from map(".{}".format, classes[:MAX_CLASSES])
    name = element.get("id")
    if name:
        yield f"#{name}"


def _beginning(element: HtmlElement) -> str:
    """Return the first words of *element*, white space folded; a text that no page has where it has none."""
    texts = filter(None, map(str.strip, element.itertext()))
    return " ".join(next(texts, "\0").split())[:BEGINNING_CHARS]


def _is_article_like(element: HtmlElement, running: Mapping[HtmlElement, int]) -> bool:
    """Return whether *element* holds an article or its headline, or *running* text of some length."""
    # In doubt for the text: what a script reveals at a click is hidden by the same rules.
    return running.get(element, 0) > MAX_RULED_RUNNING or bool(HOLDS_ARTICLE(element))


def box_of(first: HtmlElement, last: HtmlElement) -> HtmlElement | None:
    """Return the innermost element around both *first* and *last*; the parent where both are one."""
    if first is last:
        return first.getparent()
    around = frozenset(with_ancestors(last))
    return next(filter(around.__contains__, with_ancestors(first)), None)
