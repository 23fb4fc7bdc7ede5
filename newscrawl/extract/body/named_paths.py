"""XPath expressions that ask elements for their names, answered without asking each element again.

``re:test(@class, '…')`` is a call from libxml2 into Python, for each element and each of some five
tests: a tenth of a page. But what such an expression says of an element depends on a few of its
attributes alone, and the elements of a page, and the pages of a site, have the same ones again and
again.
"""

import re
from collections.abc import Iterator

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
LOOKS_AROUND = re.compile(r"//|\.\.|\*|::(?<!self::)")
"""What a test has that asks for more than the element and its attributes."""
COUNTS = re.compile(r"\[\s*\d|\bposition\(|\blast\(")
"""What a test has that asks for the place of the element among those that were found."""
LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")

ANY = (etree.Element,)
"""What ``iterdescendants`` takes for elements of all tags."""

Names = tuple[tuple[str, str], ...]
Key = tuple[str, Names]


class NamedPath:
    """``.//*[self::a or self::b][tests of attributes][other tests]``, as ``etree.XPath`` answers it.

    Args:
        path: The expression.

    Raises:
        ValueError: If it is of another shape.
    """

    def __init__(self, path: str) -> None:
        first = FIRST.fullmatch(path)
        self.only_first = first is not None
        found = SHAPE.fullmatch((first["inner"] or first["bare"]) if first else path)
        tests = _split(found["tests"]) if found else []
        if found is None or not tests or LOOKS_AROUND.search(_masked(tests[0])):
            raise ValueError(f"no expression that asks for names: {path}")
        # "[1]" counts among the elements that were found, which are not asked together here.
        if any(COUNTS.search(_masked(test)) for test in tests):
            raise ValueError(f"an expression that counts: {path}")
        self._tags = tuple(TAG.findall(found["tags"] or "")) or ANY
        # libxml2 still answers, but once for each combination of names instead of each element.
        self._named = etree.XPath(f"boolean(self::*{tests[0]})", namespaces=REGULAR)
        self._others = etree.XPath(f"boolean(self::*{''.join(tests[1:])})", namespaces=REGULAR)
        self._has_others = len(tests) > 1
        self._asked = frozenset(ATTRIBUTE.findall(_masked(tests[0])))
        self._by_tag = "self::" in tests[0]
        self._known: dict[Key, bool] = {}
        # Elements without names are never asked: the expression must not want them.
        if self._named(etree.Element("div")):
            raise ValueError(f"an element without attributes matches: {path}")

    def __call__(self, tree: etree._Element) -> list[etree._Element]:
        """Return the elements below *tree* that match, in document order; only the first where it asks so."""
        found = self._matches(tree)
        if self.only_first:
            first = next(found, None)
            return [] if first is None else [first]
        return list(found)

    def _matches(self, tree: etree._Element) -> Iterator[etree._Element]:
        known = self._known
        for element in tree.iterdescendants(*self._tags):
            key = self._key_of(element)
            answer = known.get(key)
            if answer is None:
                answer = self._answer(key, element)
            if answer and (not self._has_others or self._others(element)):
                yield element

    def _key_of(self, element: etree._Element) -> Key:
        """Return what the answer depends on."""
        # Only the attributes that the test asks for: with
        # others hardly two elements would be alike.
        names = tuple([pair for pair in element.items() if pair[0] in self._asked])
        return (str(element.tag) if self._by_tag else "", names)

    def _answer(self, key: Key, element: etree._Element) -> bool:
        """Return whether the first test holds for *element*, which has *key*; remembered."""
        answer = self._known.get(key)
        if answer is None:
            if len(self._known) >= MOST_KEPT:
                # Plainer than a least-recently-used order, and a
                # site's names are learned again at once.
                self._known.clear()
            # Without names nothing is asked: see above.
            answer = self._known[key] = bool(key[1] and self._named(element))
        return answer


def _masked(text: str) -> str:
    """Return *text* with nothing in its quoted parts, of the same length."""
    # Brackets and axes in literals are text; the same length keeps the places right.
    return LITERAL.sub(lambda found: f"'{'_' * (len(found[0]) - 2)}'", text)


def _split(tests: str) -> list[str]:
    """Return the single tests of ``[…][…]``."""
    ends = [found.start() + 1 for found in re.finditer(r"\]\s*\[", _masked(tests))]
    return [tests[start:end] for start, end in zip([0, *ends], [*ends, len(tests)], strict=True)]


def named_path(path: etree.XPath) -> etree.XPath | NamedPath:
    """Return what answers as *path* does, faster where that is known how."""
    try:
        return NamedPath(path.path)
    # Another shape: libxml2 answers it as before, only slower.
    except ValueError:
        return path
