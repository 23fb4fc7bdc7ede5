"""Live blogs by their look: the updates that a page shows and its data does not list.

A feed is a box that is named as one, or any box of a page whose data calls it a live blog, with
three entries and more that each show a time and hold text: boxes of one kind side by side, or the
stretches from heading to heading. Without a name, comments with their times would look the same.
No library does it: readers of articles know no updates.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain, islice, pairwise, takewhile
from operator import attrgetter

from lxml.html import HtmlElement

from newscrawl.boilerplate.selector_rules import plain_names
from newscrawl.extract.body.cards import CARD
from newscrawl.extract.body.rulings import INDEX, Verdicts, indexes_of
from newscrawl.extract.body.structure import OTHER_ARTICLE
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.tags import BESIDE, HEADINGS
from newscrawl.model.items import Update
from newscrawl.text.sentences import is_ended

FEED_NAME = re.compile(
    r"(?:^|-)(?:live-?(?:blog|ticker|feed|text|updates?|report\w*|stream|posts?|center|centre|coverage)?"
    r"|ticker|timeline|direto|directo|diretta|liveuppdatering\w*|newsticker|minuto)(?:$|-)"
)
CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])[:.h：時时点點시](?:[0-5]\d)?(?!\d)")
LEADING_CLOCK = re.compile(rf"^\W*{CLOCK.pattern}[\s–—|:,.-]*")
BEGINNING_CLOCK = re.compile(
    r"^\W*((?:[01]?\d|2[0-3])(?:[:.h：][0-5]\d|[時时点點시](?:\s?[0-5]?\d[分분])?)"
    r"(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b))?)(?!\d)[\s–—|:,.-]*",
    re.IGNORECASE,
)
"""Time at the beginning of a text. With its minutes: ``1.`` numbers the items of a list."""
HALF_OF_DAY = re.compile(r"\b[ap]\.\s?m\.", re.IGNORECASE)
"""Ends in a full stop, and ends no sentence."""
MAX_CLOCK_CHARS = 40
"""A longer text is no time of an update."""
MIN_ENTRIES, MIN_TIMED = 3, 0.6
"""Entries of a feed at least; share (0–1) of them that show a time."""
MAX_LINKS = 0.5
"""Share (0–1) of links from which on a heading leads to another page."""
MAX_SENTENCE_LINKS = 0.3
"""Share (0–1) of links in a sentence of an update at most."""
MAX_UPDATES = 1_000
MAX_UPDATE_CHARS = 50_000
CLASS = re.compile(r"[^#]*\.[^#]*")
"""A selector that names a class."""

_TAG = attrgetter("tag")
_TEXT = attrgetter("text")

Entry = Sequence[Segment]


@dataclass(frozen=True, slots=True)
class LiveFeed:
    """The updates that a page shows.

    Attributes:
        updates: Its updates, in the order of the page.
        headings: Indexes of the headings above the text of each.
        texts: Indexes of the sentences in them that were not held for text: updates are short.
    """

    updates: tuple[Update, ...] = ()
    headings: frozenset[int] = frozenset()
    texts: frozenset[int] = frozenset()


NO_FEED = LiveFeed()


def find_feed(
    segments: Sequence[Segment],
    kept: Set[int],
    verdicts: Verdicts,
    *,
    is_live: bool,
) -> LiveFeed:
    """Return the feed of updates on a page: of several boxes that may be it, the one with most entries.

    *kept* are the indexes of what is text, *verdicts* why others are not; *is_live*: the page's data
    calls it a live blog.
    """
    named = list(filter(_is_named, levels_of(segments)))
    # Nearly no page has one, and most end here.
    if not (is_live or named):
        return NO_FEED
    is_live |= any(map(_is_update, named))
    sentences = _sentences(segments, kept, verdicts)
    kept = kept | sentences
    candidates = _candidates(segments, kept, is_live=is_live)
    # Of equal ones the first, as sorting leaves them in their order.
    by_size = sorted(candidates, key=len, reverse=True)
    with_text = (list(filter(partial(_has_text, kept), entries)) for entries in by_size)
    entries = next(filter(_is_feed, with_text), [])
    heads = [_heading_of(entry, kept, verdicts) for entry in entries]
    updates = map(partial(_update_of, kept), entries, heads)
    return LiveFeed(
        updates=tuple(islice(updates, MAX_UPDATES)),
        headings=indexes_of(filter(None, heads)),
        texts=sentences & indexes_of(chain.from_iterable(entries)),
    )


def _sentences(segments: Sequence[Segment], kept: Set[int], verdicts: Verdicts) -> frozenset[int]:
    """Return the sentences with few links below the first block of the text that nothing speaks against."""
    first = min(kept, default=len(segments))
    # A row of updates looks like one of teasers, until it is known for a feed.
    known = kept | {index for index, ruling in verdicts.items() if ruling is not CARD}
    free = (each for each in segments[first:] if each.index not in known)
    return indexes_of(filter(_is_own_sentence, free))


def _is_own_sentence(segment: Segment) -> bool:
    """Return whether a segment ends as a sentence does, is not of links, and is in no box beside a text."""
    if segment.link_share > MAX_SENTENCE_LINKS or not is_ended(segment.text):
        return False
    return BESIDE.isdisjoint(map(_TAG, segment.path))


def _candidates(
    segments: Sequence[Segment],
    kept: Set[int],
    *,
    is_live: bool,
) -> Iterator[Sequence[Entry]]:
    """Return the entries of each box that may be a feed: by boxes of one kind, and by headings."""
    boxes: dict[tuple[Level, str, str], dict[Level, list[Segment]]] = defaultdict(
        lambda: defaultdict(list)
    )
    bare: dict[Level, list[Segment]] = defaultdict(list)
    for segment in segments:
        for above, level in _levels_in_feed(segment.path, is_live=is_live):
            boxes[above, level.tag, _first_class(level)][level].append(segment)
            if level is segment.path[-1]:
                bare[above].append(segment)
    for entries in boxes.values():
        yield list(entries.values())
    for row in bare.values():
        if not kept.isdisjoint(map(INDEX, row)):
            yield list(_by_headings(row))


def _levels_in_feed(path: Sequence[Level], *, is_live: bool) -> Iterator[tuple[Level, Level]]:
    """Yield the elements of *path* from the one that is named as a feed on, each after its parent."""
    unnamed = () if is_live else takewhile(_is_unnamed, path)
    begin = sum(1 for _ in unnamed)
    return islice(pairwise(path), max(begin - 1, 0), None)


def _is_unnamed(level: Level) -> bool:
    return not _is_named(level)


def _is_named(level: Level) -> bool:
    """Return whether an element is named as a feed of updates."""
    return _names_feed(level.selectors)


@lru_cache(maxsize=1 << 12)
def _names_feed(selectors: tuple[str, ...]) -> bool:
    """Return whether *selectors* name a feed of updates; remembered, since sites repeat names."""
    return any(map(FEED_NAME.search, plain_names(selectors)))


def _is_update(level: Level) -> bool:
    """Return whether an element is an update of a live blog by its microdata: no class need say so."""
    return any(selector.endswith("[itemprop=liveBlogUpdate]") for selector in level.selectors)


def _first_class(level: Level) -> str:
    """Return the first class of an element, or nothing."""
    return next(filter(CLASS.fullmatch, level.selectors), "")


def _by_headings(row: Sequence[Segment]) -> Iterator[Entry]:
    """Return the stretches of *row* that each begin with a heading, of the first one's tag."""
    tags = [segment.tag for segment in row]
    first = next(filter(HEADINGS.__contains__, tags), None)
    places = [place for place, tag in enumerate(tags) if tag == first]
    spans = pairwise((*places, len(row)))
    return (row[start:end] for start, end in spans)


