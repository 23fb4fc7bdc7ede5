"""Polls of readers: a question, buttons of which one can be chosen, a count of votes.

Told by the buttons alone (``input type=radio``), in no language and by no name: the smallest element
around the buttons of one question, and around it what holds little else than a question and a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice, takewhile
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled, width_of
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.text.sentences import is_ended

POLL = Ruling(
    "other", "structure.poll", "It is a poll of readers: a question with buttons to choose from."
)
RADIOS = etree.XPath(".//input[@type='radio']")
MIN_BUTTONS: Final = 2
MAX_POLLS: Final = 2
"""A page with more of them is a quiz: there the questions are the article."""
MAX_BUTTONS: Final = 60
"""With more buttons it is a form."""
MAX_LEVELS: Final = 3
"""So many elements around the buttons may be the poll's."""
MAX_POLL_CHARS: Final = 300
MAX_SENTENCES: Final = 1
"""The question; two sentences may be an article."""


def polls_of(segments: Sequence[Segment]) -> Verdicts:
    """Return the verdicts on what is in polls of readers. Linear in the elements of the page."""
    if not segments:
        return {}
    radios = list(islice(RADIOS(segments[0].element.getroottree()), MAX_BUTTONS + 1))
    if not MIN_BUTTONS <= len(radios) <= MAX_BUTTONS:
        return {}
    boxes = [box for box in map(_box_of, _questions(radios)) if box is not None]
    if not 0 < len(boxes) <= MAX_POLLS:
        return {}
    inside = _inside(segments, {each for box in boxes for each in _around(box)})
    parts = (_largest(box, inside) for box in boxes)
    return ruled((each for part in parts for each in part), POLL)


def _questions(radios: Iterable[HtmlElement]) -> Iterator[Sequence[HtmlElement]]:
    """Yield the buttons of each question: those of one name exclude each other."""
    named: dict[str | None, list[HtmlElement]] = defaultdict(list)
    for radio in radios:
        named[radio.get("name")].append(radio)
    yield from (each for each in named.values() if len(each) >= MIN_BUTTONS)


def _box_of(radios: Sequence[HtmlElement]) -> HtmlElement | None:
    """Return the smallest element around all of *radios*."""
    chains = (list(each.iterancestors())[::-1] for each in radios)
    shared = reduce(
        lambda one, other: [a for a, b in zip(one, other, strict=False) if a is b], chains
    )
    return shared[-1] if shared else None


def _around(box: HtmlElement) -> list[HtmlElement]:
    """Return *box* and the elements around it that may be the poll's, innermost first."""
    return [box, *islice(box.iterancestors(), MAX_LEVELS)]


def _inside(
    segments: Iterable[Segment], boxes: set[HtmlElement]
) -> dict[HtmlElement, list[Segment]]:
    """Return the blocks in each of *boxes*."""
    found: dict[HtmlElement, list[Segment]] = defaultdict(list)
    for segment in segments:
        for box in boxes.intersection([segment.element, *segment.element.iterancestors()]):
            found[box].append(segment)
    return found


def _largest(box: HtmlElement, inside: dict[HtmlElement, list[Segment]]) -> Sequence[Segment]:
    """Return the blocks of the largest element around *box* that holds no more than a poll."""
    parts = takewhile(_is_poll, map(inside.__getitem__, _around(box)))
    return max(parts, key=len, default=())


def _is_poll(blocks: Sequence[Segment]) -> bool:
    """Return whether *blocks* are a question, choices and a count, and no article."""
    sentences = sum(is_ended(each.text) for each in blocks)
    has_headline = any(each.tag == "h1" for each in blocks)
    is_short = width_of(blocks) <= MAX_POLL_CHARS
    return is_short and sentences <= MAX_SENTENCES and not has_headline
