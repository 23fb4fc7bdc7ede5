"""Parts of a page below a label that says what they are: other stories, or readers' comments.

"More on this topic", "Comments (12)": the label is the page's own word for all that is below it in
its box. It is believed where the box comes after the headline and after text of another box, and
holds no large share of the page's sentences: a label may also be above a link within the article.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

from newscrawl.boilerplate.features import cover_of
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.tokens import read_words
from newscrawl.extract.body.rulings import Ruling, Verdicts, ruled, width_of
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
    """Return the verdicts on all that is below a label of other stories or of comments, and on the label."""
    head = next((each.index for each in segments if each.key in titles), None)
    # Without a headline nothing tells where the article begins.
    if head is None:
        return {}
    verdicts: Verdicts = {}
    for label in filter(_may_be_label, segments[head + 1 :]):
        category = _category_of(label.text, language)
        if category is not None and label.index not in verdicts:
            part = _part_below(label, segments, head)
            verdicts |= ruled([label, *part], _ruling(category, label)) if part else {}
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
    for category, concepts, share in LABELS if hits else ():
        own = [hit for hit in hits if hit.concept in concepts]
        if own and cover_of(words, own) >= share:
            return category
    return None


def _part_below(label: Segment, segments: Sequence[Segment], head: int) -> Sequence[Segment]:
    """Return what is below *label* in its box; nothing where that may be the article."""
    rest = segments[label.index + 1 :]
    levels = label.path[-1 - MAX_LEVELS :][::-1]
    box = next((level for level in levels if rest and level in rest[0].path), None)
    if box is None:
        return ()
    part = list(takewhile(lambda each: box in each.path, rest))
    before = segments[head + 1 : label.index]
    outside = [each for each in before if box not in each.path and _is_running(each)]
    # What opens at a click is the rest of the text, whatever the handle says.
    is_after_text = (
        len(outside) >= MIN_BEFORE and box not in segments[head].path and label.tag != "summary"
    )
    return part if is_after_text and not _may_be_text(part, before, box, segments) else ()


def _may_be_text(
    part: Sequence[Segment], before: Sequence[Segment], box: Level, segments: Sequence[Segment]
) -> bool:
    """Return whether a *part* of the *box* holds much running text, or goes on with that above its label."""
    running = width_of(filter(_is_running, part))
    # Headlines end in no full stop: without a sentence there is no text to lose.
    if not running:
        return False
    goes_on = any(box in each.path and _is_running(each) for each in before)
    whole = width_of(filter(_is_running, segments))
    return goes_on or running > MAX_RUNNING_SHARE * whole


def _is_running(segment: Segment) -> bool:
    """Return whether a block is a sentence."""
    is_sentence = segment.width >= SENTENCE_CHARS and is_ended(segment.text)
    return is_sentence and segment.link_share < MAX_SENTENCE_LINKS
