"""Texts that a page shows twice: for phones and for desks, for the screen and for print.

A run of long paragraphs, or a row of sentences, that is on the page elsewhere, word for word and in
order, is a copy of it, with the short lines inside. Short lines that recur by themselves are no copies
(a refrain, a label of each chapter), nor is a single paragraph that is quoted again. Of the copies that
one counts which is in the larger part of the page (an excerpt above the whole text is the copy), of
equal ones the first.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import partial
from heapq import nlargest
from itertools import accumulate, compress, pairwise, takewhile
from operator import attrgetter, eq, itemgetter

from lxml.html import HtmlElement

from newscrawl.extract.body.rulings import WIDTH, indexes_of, width_of
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.extract.segmentation.verse import weight
from newscrawl.text.sentences import is_ended

MIN_WEIGHT = 80
"""Weight of a long paragraph."""
MIN_SENTENCE_WEIGHT, MIN_SENTENCES = 40, 3
"""Weight of a sentence, and how many side by side, below nothing else, are a copy of such a row."""
MIN_SHORT_WEIGHT = 60
"""Least weight of the text below a headline, and below its copy."""
MAX_SHORT_LINES = 60
HEADLINES = frozenset({"h1", "h2"})
TEASER_HEADS = frozenset({"h3", "h4"})
"""A teaser of the page's own article, among others, has its headline in one of these."""
REACH = 5
"""Long paragraphs among which the next of a run is; of four copies side by side it is the fifth."""
MIN_GAIN = 1.1
"""How many times larger a later part of the page must be to count instead of the first."""
ENCLOSED_SHARE = 0.6
"""Share (0–1) of a block that must be in other blocks as well for it to be a copy of them."""
MIN_ENCLOSING = 0.4
"""Share (0–1) of the rest of the text that such a block is: a paragraph whose sentences are shown large
beside it is less. Those of 1,938 pages are .92 to 1.02, and .09 and .13.
"""
MAX_ENCLOSING = 8
MIN_MIRRORED = 0.4
"""Share (0–1) of the page's text in copies at which the page is there twice, and is weighed as if once.

Measured by weights that had not seen the page's domain, on three sets of 300 pages: no mean
changes; of 119 pages shown twice 117 keep their text, 104 without. At .25 one set loses .004: a
blog's story that stands once more among older ones is then sought among those.
"""
MAX_BETWEEN = 50
"""Short segments between two paragraphs of a run that are looked at."""


_WITH_BOX = 2
"""A path of this length has a box above its last element."""
_TAG, _KEY = attrgetter("tag"), attrgetter("key")


def repeated(segments: Sequence[Segment]) -> dict[int, int]:
    """Return the index of each segment that is a copy → the index of the one that counts.

    *segments* are those of a whole page, in order. Takes time linear in their number, but for a
    logarithm.
    """
    # Only paragraphs that recur are walked, so ordinary pages pay for one dictionary.
    firsts: dict[int, int] = {}
    for places in _long_places(segments):
        firsts |= dict.fromkeys(places, places[0])
    runs = _find_runs(sorted(firsts), firsts) | _twins(segments, firsts)
    copies = {place: firsts[place] for place in runs if firsts[place] != place}
    # Short lines recur by chance; they are copies only between or next to copies.
    if copies:
        copies |= _short_lines(segments, sorted(copies.items()))
    # Runs of long paragraphs are the surer sign: they win over what headlines suggest.
    copies = _below_headlines(segments) | _rows_of_sentences(segments) | copies
    return _by_the_largest(segments, copies) if copies else {}


def _below_headlines(segments: Sequence[Segment]) -> dict[int, int]:
    """Return the copies of short articles: lines below a headline that are also below its first copy.

    A short article has no two long paragraphs, but its headline is above each copy.
    """
    found: dict[int, int] = {}
    headlines: dict[str, int] = {}
    for segment in filter(_is_head, segments):
        first = headlines.setdefault(segment.key, segment.index)
        # Two of the lower ranks are headings of sections, which recur.
        if HEADLINES.isdisjoint((segment.tag, segments[first].tag)):
            continue
        run = _same_run(segments, first, segment.index)
        # A headline that recurs alone is a teaser or a
        # breadcrumb: the lines below it must recur as well.
        if sum(weight(segments[place].key) for place, _ in run[1:]) >= MIN_SHORT_WEIGHT:
            found.update(run)
    return found


