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
from functools import lru_cache

from lxml.html import HtmlElement

from newscrawl.boilerplate.selector_rules import plain_names
from newscrawl.extract.body.structure import OTHER_ARTICLE, Verdicts
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
MAX_UPDATES = 1_000
MAX_UPDATE_CHARS = 50_000


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
    segments: Sequence[Segment], kept: Set[int], verdicts: Verdicts, *, is_live: bool
) -> LiveFeed:
    """Return the feed of updates on a page: of several boxes that may be it, the one with most entries.

    *kept* are the indexes of what is text, *verdicts* why others are not; *is_live*: the page's data
    calls it a live blog.
    """
    # Nearly no page has one, and most end here.
    if not is_live and not any(_is_named(level.selectors) for level in levels_of(segments)):
        return NO_FEED
    sentences = _sentences(segments, kept, verdicts)
    kept = kept | sentences
    found: list[Sequence[Sequence[Segment]]] = [
        entries
        for entries in _candidates(segments, kept, is_live=is_live)
        if _is_feed([each for each in entries if _has_text(each, kept)])
    ]
    if not found:
        return NO_FEED
    best = [each for each in max(found, key=len) if _has_text(each, kept)]
    heads = [_heading_of(entry, kept, verdicts) for entry in best]
    pairs = zip(best, heads, strict=True)
    updates = [_update_of(entry, head, kept) for entry, head in pairs]
    return LiveFeed(
        tuple(updates[:MAX_UPDATES]),
        frozenset(head.index for head in heads if head is not None),
        frozenset(each.index for entry in best for each in entry if each.index in sentences),
    )


def _sentences(segments: Sequence[Segment], kept: Set[int], verdicts: Verdicts) -> frozenset[int]:
    """Return the sentences without links below the first block of the text that nothing speaks against."""
    first = min(kept, default=len(segments))
    return frozenset(
        each.index
        for each in segments[first:]
        if each.index not in kept and not each.hrefs and is_ended(each.text)
        if each.index not in verdicts and BESIDE.isdisjoint(level.tag for level in each.path)
    )


def _candidates(
    segments: Sequence[Segment], kept: Set[int], *, is_live: bool
) -> Iterator[Sequence[Sequence[Segment]]]:
    """Return the entries of each box that may be a feed: by boxes of one kind, and by headings."""
    boxes: dict[tuple[Level, str, str], dict[Level, list[Segment]]] = defaultdict(
        lambda: defaultdict(list)
    )
    bare: dict[Level, list[Segment]] = defaultdict(list)
    for segment in segments:
        is_named = is_live
        for at, level in enumerate(segment.path):
            above = segment.path[at - 1] if at else None
            is_named = is_named or _is_named(level.selectors)
            if not is_named or above is None:
                continue
            boxes[above, level.tag, _first_class(level)][level].append(segment)
            if level is segment.path[-1]:
                bare[above].append(segment)
    for entries in boxes.values():
        yield list(entries.values())
    for row in bare.values():
        if any(each.index in kept for each in row):
            yield list(_by_headings(row))


@lru_cache(maxsize=1 << 14)
def _is_named(selectors: tuple[str, ...]) -> bool:
    """Return whether an element is named as a feed of updates; remembered, since sites repeat names."""
    return any(map(FEED_NAME.search, plain_names(selectors)))


def _first_class(level: Level) -> str:
    """Return the first class of an element, or nothing."""
    return next((name for name in level.selectors if "." in name and "#" not in name), "")


def _by_headings(row: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Return the stretches of *row* that each begin with a heading, of the first one's tag."""
    tag = next((each.tag for each in row if each.tag in HEADINGS), "")
    entry: list[Segment] = []
    for segment in row:
        if segment.tag == tag:
            if entry:
                yield entry
            entry = [segment]
        elif entry:
            entry.append(segment)
    if entry:
        yield entry


def _has_text(entry: Sequence[Segment], kept: Set[int]) -> bool:
    """Return whether an entry holds text that is no heading and no time."""
    return any(each.index in kept and not _is_edge(each) for each in entry)


def _is_edge(segment: Segment) -> bool:
    """Return whether a segment is a heading, or no more than a time."""
    return segment.tag in HEADINGS or _is_time(segment)


def _is_time(segment: Segment) -> bool:
    """Return whether a segment is no more than a time, with a date or a word."""
    text = segment.text
    # By its end too, not by its length alone: in Chinese a whole sentence is as short as a date.
    is_sentence = is_ended(HALF_OF_DAY.sub("", text))
    return len(text) <= MAX_CLOCK_CHARS and CLOCK.search(text) is not None and not is_sentence


def _is_feed(entries: Sequence[Sequence[Segment]]) -> bool:
    """Return whether so many of *entries* show a time that they are updates."""
    timed = sum(bool(_time_of(entry)) for entry in entries)
    return len(entries) >= MIN_ENTRIES and timed >= MIN_TIMED * len(entries)


def _time_of(entry: Sequence[Segment]) -> str:
    """Return the time of an entry: of a ``time`` element, or the line or heading that shows one."""
    for segment in entry:
        time = _time_element(segment)
        if time is not None:
            return time.get("datetime") or " ".join(time.text_content().split())
        if segment.tag in HEADINGS:
            if clock := CLOCK.search(segment.text[:MAX_CLOCK_CHARS]):
                return clock[0]
        elif _is_time(segment):
            return segment.text
        elif clock := BEGINNING_CLOCK.match(segment.text):
            return clock[1]
    return ""


def _time_element(segment: Segment) -> HtmlElement | None:
    """Return the ``time`` element in a segment, or itself."""
    if segment.tag == "time":
        return segment.element
    found: HtmlElement | None = segment.element.find(".//time")
    return found


def _heading_of(
    entry: Sequence[Segment], kept: Set[int], verdicts: Mapping[int, object]
) -> Segment | None:
    """Return the heading of an entry, above its text: one that no rule takes for something else."""
    for segment in entry:
        if segment.tag in HEADINGS:
            other = verdicts.get(segment.index)
            is_free = segment.index in kept or other is None or other is OTHER_ARTICLE
            return segment if is_free and segment.link_share < MAX_LINKS else None
        if segment.index in kept and not _is_time(segment):
            return None
    return None


def _update_of(entry: Sequence[Segment], head: Segment | None, kept: Set[int]) -> Update:
    """Return an entry as an update."""
    text = " ".join(each.text for each in entry if each.index in kept and not _is_edge(each))
    time = _time_of(entry)
    clock = BEGINNING_CLOCK.match(text)
    # A sentence may begin with another time than that of its update.
    if clock is not None and clock[1] == time:
        text = text[clock.end() :]
    title = "" if head is None else LEADING_CLOCK.sub("", head.text)
    return Update(title=title, text=text[:MAX_UPDATE_CHARS], published=time[:40])
