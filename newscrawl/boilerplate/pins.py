"""Selectors that a person pinned to a source: what they match is removed or kept, whatever all rules say.

A selector is a chain of simple ones, joined by descent (white space) or by parenthood (``>``), as
in CSS: ``aside``, ``div.share > p``, ``section[data-box^=promo] li``. A tree is matched from the
top, each element once, with what its parent has matched so far: time is linear in elements and
selectors, whatever they are. What CSS has beyond that is refused. Parsing is cssselect's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import or_

from cssselect.parser import (
    Attrib,
    Class,
    CombinedSelector,
    Element,
    Hash,
    SelectorError,
    Tree,
    parse,
)
from lxml.html import HtmlElement

from newscrawl.errors import RuleError
from newscrawl.model.items import Pins

MAX_PINS = 100
"""Selectors of one source."""
MAX_CHARS = 300
"""Of one selector."""
MAX_STEPS = 8
"""Simple selectors that one chain joins."""

Tester = Callable[[str, str], bool]
TESTS: Mapping[str, Tester] = {
    "exists": lambda _have, _want: True,
    "=": lambda have, want: have == want,
    # As in CSS, an empty value matches nothing with ``~=``, ``^=``, ``$=`` and ``*=``.
    "~=": lambda have, want: want in have.split(),
    "|=": lambda have, want: have == want or have.startswith(f"{want}-"),
    "^=": lambda have, want: bool(want) and have.startswith(want),
    "$=": lambda have, want: bool(want) and have.endswith(want),
    "*=": lambda have, want: bool(want) and want in have,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One simple selector of a chain.

    Attributes:
        tag: Lower case; empty: any.
        classes: All of them must be there.
        attributes: Name, operator, value.
        direct: Only as a child of the element of the step before, not anywhere below.
    """

    tag: str
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str, str], ...]
    direct: bool

    def fits(self, element: HtmlElement, classes: frozenset[str]) -> bool:
        """Return whether *element*, with its *classes*, is what this step names."""
        is_tag = self.tag in {"", element.tag}
        if not is_tag or not classes.issuperset(self.classes):
            return False
        # The attributes come last: they are compared one by one, tag and classes at once.
        return all(_holds(element.get(name), *asked) for name, *asked in self.attributes)


def _holds(have: str | None, operator: str, want: str) -> bool:
    """Return whether an attribute has the value that a step asks for."""
    return have is not None and TESTS[operator](have, want)


@dataclass(frozen=True, slots=True)
class Chain:
    """One pinned selector, read; *text* as the person wrote it."""

    text: str
    steps: tuple[Step, ...]


def read_selector(text: str) -> tuple[Chain, ...]:
    """Read one selector; one with commas gives several chains.

    Raises:
        RuleError: If it is not one, or more than this module takes.
    """
    # Before parsing, which would take time for a text of any length.
    if len(text) > MAX_CHARS:
        raise RuleError(
            f"{text[:40]!r}…: {len(text)} characters, a selector has at most {MAX_CHARS}"
        )
    try:
        parsed = parse(text)
    except SelectorError as error:
        raise RuleError(f"{text!r} is no CSS selector: {error}") from error
    # cssselect keeps ``::before`` apart from the tree, where the steps would not see it.
    if any(each.pseudo_element for each in parsed):
        raise RuleError(f"{text!r}: pseudo-elements name no element of a page")
    return tuple(Chain(text, tuple(_read_steps(each.parsed_tree, text))) for each in parsed)


def _read_steps(tree: Tree, text: str) -> list[Step]:
    """Read a parsed selector into its steps, the outermost first.

    Raises:
        RuleError: If it has a part that is refused, or too many.
    """
    steps: list[Step] = []
    # cssselect nests from the right: the outermost node is the last step.
    while isinstance(tree, CombinedSelector):
        if tree.combinator not in {" ", ">"}:
            raise RuleError(
                f"{text!r}: {tree.combinator!r} is refused; expected white space or '>' there"
            )
        steps.append(_read_step(tree.subselector, text, direct=tree.combinator == ">"))
        tree = tree.selector
    steps.append(_read_step(tree, text, direct=False))
    if len(steps) > MAX_STEPS:
        raise RuleError(f"{text!r}: {len(steps)} steps, a selector has at most {MAX_STEPS}")
    return steps[::-1]


def _read_step(tree: Tree, text: str, *, direct: bool) -> Step:
    """Read one simple selector.

    Raises:
        RuleError: If it has a part that is refused, or names nothing.
    """
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    while not isinstance(tree, Element):
        if isinstance(tree, Class):
            classes.append(tree.class_name)
        else:
            attributes.append(_read_attribute(tree, text))
        tree = tree.selector
    if tree.namespace:
        raise RuleError(f"{text!r}: namespaces are refused; pages of HTML have none")
    return Step(
        tag=(tree.element or "").lower(),
        classes=tuple(classes),
        attributes=tuple(attributes),
        direct=direct,
    )