def _rows_of_sentences(segments: Sequence[Segment]) -> dict[int, int]:
    """Return the copies of rows of sentences: paragraphs too short to be told by their length.

    What stands between two of them must be in the copy as well: chapters repeat sentences of a form.
    """
    found: dict[int, int] = {}
    firsts: dict[str, int] = {}
    for segment in filter(_is_sentence, segments):
        first = firsts.setdefault(segment.key, segment.index)
        if first == segment.index or segment.index in found:
            continue
        run = _same_run(segments, first, segment.index)
        sentences = filter(_is_sentence, (segments[place] for place, _ in run))
        if len(set(map(_KEY, sentences))) >= MIN_SENTENCES:
            found.update(run)
    return found


def _is_sentence(segment: Segment) -> bool:
    """Return whether a segment is a sentence, and no verse."""
    # Half: a character of a script without spaces weighs two, and weighing all keys costs more.
    may_be = segment.width >= MIN_SENTENCE_WEIGHT / 2 and not segment.written
    return may_be and is_ended(segment.text) and weight(segment.key) >= MIN_SENTENCE_WEIGHT


def _is_head(segment: Segment) -> bool:
    """Return whether a segment has words, and is a headline or one of a teaser."""
    return segment.key != "" and segment.tag in HEADLINES | TEASER_HEADS


def _same_run(segments: Sequence[Segment], first: int, place: int) -> list[tuple[int, int]]:
    """Return the pairs of segments that are equal from *first* and from *place* on."""
    # No further than the copy itself: a run must not run into its own second half.
    most = min(place - first, len(segments) - place, MAX_SHORT_LINES)
    copies = segments[place : place + most]
    originals = segments[first : first + most]
    pairs = takewhile(_are_equal, zip(copies, originals, strict=True))
    return [(copy.index, original.index) for copy, original in pairs]


def _are_equal(pair: tuple[Segment, Segment]) -> bool:
    """Return whether two segments have the same words."""
    one, other = pair
    return one.key == other.key


def _long_places(segments: Sequence[Segment]) -> Iterator[list[int]]:
    """Yield the places of each long paragraph that is on the page more than once."""
    places: dict[str, list[int]] = defaultdict(list)
    for segment in filter(_may_be_long, segments):
        places[segment.key].append(segment.index)
    for key, found in places.items():
        if len(found) > 1 and weight(key) >= MIN_WEIGHT:
            yield found


def _may_be_long(segment: Segment) -> bool:
    """Return whether a segment may be of the weight of a long paragraph, and is no verse."""
    # Half: a character of a script without spaces weighs two, and weighing all keys costs more.
    return segment.width >= MIN_WEIGHT / 2 and not segment.written


def _find_runs(order: Sequence[int], firsts: Mapping[int, int]) -> set[int]:
    """Return the places of copies that are in a run: the next one of it follows both here and there."""
    rank = {place: number for number, place in enumerate(order)}
    # The first place is the original; whether it is the one that counts is said by its size.
    copies = [place for place in order if firsts[place] != place]
    found: set[int] = set()
    for place in copies:
        begin = rank[place] + 1
        begin_there = rank[firsts[place]] + 1
        near_first = order[begin_there : begin_there + REACH]
        # Both must go on alike: a paragraph that is quoted again is followed by another text.
        after = {
            following
            for following in order[begin : begin + REACH]
            if following != firsts[following] and firsts[following] in near_first
        }
        if after:
            found |= after | {place}
    return found


def _twins(segments: Sequence[Segment], firsts: Mapping[int, int]) -> set[int]:
    """Return the places of those that follow the first at once, in a box of their own or by another name."""
    beside = [place for place, first in firsts.items() if place == first + 1]
    return {place for place in beside if _are_twins(segments[place - 1], segments[place])}