def _has_text(kept: Set[int], entry: Entry) -> bool:
    """Return whether an entry holds text that is no heading and no time."""
    return any(map(partial(_is_text, kept), entry))


def _is_text(kept: Set[int], segment: Segment) -> bool:
    """Return whether a segment is *kept*, and is no heading and no time."""
    is_heading = segment.tag in HEADINGS
    if is_heading or segment.index not in kept:
        return False
    return not _is_time(segment)


def _is_time(segment: Segment) -> bool:
    """Return whether a segment is no more than a time, with a date or a word."""
    text = segment.text
    is_long = len(text) > MAX_CLOCK_CHARS
    if is_long or not CLOCK.search(text):
        return False
    # By its end too, not by its length alone: in Chinese a whole sentence is as short as a date.
    return not is_ended(HALF_OF_DAY.sub("", text))


def _is_feed(entries: Sequence[Entry]) -> bool:
    """Return whether so many of *entries* show a time that they are updates."""
    timed = sum(map(bool, map(_time_of, entries)))
    is_timed = timed >= MIN_TIMED * len(entries)
    return is_timed and len(entries) >= MIN_ENTRIES


def _time_of(entry: Entry) -> str:
    """Return the time of an entry: the first that one of its segments shows."""
    times = map(_time_in, entry)
    return next((time for time in times if time is not None), "")


def _time_in(segment: Segment) -> str | None:
    """Return the time of a ``time`` element in a segment, or the time that its text shows, if any."""
    element = _time_element(segment)
    if element is not None:
        return element.get("datetime") or " ".join(element.text_content().split())
    if segment.tag in HEADINGS:
        clock = CLOCK.search(segment.text[:MAX_CLOCK_CHARS])
        return clock and clock[0]
    if _is_time(segment):
        return segment.text
    beginning = BEGINNING_CLOCK.match(segment.text)
    return beginning and beginning[1]


def _time_element(segment: Segment) -> HtmlElement | None:
    """Return the ``time`` element in a segment, or itself."""
    if segment.tag == "time":
        return segment.element
    found: HtmlElement | None = segment.element.find(".//time")
    return found


def _heading_of(entry: Entry, kept: Set[int], verdicts: Mapping[int, object]) -> Segment | None:
    """Return the heading of an entry, above its text: one that no rule takes for something else."""
    is_text = partial(_is_text, kept)
    above = takewhile(lambda segment: not is_text(segment), entry)
    heading = next(filter(_is_heading, above), None)
    if heading is None or heading.link_share >= MAX_LINKS:
        return None
    is_spared = verdicts.get(heading.index) in {None, OTHER_ARTICLE}
    return heading if is_spared or heading.index in kept else None


def _is_heading(segment: Segment) -> bool:
    return segment.tag in HEADINGS


def _update_of(kept: Set[int], entry: Entry, head: Segment | None) -> Update:
    """Return an entry as an update."""
    texts = filter(partial(_is_text, kept), entry)
    text = " ".join(map(_TEXT, texts))
    time = _time_of(entry)
    clock = BEGINNING_CLOCK.match(text)
    # A sentence may begin with another time than that of its update.
    if clock is not None and clock[1] == time:
        text = text[clock.end() :]
    title = "" if head is None else LEADING_CLOCK.sub("", head.text)
    return Update(
        title=title,
        text=text[:MAX_UPDATE_CHARS],
        published=time[:MAX_CLOCK_CHARS],
    )
