"""XPath expressions that ask elements for their names, answered without asking each element again.

``re:test(@class, '…')`` is a call from libxml2 into Python, for each element and each of some five
tests: a tenth of a page. But what such an expression says of an element depends on a few of its
attributes alone, and the elements of a page, and the pages of a site, have the same ones again and
again. So the conditions on attributes are read once and answered here, once for each combination.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from lxml import etree

REGULAR = {"re": "http://exslt.org/regular-expressions"}
MOST_KEPT = 2_000
"""Answers that each of some thirty expressions remembers; with more it begins again. Ten times as many
took 200 MB on pages of many sites, and saved nothing."""
SHAPE = re.compile(
    r"\s*\.//\*(?P<tags>\[self::\w+(?: or self::\w+)*\])?(?P<tests>\[.*\])\s*", re.DOTALL
)
FIRST = re.compile(r"\s*(?:\((?P<inner>.*)\)\[1\]|(?P<bare>\.//\*.*\])\[1\])\s*", re.DOTALL)
TAG = re.compile(r"self::(\w+)")
ATTRIBUTE = re.compile(r"@([\w:-]+)")
COUNTS = re.compile(r"\[\s*\d|\bposition\(|\blast\(")
"""What a test has that asks for the place of the element among those that were found."""
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
OR = re.compile(r"\sor\s")
_TEXT: Final = f"(?:{LITERAL.pattern})"
_NAMES: Final = r"@[\w:-]+(?:\|@[\w:-]+)*"
CONDITION = re.compile(
    r"\s*(?:(?P<function>re:test|contains|starts-with)\()?"
    rf"(?:{_NAMES}|translate\({_NAMES},\s*(?P<old>{_TEXT}),\s*(?P<new>{_TEXT})\))"
    rf"(?:\s*(?P<sign>[,=])\s*(?P<text>{_TEXT})(?P<caseless>,\s*'i')?)?\)?\s*"
)
"""One condition: ``@a``, ``@a='…'``, ``contains(@a|@b, '…')`` and the like."""

ANY = (etree.Element,)
"""What ``iterdescendants`` takes for elements of all tags."""

Names = Mapping[str, str]
"""Attributes in the order of the source."""
Condition = Callable[[Names], object]
Test = Callable[[str], object]
"""What a condition asks of the value of an attribute."""


class NamedPath:
    """``.//*[self::a or self::b][conditions][other tests]``, as ``etree.XPath`` answers it.

    Args:
        path: The expression.

    Raises:
        ValueError: If it is of another shape.
    """

    def __init__(self, path: str) -> None:
        first = FIRST.fullmatch(path)
        self.only_first = first is not None
        found = SHAPE.fullmatch(path if first is None else first["inner"] or first["bare"])
        if found is None:
            raise ValueError(f"no expression that asks for names: {path}")
        own, *others = _split(found["tests"])
        # "[1]" counts among the elements that were found, which are not asked together here.
        if any(map(COUNTS.search, map(_masked, (own, *others)))):
            raise ValueError(f"an expression that counts: {path}")
        self._tags = tuple(TAG.findall(found["tags"] or "")) or ANY
        self._conditions = list(map(_condition, _alternatives(own[1:-1])))
        names = _masked(own)
        self._asked = tuple(dict.fromkeys(ATTRIBUTE.findall(names)))
        # Of ``@id|@class`` the one counts that the source has first.
        self._in_order = "|" in names
        self._has_others = len(others) > 0
        self._others = etree.XPath(f"boolean(self::*{''.join(others)})", namespaces=REGULAR)
        self._known: dict[Hashable, bool] = {}

    def __call__(self, tree: etree._Element) -> list[etree._Element]:
        """Return the elements below *tree* that match, in document order; only the first where it asks so."""
        found = self._matches(tree)
        if self.only_first:
            first = next(found, None)
            return [] if first is None else [first]
        return list(found)

    def _matches(self, tree: etree._Element) -> Iterator[etree._Element]:
        known = self._known
        key_of: Callable[[etree._Element], Hashable]
        key_of = self._pairs_of if self._in_order else self._values_of
        for element in tree.iterdescendants(*self._tags):
            key = key_of(element)
            answer = known.get(key)
            if answer is None:
                answer = self._answer(key, element)
            if answer and (not self._has_others or self._others(element)):
                yield element

    # Only the attributes that are asked for: with others hardly two elements would be alike.
    def _values_of(self, element: etree._Element) -> tuple[str | None, ...]:
        return tuple(map(element.get, self._asked))

    def _pairs_of(self, element: etree._Element) -> tuple[tuple[str, str], ...]:
        return tuple([pair for pair in element.items() if pair[0] in self._asked])

    def _answer(self, key: Hashable, element: etree._Element) -> bool:
        """Return whether a condition holds for an element with *key*; remembered."""
        if len(self._known) >= MOST_KEPT:
            # Plainer than a least-recently-used order, and a
            # site's names are learned again at once.
            self._known.clear()
        names = dict(element.items())
        answer = self._known[key] = any(condition(names) for condition in self._conditions)
        return answer


def _condition(text: str) -> Condition:
    """Return the condition *text* on the attributes of an element.

    Raises:
        ValueError: If it is of another kind, or holds for an element without attributes.
    """
    found = CONDITION.fullmatch(text)
    if found is None or not _is_whole(found):
        raise ValueError(f"no condition on names: {text}")
    asked = ATTRIBUTE.findall(_masked(text))
    is_of_several = len(asked) > 1
    if found["sign"] is None:
        return lambda names: not names.keys().isdisjoint(asked)
    # A comparison asks each of several attributes, a function the first.
    if is_of_several and found["sign"] == "=":
        raise ValueError(f"a comparison with several attributes: {text}")
    test = _test(found)
    if test(""):
        raise ValueError(f"an element without attributes matches: {text}")
    if is_of_several:
        return lambda names: test(_first_of(asked, names))
    # Nearly all ask for one attribute: the short way takes half of the time.
    name = asked[0]
    return lambda names: name in names and test(names[name])


def _is_whole(found: re.Match[str]) -> bool:
    """Return whether a condition has a comma if it is a function, and none if not."""
    is_function = found["function"] is not None
    return is_function is (found["sign"] == ",")


def _test(found: re.Match[str]) -> Test:
    """Return what a condition asks of a value."""
    text = found["text"][1:-1]
    test = _PLAIN_TESTS[found["function"]](text, found["caseless"] is not None)
    if found["old"] is None:
        return test
    table = str.maketrans(found["old"][1:-1], found["new"][1:-1])
    return lambda value: test(value.translate(table))


def _searches(text: str, is_caseless: bool) -> Test:
    """Return the test of ``re:test``."""
    return re.compile(text, re.IGNORECASE if is_caseless else 0).search


def _holds(text: str, _: bool) -> Test:
    """Return the test of ``contains``."""
    return lambda value: text in value


def _begins(text: str, _: bool) -> Test:
    """Return the test of ``starts-with``."""
    return lambda value: value.startswith(text)


def _equals(text: str, _: bool) -> Test:
    """Return the test of ``=``."""
    return text.__eq__


_PLAIN_TESTS: Mapping[str | None, Callable[[str, bool], Test]] = {
    "re:test": _searches,
    "contains": _holds,
    "starts-with": _begins,
    None: _equals,
}


def _first_of(asked: Sequence[str], names: Names) -> str:
    """Return the first attribute of *names* that is *asked* for, empty where there is none."""
    first = next(filter(asked.__contains__, names), None)
    return "" if first is None else names[first]


def _masked(text: str) -> str:
    """Return *text* with nothing in its quoted parts, of the same length."""
    # Brackets and axes in literals are text; the same length keeps the places right.
    return LITERAL.sub(lambda found: f"'{'_' * (len(found[0]) - 2)}'", text)


def _split(tests: str) -> list[str]:
    """Return the single tests of ``[…][…]``."""
    ends = [found.start() + 1 for found in re.finditer(r"\]\s*\[", _masked(tests))]
    spans = pairwise((0, *ends, len(tests)))
    return [tests[start:end] for start, end in spans]


def _alternatives(test: str) -> Iterator[str]:
    """Yield the conditions of ``… or … or …``."""
    start = 0
    for found in OR.finditer(_masked(test)):
        yield test[start : found.start()]
        start = found.end()
    yield test[start:]


def named_path(path: etree.XPath) -> etree.XPath | NamedPath:
    """Return what answers as *path* does, faster where that is known how."""
    try:
        return NamedPath(path.path)
    # Another shape: libxml2 answers it as before, only slower.
    except ValueError:
        return path