def _are_twins(one: Segment, other: Segment) -> bool:
    """Return whether two equal paragraphs side by side are one, written twice by the page's software."""
    return _are_alike(one.path, other.path) or _are_named_apart(one, other)


def _are_named_apart(one: Segment, other: Segment) -> bool:
    """Return whether two paragraphs of one box have different names: a lead, and the same as a paragraph."""
    # A heading is judged as the headline or the standfirst; a quote repeats for a reason.
    are_paragraphs = {one.kind, other.kind} == {"paragraph"}
    are_placed = () not in {one.path, other.path}
    if not are_paragraphs or not are_placed:
        return False
    is_same_box = one.path[:-1] == other.path[:-1]
    return is_same_box and one.path[-1].selectors != other.path[-1].selectors


def _are_alike(one: Sequence[Level], other: Sequence[Level]) -> bool:
    """Return whether two paths have the same tags but end in different boxes."""
    is_one_length = len(one) == len(other)
    if not is_one_length or len(one) < _WITH_BOX:
        return False
    # Two equal paragraphs in one box are the author's own; each in its own box is a layout.
    are_apart = one[-2] is not other[-2]
    return are_apart and all(map(eq, map(_TAG, one), map(_TAG, other)))


def _short_lines(segments: Sequence[Segment], copies: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the short segments that are between, before and after the copies as they do at the first.

    *copies* are pairs of a copy and its first, by the place of the copy.
    """
    found: dict[int, int] = {}
    taken = frozenset(map(itemgetter(0), copies))
    for place, first in copies:
        found.update(_lines_beside(segments, place, first, -1, taken))
        found.update(_lines_beside(segments, place, first, 1, taken))
    for before, after in pairwise(copies):
        for place, first in _lines_between(segments, before, after).items():
            found.setdefault(place, first)
    return found


def _lines_between(
    segments: Sequence[Segment],
    before: tuple[int, int],
    after: tuple[int, int],
) -> dict[int, int]:
    """Return the short segments between two copies that are between their firsts as well.

    Their order may differ: they are matched by their words.
    """
    places = range(before[0] + 1, after[0])
    originals = range(before[1] + 1, after[1])
    if max(len(places), len(originals)) >= MAX_BETWEEN:
        return {}
    known = {segments[index].key: index for index in originals}
    matched = ((index, known.get(segments[index].key)) for index in places)
    return {index: original for index, original in matched if original is not None}


def _lines_beside(
    segments: Sequence[Segment],
    place: int,
    first: int,
    step: int,
    taken: frozenset[int],
) -> Iterator[tuple[int, int]]:
    """Yield the equal segments beside a copy and its first: after them by a *step* of 1, before by one of -1.

    Stops at the first difference, or where it meets a paragraph that was matched already.
    """
    end = len(segments) if step > 0 else -1
    places = range(place + step, end, step)
    originals = range(first + step, end, step)
    # The shorter of both ends it: one of them has reached the edge of the page.
    for here, there in zip(places, originals, strict=False):
        is_equal = segments[here].key == segments[there].key
        if not is_equal or not taken.isdisjoint((here, there)):
            return
        yield here, there


def _by_the_largest(segments: Sequence[Segment], copies: Mapping[int, int]) -> dict[int, int]:
    """Return *copies* with the one that counts in the place of the first."""
    sizes = Sizes(segments)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, first in copies.items():
        groups[first].append(place)
    found: dict[int, int] = {}
    for first, others in groups.items():
        # The excerpt above the whole text is the first, but the whole text is what counts.
        everyone = [first, *sorted(others)]
        best = sizes.best(everyone)
        found |= {place: best for place in everyone if place != best}
    return dict(sorted(found.items()))


class Sizes:
    """The sizes of the elements around segments, by the characters of the segments inside."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._sums = [0, *accumulate(map(WIDTH, segments))]
        self._known: dict[Level, int] = {}

    def best(self, places: Sequence[int]) -> int:
        """Return which of the segments at *places* is in the largest part of the page."""
        # Elements that hold all copies say nothing: sizes are compared where the paths part.
        levels = zip(*(self._segments[place].path for place in places), strict=False)
        depth = sum(takewhile(bool, map(_is_one, levels)))
        sizes = [self._size(place, depth) for place in places]
        largest = max(sizes)
        # Of nearly equal ones the first: readers see that one.
        near = (size * MIN_GAIN >= largest for size in sizes)
        return next(compress(places, near))

    def _size(self, place: int, depth: int) -> int:
        """Return the size of the element at *depth* around the segment at *place*."""
        segment = self._segments[place]
        if len(segment.path) <= depth:
            return segment.width
        level = segment.path[depth]
        if level not in self._known:
            start, end = self._bounds(level, depth, place)
            self._known[level] = self._sums[end] - self._sums[start]
        return self._known[level]

    def _bounds(self, level: Level, depth: int, place: int) -> tuple[int, int]:
        """Return the bounds of the segments of an element, which are side by side around *place*."""

        def is_outside(index: int) -> bool:
            path = self._segments[index].path
            return len(path) <= depth or path[depth] is not level

        def is_inside(index: int) -> bool:
            return not is_outside(index)

        start = bisect_left(range(place), True, key=is_inside)
        end = place + bisect_left(range(place, len(self._segments)), True, key=is_outside)
        return start, end


def _is_one(levels: Iterable[Level]) -> bool:
    """Return whether *levels* are all the same element."""
    return len(set(levels)) == 1


def enclosing(segments: Sequence[Segment], kept: Iterable[int]) -> set[int]:
    """Return those of *kept* that hold, as one block, the text of many others of them.

    Some pages carry the whole article once more in one element, for machines; its parts are what
    counts. Looks at the ``MAX_ENCLOSING`` largest blocks alone.
    """
    chosen = [segments[index] for index in kept]
    parts = [segment for segment in chosen if segment.width >= MIN_WEIGHT / 2]
    large = nlargest(MAX_ENCLOSING, parts, key=WIDTH)
    is_enclosing = partial(_is_enclosing, parts=parts, whole=width_of(chosen))
    return set(indexes_of(filter(is_enclosing, large)))


def _is_enclosing(segment: Segment, parts: Iterable[Segment], whole: int) -> bool:
    """Return whether a segment holds the text of so many of *parts* that it is made of them.

    *whole* is the weight of all of the text.
    """
    # First what costs nothing: looking for words in words does.
    if segment.width < MIN_ENCLOSING * (whole - segment.width):
        return False
    # Of two blocks that hold each other's text, only one much larger can be the enclosing one.
    most = segment.width / 2
    held = sum(part.width for part in parts if part.width < most and part.key in segment.key)
    return held >= ENCLOSED_SHARE * segment.width


def is_mirrored(segments: Sequence[Segment], copies: Container[int]) -> bool:
    """Return whether nearly half of what *segments* hold is *copies*: the page is there twice."""
    copied = width_of(_among(segments, copies))
    least = MIN_MIRRORED * width_of(segments)
    return copied > 0 and copied >= least


def _among(segments: Iterable[Segment], places: Container[int]) -> Iterator[Segment]:
    """Return those of *segments* that are at *places*."""
    return (each for each in segments if each.index in places)


def without_copies(
    tree: HtmlElement,
    segments: Sequence[Segment],
    copies: Container[int],
) -> HtmlElement:
    """Return *tree*, as a copy of its own, without the elements that hold nothing but *copies*."""
    shown = _counted_around(segments)
    copied = _counted_around(_among(segments, copies))
    whole = {element for element, count in copied.items() if count == shown[element]}
    inner = {element for element in whole if element.getparent() in whole}
    outermost = map((whole - inner).__contains__, tree.iter())
    other = deepcopy(tree)
    for element in list(compress(other.iter(), outermost)):
        element.drop_tree()
    return other


def _counted_around(segments: Iterable[Segment]) -> Counter[HtmlElement]:
    """Return in each element of the page the number of *segments*."""
    counts: Counter[HtmlElement] = Counter()
    for segment in segments:
        counts.update((segment.element, *segment.element.iterancestors()))
    return counts
