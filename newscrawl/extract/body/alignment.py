"""Which segments of the page did each line of an extractor come from?

Lines are matched by their key (words only). A text that is on the page once is certain; one that
is there more often is taken at the place nearest to its matched neighbours; a line still open is
looked for as part of a segment, or as several of them, between its neighbours.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, filterfalse, islice

from newscrawl.extract.segmentation.segments import Segment

MIN_PART_CHARS = 20
"""A line shorter than this is not looked for inside a segment."""
REACH = 15
"""Segments before the first and after the last match that may still belong to the text."""

MAX_COMPARISONS = 2_000_000
"""Lines times segments that are compared for a page, at most: about a second."""
MAX_SOUGHT_CHARS = 2_000_000_000
"""Characters that are searched for parts of lines, and for swallowed segments, at most: a second each."""


_MIN_LINE, _MIN_SEGMENT = 8, 3
"""Characters above which parts of a line are sought, and above which a segment is sought in it."""
_MIN_SWALLOWED = 25
"""Characters above which a segment is sought in the lines that were placed elsewhere."""
_MIN_ENDS, _END_CHARS = 60, 40
"""A longer segment is found by its two ends too, each of so many characters."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Lines and the segments they came from.

    Attributes:
        places: For each line the indexes of its segments, ascending; empty where none was found.
        kept: Indexes of all segments that the extractor took.
    """

    places: tuple[tuple[int, ...], ...]
    kept: frozenset[int]


def align(lines: Sequence[str], segments: Sequence[Segment]) -> Alignment:
    """Match *lines* to *segments*, both in document order."""
    index = _by_key(segments)
    found = _certain_places(lines, index)
    # Certain places first: they are the neighbours by which all others are placed.
    _nearest_places(lines, index, found)
    places = [_placed(at) for at in found]
    finder = Finder(MAX_SOUGHT_CHARS)
    for number, near in _windows(found, len(segments)):
        # A word or two is part of nearly every paragraph.
        if len(lines[number]) > _MIN_LINE:
            window = segments[near.start : near.stop]
            places[number] = _partial_places(lines[number], window, finder)
    kept = set(chain.from_iterable(places))
    kept |= _swallowed(lines, segments, found, kept)
    return Alignment(tuple(places), frozenset(kept))


def _placed(at: int | None) -> tuple[int, ...]:
    return () if at is None else (at,)


def _by_key(segments: Sequence[Segment]) -> dict[str, list[int]]:
    """Index the segments by their key."""
    index: dict[str, list[int]] = defaultdict(list)
    for segment in segments:
        index[segment.key].append(segment.index)
    return index


def _certain_places(lines: Sequence[str], index: Mapping[str, Sequence[int]]) -> list[int | None]:
    """Place the lines whose text is on the page once; *index* has the places of each text."""
    once = {key: places[0] for key, places in index.items() if len(places) == 1}
    return list(map(once.get, lines))


def _nearest_places(
    lines: Sequence[str],
    index: Mapping[str, Sequence[int]],
    found: list[int | None],
) -> None:
    """Place the lines whose text is on the page more often, near the lines around them; fills *found*."""
    # Two equal lines are two places of the page, as long as it has as many of them.
    taken = frozenset(found)
    free = {key: list(filterfalse(taken.__contains__, places)) for key, places in index.items()}
    after = _following(found)
    before: int | None = None
    for number, line in enumerate(lines):
        if found[number] is None and line in index:
            near = (*_placed(before), *_placed(after[number]))
            # All places are taken: the result has the text more often than the page.
            place = nearest(free[line] or index[line], near)
            found[number] = place
            _take(place, free[line])
        if found[number] is not None:
            before = found[number]


def _take(place: int, places: list[int]) -> None:
    """Take *place* out of *places* (ascending), if it is there."""
    at = bisect_left(places, place)
    del places[at : at + 1]


def nearest(places: Sequence[int], near: Sequence[int]) -> int:
    """Return the one of *places* (ascending, not empty) nearest to one of *near*; of equals the first."""
    # Only the two places on either side of a neighbour can be nearest: no need to try them all.
    around: set[int] = set()
    for at in near:
        after = bisect_left(places, at)
        around.update(places[max(0, after - 1) : after + 1])
    # Without neighbours all are equal.
    candidates = around or places[:1]
    return min(
        candidates,
        key=lambda place: (min((abs(place - at) for at in near), default=0), place),
    )


def _following(found: Sequence[int | None]) -> list[int | None]:
    """Return for each line the place of the next placed line after it."""
    after: list[int | None] = []
    following: int | None = None
    for at in reversed(found):
        after.append(following)
        following = following if at is None else at
    return after[::-1]


def _windows(found: Sequence[int | None], count: int) -> Iterator[tuple[int, range]]:
    """Yield each line that is not placed, with the segments between its placed neighbours and two more.

    All windows together hold at most ``MAX_COMPARISONS`` segments, those of *count*.
    """
    # 100 at least: a page with many lost lines still has each looked for near its neighbours.
    reach = max(100, MAX_COMPARISONS // max(1, found.count(None)))
    before = 0
    for number, (at, end) in enumerate(zip(found, _following(found), strict=True)):
        if at is not None:
            before = at
            continue
        # Two segments more on either side: a neighbour may
        # itself be one of several equal texts.
        start = max(0, before - 2)
        last = count if end is None else end + 3
        yield number, range(start, min(count, start + reach, last))


class Finder:
    """Looks for texts within longer ones, at most *chars* characters in all; then it finds no more.

    Each text is looked for after the one that was found before it, then from the beginning: in
    order, many texts within one cost the time of one pass.
    """

    def __init__(self, chars: int) -> None:
        self._left = chars
        self._behind: dict[str, int] = {}

    def finds(self, part: str, whole: str) -> bool:
        """Return whether *part* is in *whole*."""
        if self._left <= 0 or len(part) > len(whole):
            return False
        start = self._behind.get(whole, 0)
        at = self._sought(part, whole, start)
        # Lines out of order are rare; only they pay for a search from the beginning.
        if at < 0 and start:
            at = self._sought(part, whole, 0)
        is_found = at >= 0
        if is_found:
            self._behind[whole] = at + len(part)
        return is_found

    def _sought(self, part: str, whole: str, start: int) -> int:
        """Return the place of *part* in *whole* from *start* on, or -1; count what was looked through."""
        at = whole.find(part, start)
        end = len(whole) if at < 0 else at
        self._left -= end - start
        return at


def _partial_places(line: str, near: Sequence[Segment], finder: Finder) -> tuple[int, ...]:
    """Return the segments that *line* is made of, or the one that holds it."""
    # The other way round, a short line would be found in paragraphs that only mention it.
    may_be_part = len(line) > MIN_PART_CHARS
    places: list[int] = []
    for segment in near:
        if segment.width <= _MIN_SEGMENT:
            continue
        is_part = finder.finds(segment.key, line)
        if is_part or (may_be_part and finder.finds(line, segment.key)):
            places.append(segment.index)
    return tuple(places)


def _swallowed(
    lines: Sequence[str],
    segments: Sequence[Segment],
    found: Sequence[int | None],
    kept: set[int],
) -> set[int]:
    """Find the segments whose text is inside a line though no line was placed there."""
    placed = list(chain.from_iterable(map(_placed, found)))
    # Far from what was placed, an equal text is that of a teaser or a comment.
    first = min(placed, default=REACH) - REACH
    last = max(placed, default=len(segments)) + REACH
    # One text: a segment may run over several lines of the extractor.
    joined = " ".join(lines)
    near = (each for each in segments[max(0, first) : last + 1] if each.index not in kept)
    long = (each for each in near if each.width > _MIN_SWALLOWED)
    # The bound is on the work in all: the longer the text, the fewer segments are sought in it.
    most = MAX_SOUGHT_CHARS // max(1, len(joined))
    return {each.index for each in islice(long, most) if _is_within(each.key, joined)}


def _is_within(key: str, joined: str) -> bool:
    """Return whether a segment's text is in the extracted text, whole or by its two ends."""
    if key in joined:
        return True
    # A paragraph out of whose middle the extractor dropped something still has its two ends.
    ends = (key[:_END_CHARS], key[-_END_CHARS:])
    return len(key) > _MIN_ENDS and all(map(joined.__contains__, ends))