def _read_attribute(tree: Tree, text: str) -> tuple[str, str, str]:
    """Return the name, the operator and the value of an id or an attribute.

    Raises:
        RuleError: If it is neither, or has a part that is refused.
    """
    if isinstance(tree, Hash):
        return "id", "=", str(tree.id)
    if not isinstance(tree, Attrib) or not _is_plain(tree):
        raise RuleError(
            f"{text!r}: only tags, classes, ids and attributes are taken, joined by white space"
            " or '>'"
        )
    value = "" if tree.value is None else str(tree.value.value)
    # lxml's parser of HTML writes names of attributes and tags in lower case.
    return tree.attrib.lower(), tree.operator, value


def _is_plain(tree: Attrib) -> bool:
    """Return whether an attribute's part is one that is taken."""
    return tree.operator in TESTS and not tree.namespace and not tree.flag


@lru_cache(maxsize=256)
def read_pins(pins: Pins) -> "Matcher":
    """Read the selectors of a source; remembered, since many pages of it come in a row.

    Raises:
        RuleError: If one is wrong, or they are too many.
    """
    # Each element is tested with each chain, so that their number bounds the time of a page.
    count = len(pins.prune) + len(pins.keep)
    if count > MAX_PINS:
        raise RuleError(f"{count} selectors, a source has at most {MAX_PINS}")
    return Matcher(
        prune=chain.from_iterable(map(read_selector, pins.prune)),
        keep=chain.from_iterable(map(read_selector, pins.keep)),
    )


@dataclass(frozen=True, slots=True)
class Pin:
    """A pin of a person: ``prune`` or ``keep``, and the selector."""

    action: str
    selector: str


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an element and those around it have got.

    Attributes:
        below: For each chain, the steps (as bits) that the element or one above it has matched.
        here: The same, of the element alone.
        pin: The pin of the innermost element around (itself included) that one matches.
    """

    below: tuple[int, ...]
    here: tuple[int, ...]
    pin: Pin | None


class Matcher:
    """The pins of a source, ready for trees."""

    def __init__(self, prune: Iterable[Chain], keep: Iterable[Chain]) -> None:
        # Of two pins on one element, the first counts: keep.
        self.chains = (
            *zip(repeat("keep"), keep, strict=False),
            *zip(repeat("prune"), prune, strict=False),
        )

    def pins_of(self, elements: Iterable[HtmlElement]) -> list[Pin | None]:
        """Return for each element the pin of the innermost element around it, or itself, that has one."""
        known: dict[HtmlElement, Reached] = {}
        return [self._reach(element, known).pin for element in elements]

    def _reach(self, element: HtmlElement, known: dict[HtmlElement, Reached]) -> Reached:
        # A loop, up to a known element and down again: pages nest deeper than Python recurses.
        waiting = []
        place: HtmlElement | None = element
        while place is not None and place not in known:
            waiting.append(place)
            place = place.getparent()
        none = (0,) * len(self.chains)
        reached = Reached(none, none, None) if place is None else known[place]
        for each in reversed(waiting):
            reached = known[each] = self._step(each, reached)
        return reached

    def _step(self, element: HtmlElement, parent: Reached) -> Reached:
        """Return how far an element has got, from its *parent*."""
        classes = frozenset(element.get("class", "").split())
        # A descendant step asks what any element above has matched, a child step only the parent.
        reached = zip(self.chains, parent.below, parent.here, strict=True)
        here = tuple(
            _matched(pinned, element, classes, above=above, parent=around)
            for (_, pinned), above, around in reached
        )
        return Reached(
            below=tuple(map(or_, parent.below, here)),
            here=here,
            # The innermost pin counts, so that one part of a pruned box can be kept.
            pin=self._pin_of(here) or parent.pin,
        )

    def _pin_of(self, here: Sequence[int]) -> Pin | None:
        """Return the first pin whose last step has ended *here*."""
        for (action, pinned), bits in zip(self.chains, here, strict=True):
            if bits >> (len(pinned.steps) - 1) & 1:
                return Pin(action, pinned.text)
        return None


def _matched(
    pinned: Chain,
    element: HtmlElement,
    classes: frozenset[str],
    *,
    above: int,
    parent: int,
) -> int:
    """Return the steps of a chain (as bits) that end at *element*, by those that ended above it."""
    bits = 0
    for index, step in enumerate(pinned.steps):
        # The first step may be anywhere, the others below the one before: its bit is the one below.
        before = (parent if step.direct else above) << 1 | 1
        if before >> index & 1 and step.fits(element, classes):
            # A bit for each step: the state of a chain is one number, whatever its length.
            bits |= 1 << index
    return bits
