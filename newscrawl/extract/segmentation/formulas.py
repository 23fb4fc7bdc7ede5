"""Formulas as a reader sees them: each once, in one line.

Pages carry a formula up to four times: as MathML, drawn with letters for the eye, as TeX for
machines, as a picture. The MathML is read; elements next to it that draw the same are left out.
"""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise, takewhile

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.segmentation.boxes import has_text, with_ancestors
from newscrawl.extract.tags import BLOCKS

OWN_TEXTS = etree.XPath("text()", smart_strings=False)
NOTES = frozenset("annotation annotation-xml maction-alt mphantom".split())
JOINTS = {"msup": "^", "msub": "_", "mfrac": "/"}
"""The sign between the two parts of an element."""
MAX_STEPS = 6
"""Elements above a formula that are looked at for its drawing."""
MAX_BESIDE = 10
"""Children that the element around a formula and its drawing has at most."""
MIN_ALIKE = 0.6
"""Share (0–1) of the characters of a drawing that the formula has too."""
MAX_TIMES = 2.0
"""A text longer than this many times the formula (and its letters) is no drawing of it."""


_BINARY = 2
"""Operands of a fraction, a power or an index."""


def math_text(math: HtmlElement) -> str:
    """Return the text of a ``math`` element without white space: ``p=m×k``, ``x^2``, ``a/b``."""
    tag = math.tag
    # Annotations hold the TeX of the formula: it would be read twice.
    if tag in NOTES:
        return ""
    parts = list(filter(None, map(math_text, math.iterchildren(etree.Element))))
    if not parts:
        # White space in MathML is no text. Source: MathML 3, section 2.1.7.
        return "".join((math.text or "").split())
    if len(parts) == _BINARY and tag in JOINTS:
        return _joined(str(tag), *parts)
    whole = "".join(parts)
    return f"√{_grouped(whole)}" if tag == "msqrt" else whole


def _joined(tag: str, first: str, second: str) -> str:
    """Return the two parts of an element *tag* with the sign that is between them."""
    # Both parts of a fraction may be sums; what has a power or an index is read as one.
    before = _grouped(first) if tag == "mfrac" else first
    return f"{before}{JOINTS[tag]}{_grouped(second)}"


def _grouped(text: str) -> str:
    """Put *text* in brackets, unless it is one sign or number."""
    # "1/(a+b)" and "1/a+b" are two formulas.
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def drawings(tree: HtmlElement) -> set[HtmlElement]:
    """Return the elements of *tree* that draw a formula which is next to them as MathML."""
    found: set[HtmlElement] = set()
    for math in tree.iter("math"):
        is_drawing = partial(_is_drawing, Counter(math_text(math)))
        found.update(filter(is_drawing, _beside(math)))
    return found


def _beside(math: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the siblings of *math*, and those of the boxes around it alone."""
    around = pairwise(islice(with_ancestors(math), MAX_STEPS + 1))
    for inner, _ in takewhile(_is_of_formula, around):
        yield from inner.itersiblings(etree.Element, preceding=True)
        yield from inner.itersiblings(etree.Element)


def _is_of_formula(step: tuple[HtmlElement, HtmlElement]) -> bool:
    """Return whether the box at the end of a *step* up holds nothing but a formula and its drawings."""
    box = step[1]
    # With text next to the formula it is a sentence and not the formula's own box.
    return box.tag not in BLOCKS and len(box) <= MAX_BESIDE and not _has_bare_text(box)


def _has_bare_text(element: HtmlElement) -> bool:
    """Return whether text is in *element* outside of its children."""
    return any(map(has_text, OWN_TEXTS(element)))


def _is_drawing(letters: Counter[str], element: HtmlElement) -> bool:
    """Return whether the text of *element* has the *letters* of a formula, and little else."""
    if element.tag in BLOCKS or next(element.iter("math"), None) is not None:
        return False
    text = Counter("".join("".join(element.itertext()).split()))
    size, size_of_formula = text.total(), letters.total()
    if not 0 < size <= MAX_TIMES * size_of_formula + 2:
        return False
    # As multisets: the drawing has the letters in another order, accents and rules as signs.
    return (text & letters).total() >= MIN_ALIKE * max(size, size_of_formula)
