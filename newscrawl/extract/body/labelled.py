"""Parts of a page below a label that says what they are: other stories, or readers' comments.

"More on this topic", "Comments (12)": the label is the page's own word for all that is below it in
its box. It is believed where the box comes after the headline and after text of another box, and
holds no large share of the page's sentences: a label may also be above a link within the article.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import mul
from typing import Final

from newscrawl.boilerplate.features import cover_of
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.tokens import read_words
from newscrawl.extract.body.rulings import WIDTH, Ruling, Verdicts, ruled
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.model.items import Category
from newscrawl.text.sentences import is_ended

LABELS: Final[tuple[tuple[Category, frozenset[str], float], ...]] = (
    ("comments", frozenset({"comments"}), 0.75),
    ("related", frozenset({"related", "readmore"}), 0.95),
)
"""Categories of parts, the concepts of their labels, and the share (0–1) of these in a label's letters."""
MAX_LABEL_WORDS: Final = 7
MAX_LABEL_CHARS: Final = 50
MAX_LABEL_LINKS: Final = 0.5
MAX_LEVELS: Final = 2
"""So many elements around a label are looked at for what is below it."""
SENTENCE_CHARS: Final = 15
"""Letters of a sentence of running text, which has few links."""
MAX_SENTENCE_LINKS: Final = 0.3
MIN_BEFORE: Final = 2
"""So many sentences are before the box of a label."""
MAX_RUNNING_SHARE: Final = 0.5
"""Share (0–1) of the page's sentences beyond which a part is what the page is about."""


def labelled_parts(segments: Sequence[Segment], titles: frozenset[str], language: str) -> Verdicts:
    """Return the verdicts on all that is below a label of other stories or of comments, and on the label.

    Linear in the segments of a page, however many labels it has.
    """
    head = next((each.index for each in segments if each.key in titles), None)
    # Without a headline nothing tells where the article begins.
    if head is None:
        return {}
    labels = [
        (label, category)
        for label in filter(_may_be_label, segments[head + 1 :])
        if (category := _category_of(label.text, language)) is not None
    ]
    # Most pages have no label, and their sentences are not counted.
    if not labels:
        return {}
    page = _Sentences(segments, head)
    verdicts: Verdicts = {}
    for label, category in labels:
        part = () if label.index in verdicts else page.part_below(label)
        if part:
            verdicts |= ruled([label, *part], _ruling(category, label))
    return verdicts


def _may_be_label(segment: Segment) -> bool:
    """Return whether a block is as short as a label, and no link."""
    return segment.width <= MAX_LABEL_CHARS and segment.link_share < MAX_LABEL_LINKS


def _ruling(category: Category, label: Segment) -> Ruling:
    """Return the ruling on a part that a *label* opens."""
    reason = f"It is below the label “{label.text}”, after the text."
    return Ruling(category, f"structure.{category}", reason)


@lru_cache(maxsize=1 << 12)
def _category_of(text: str, language: str) -> Category | None:
    """Return what a label says is below it; remembered, since sites repeat their labels."""
    words = read_words(text)
    if not 0 < words.size <= MAX_LABEL_WORDS:
        return None
    hits = load_lexicon(language).find(words)
    for category, concepts, share in LABELS:
        own = [hit for hit in hits if hit.concept in concepts]
        if cover_of(words, own) >= share:
            return category
    return None


class _Sentences:
    """The sentences of a page, counted once: what a box holds of them is the difference of two sums."""

    def __init__(self, segments: Sequence[Segment], head: int) -> None:
        self._segments, self._head = segments, head
        running = list(map(_is_running, segments))
        widths = map(mul, map(WIDTH, segments), running)
        self._numbers = list(accumulate(running, initial=0))
        self._widths = list(accumulate(widths, initial=0))

    def part_below(self, label: Segment) -> Sequence[Segment]:
        """Return what is below *label* in its box; nothing where that may be the article."""
        after = label.index + 1
        below = self._path_of(after)
        # The innermost element around the label that goes on after it.
        levels = label.path[-1 - MAX_LEVELS :][::-1]
        box = next(filter(below.__contains__, levels), None)
        if box is None:
            return ()
        first, end = self._span_of(box, label.index)
        inside = self._number(max(first, self._head + 1), label.index)
        outside = self._number(self._head + 1, label.index) - inside
        is_after_text = outside >= MIN_BEFORE and first > self._head
        # What opens at a click is the rest of the text, whatever the handle says.
        if label.tag == "summary" or not is_after_text:
            return ()
        # Headlines end in no full stop: without a sentence there is no text to lose.
        running = self._widths[end] - self._widths[after]
        is_much = running > MAX_RUNNING_SHARE * self._widths[-1]
        may_be_text = is_much or (running > 0 and inside > 0)
        return () if may_be_text else self._segments[after:end]

    def _path_of(self, index: int) -> Sequence[Level]:
        """Return the elements around a block; none beyond the end of the page."""
        return self._segments[index].path if index < len(self._segments) else ()

    def _span_of(self, box: Level, inside: int) -> tuple[int, int]:
        """Return the first block of *box* and the first one after it, from a block *inside*."""
        segments = self._segments

        def is_in(index: int) -> bool:
            return box in segments[index].path

        def is_out(index: int) -> bool:
            return box not in segments[index].path

        # Blocks of one element are neighbours, so that halving finds where they begin and end.
        first = bisect_left(range(inside), True, key=is_in)
        rest = range(inside, len(segments))
        return first, inside + bisect_left(rest, True, key=is_out)

    def _number(self, start: int, end: int) -> int:
        """Return how many sentences are from *start* to *end*."""
        return self._numbers[max(start, end)] - self._numbers[start]


def _is_running(segment: Segment) -> bool:
    """Return whether a block is a sentence."""
    is_sentence = segment.width >= SENTENCE_CHARS and is_ended(segment.text)
    return is_sentence and segment.link_share < MAX_SENTENCE_LINKS
