"""Which segments of a page are not the article's body, and why?

Each rule looks at one thing: the names of the elements around a segment, the headline, links,
repetition, the article it is in. A rule gives a *verdict* on a segment; what has none is body as
far as the page's structure tells. Explained in docs/extraction.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from urllib.parse import urlsplit

from newscrawl.boilerplate.selector_rules import SelectorRule, match_selectors
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.tags import HEADINGS
from newscrawl.model.items import Category
from newscrawl.model.page_sketch import SegmentMark
from newscrawl.text.sentences import is_ended

Verdicts = dict[int, "Ruling"]
Named = Sequence[tuple[str, SelectorRule, Level]]

_MAX_LONG_LINKS = 0.3
"""A long paragraph has less than this share (0–1) of links."""
_MIN_HEADLINE, _MIN_LIKENESS = 15, 0.85
"""A heading above this length is the headline if it shares so much (0–1) of its words with a title."""
_MIN_LINK_LINE, _LINK_LINE_SHARE = 25, 0.85
"""A paragraph from this length on is only a link if links are this share (0–1) of it."""
_MIN_TEASER_HEAD, _TEASER_SHARE, _TEASER_HEADS = 30, 0.9, 0.6
"""Headings of this length are teasers if links are this share (0–1) of them, and most headings have none."""
_MIN_ITEMS, _CARD_SHARE = 2, 0.8
"""A list of links has so many items that lead away, and this share (0–1) of its items does."""
_MIN_PARAGRAPH = 60
"""Characters of a sentence that no box of links or buttons has."""
_MIN_CARD_HEAD = 20
"""A headline of a card has at least so many characters."""
_MIN_MAIN_ARTICLE, _MIN_OTHERS = 400, 2
"""Characters of the main article, and number of the others, from which on these are other articles."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """Why a segment is not the article's body."""

    category: Category
    rule_id: str
    reason: str


HEADLINE = Ruling("field", "field.headline", "It is the headline; it is a field of the record.")
LINK_ONLY = Ruling(
    "related", "structure.link", "A whole paragraph that only leads to another page."
)
LINK_LIST = Ruling("related", "structure.link-list", "A list of links to other pages.")
OTHER_ARTICLE = Ruling(
    "related", "structure.other-article", "It belongs to another article on the page."
)
CELLS = frozenset("li td th dd dt h1 h2 h3 h4 h5 h6".split())
SECTION_TAGS = frozenset({"h2", "h3", "h4", "strong"})
"""Tags of the headings of an article's sections."""
LONG_CHARS = 120
MAX_LIST_SHARE = 0.35
"""A list with more than this share (0–1) of the kept text is the subject of the article."""
MAX_RULE_SHARE = 0.3
"""A name that is over more than this share (0–1) of the kept text names the article, whatever it says."""
MAX_LONG_PARAGRAPHS = 2
"""An element with more long paragraphs than this is no box."""
MIN_BODY_PARAGRAPHS = 6
"""So many long paragraphs in one box are a body."""
HASHTAGS = re.compile(r"(?:[#＃][^\s#＃,]+[\s,]*)+")
PLAIN_URL = re.compile(r"https?://([a-zA-Z0-9.-]+)(?:[/?#]|$)")  # without port or user
LEADING = frozenset({"related", "share"})
"""Categories of boxes that are made of links or buttons."""
MIN_LEADING_SHARE = 0.2
"""A box of other articles has at least this share (0–1) of link text."""


def find_rulings(
    segments: Sequence[Segment], taken: frozenset[int], titles: frozenset[str], host: str
) -> Verdicts:
    """Return a verdict on each segment that is not body; of several reasons the first in this order."""
    kept = [segment for segment in segments if segment.index in taken]
    verdicts: Verdicts = {}
    for found in (
        _headlines(segments, kept, titles),
        _named_boxes(segments, kept),
        _links_away(segments, host),
        _link_lists(kept, host),
        _other_articles(kept, titles),
    ):
        # The one that was found before stays: the order above is the order of precedence.
        verdicts = found | verdicts
    return verdicts


def is_long(segment: Segment | SegmentMark) -> bool:
    """Return whether a segment is a long paragraph of running text."""
    return segment.width > LONG_CHARS and segment.link_share < _MAX_LONG_LINKS


def _named_boxes(segments: Sequence[Segment], kept: Sequence[Segment]) -> Verdicts:
    """Return verdicts by the names of the elements around each segment, those that hold articles excepted."""
    named = _names_around(segments)
    trusted = (
        _names_of_articles(kept, named)
        | _boxes_without_links(kept, named)
        | _texts_without_links(segments, named)
        | _missed_body(segments, kept)
    )
    verdicts: Verdicts = {}
    for index, found in named.items():
        # The innermost one first: it says most closely what the segment is.
        for selector, rule, level in reversed(found):
            # Trusted are names (wherever they are) and single elements: a name may be right elsewhere.
            if trusted.isdisjoint((selector, level)):
                verdicts[index] = Ruling(rule.category, rule.id, rule.reason)
                break
    return verdicts


def _names_around(segments: Sequence[Segment]) -> dict[int, Named]:
    """Return the selectors around each segment that a rule knows, from the outside inwards."""
    # Once for each element: paths of segments share nearly all of them.
    asked = {level: _named_level(level) for level in levels_of(segments)}
    known = {level: found for level, found in asked.items() if found}
    named: dict[int, Named] = {}
    for segment in segments:
        inside = filter(known.__contains__, segment.path)
        named[segment.index] = list(chain.from_iterable(map(known.__getitem__, inside)))
    return named


def _named_level(level: Level) -> Named:
    """Return the selectors of a level that a rule knows."""
    return [(selector, rule, level) for selector, rule in match_selectors(level.selectors)]


def _names_of_articles(kept: Sequence[Segment], named: Mapping[int, Named]) -> set[str | Level]:
    """Return the selectors that a rule knows but that hold too much of this page's text to be a box."""
    share: Counter[str] = Counter()
    running: Counter[tuple[str, Level]] = Counter()
    texts: set[str] = set()
    for segment in kept:
        # Each text once: a page that has its article twice would trust whatever is around the copy.
        weight = 0 if segment.key in texts else segment.width
        texts.add(segment.key)
        for selector, _, level in named[segment.index]:
            share[selector] += weight
            # By element: three paragraphs in one box are a text, one each in three boxes are teasers.
            running[selector, level] += is_long(segment)
    most = MAX_RULE_SHARE * sum(map(len, texts))
    large: set[str | Level] = {name for name, width in share.items() if width >= most}
    return large | {name for (name, _), count in running.items() if count > MAX_LONG_PARAGRAPHS}


def _missed_body(segments: Sequence[Segment], kept: Sequence[Segment]) -> set[str | Level]:
    """Return the elements around the body that the extractor missed: one box with most of the running text.

    It is looked for only where no segment that was taken is running text. Comments are no such box:
    each is in one of its own.
    """
    # Only where it found no running text at all can it have missed the whole body.
    if any(map(is_long, kept)):
        return set()
    boxes: dict[Level, list[Segment]] = defaultdict(list)
    sizes: Counter[Level] = Counter()
    for segment in filter(is_long, segments):
        if len(segment.path) > 1:
            boxes[segment.path[-2]].append(segment)
            sizes[segment.path[-2]] += segment.width
    if not boxes:
        return set()
    largest, size = sizes.most_common(1)[0]
    inside = boxes[largest]
    # Half of the running text at least: fewer paragraphs may be those of another story.
    if len(inside) < MIN_BODY_PARAGRAPHS or 2 * size < sizes.total():
        return set()
    return set(inside[0].path[:-1])


def _boxes_without_links(kept: Sequence[Segment], named: Mapping[int, Named]) -> set[str | Level]:
    """Return the elements named like boxes of other articles that hold next to no link."""
    sizes: Counter[Level] = Counter()
    links: Counter[Level] = Counter()
    for segment in kept:
        for _, rule, level in named[segment.index]:
            # "related" without links is a name of the site's own, e.g. for background in the text.
            if rule.category == "related":
                sizes[level] += len(segment.text)
                links[level] += segment.link_chars
    return {level for level, size in sizes.items() if links[level] < MIN_LEADING_SHARE * size}


def _texts_without_links(
    segments: Sequence[Segment], named: Mapping[int, Named]
) -> set[str | Level]:
    """Return the elements named like boxes of links or buttons that hold a paragraph and no link.

    Such an id is often that of a section, by its subject: ``#tags`` in an article on tags.
    """
    holding: set[str | Level] = set()
    leading: set[str | Level] = set()
    for segment in segments:
        levels = {level for _, rule, level in named[segment.index] if rule.category in LEADING}
        if segment.hrefs:
            leading |= levels
        elif segment.width >= _MIN_PARAGRAPH and is_ended(segment.text):
            holding |= levels
    return holding - leading


def _headlines(
    segments: Sequence[Segment], kept: Sequence[Segment], titles: frozenset[str]
) -> Verdicts:
    """Find the headline: by its tag or its words before the text begins, below by its very words only."""
    begin = next(filter(_is_running, kept), None)
    above = segments if begin is None else segments[: begin.index]
    below = () if begin is None else segments[begin.index :]
    found = [segment.index for segment in above if _is_headline(segment, titles)]
    # A section's heading may have the same words: the tags of one are spared anywhere.
    found += [segment.index for segment in below if _has_title(segment, titles)]
    return dict.fromkeys(found, HEADLINE)


def _is_running(segment: Segment) -> bool:
    """Return whether the text begins with this segment: an ``h1`` of that length is still the headline."""
    return is_long(segment) and segment.tag != "h1"


def _has_title(segment: Segment, titles: frozenset[str]) -> bool:
    """Return whether a segment has the very words of a title, and is no heading of a section."""
    return segment.key in titles and segment.tag not in SECTION_TAGS


def _is_headline(segment: Segment, titles: frozenset[str]) -> bool:
    """Return whether a segment before the text is the headline, or a heading with nearly all of its words."""
    if segment.tag == "h1" or segment.key in titles:
        return True
    if segment.tag not in HEADINGS or segment.width <= _MIN_HEADLINE:
        return False
    return any(_is_like(segment.key, title) for title in titles)


def _is_like(key: str, title: str) -> bool:
    """Return whether a heading has nearly all words of *title*, or ends with it, after a kicker."""
    words, others = set(key.split()), set(title.split())
    # By the larger of both: a short heading is contained in many titles.
    shared = _MIN_LIKENESS * max(len(words), len(others))
    is_after_kicker = key.endswith(title) and len(title) > 0.5 * len(key)
    return is_after_kicker or len(words & others) >= shared


def _links_away(segments: Sequence[Segment], host: str) -> Verdicts:
    """Find the paragraphs that are nothing but links to pages of the same site, or linked topics (``#…``)."""
    linked = (segment for segment in segments if segment.hrefs)
    return {
        segment.index: LINK_ONLY
        for segment in linked
        if _is_link_line(segment, host) or HASHTAGS.fullmatch(segment.text)
    }


def _is_link_line(segment: Segment, host: str) -> bool:
    """Return whether a segment is a paragraph that only leads to another page of the site."""
    # Items and cells that are links are normal in a list; lists are judged as a whole.
    is_line = segment.tag not in CELLS and segment.width >= _MIN_LINK_LINE
    return is_line and _is_leading(segment, _LINK_LINE_SHARE, host)


def _is_leading(segment: Segment, share: float, host: str) -> bool:
    """Return whether at least *share* (0–1) of a segment is links, all of them to the same site."""
    # A cheap look first; the exact share, without spaces, is counted for few.
    if not segment.hrefs or segment.link_share < 0.7 * share:
        return False
    size = max(1, len(segment.text.replace(" ", "")))
    if segment.link_chars < share * size:
        return False
    return all(is_same_site(href, host) for href in segment.hrefs)


@lru_cache(maxsize=1 << 12)
def is_same_site(href: str, host: str) -> bool:
    """Return whether *href* leads to another page of the site of *host*."""
    # Most links are of these two forms; of both this is what ``urlsplit`` would say.
    if href[:1] == "/" and href[1:2].isalnum():
        return True
    if plain := PLAIN_URL.match(href):
        return _is_of_site(plain[1].lower(), host)
    try:
        parts = urlsplit(href)
        name = parts.hostname or ""
    # ``urlsplit`` refuses such as "http://[": it leads nowhere.
    except ValueError:
        return False
    if parts.scheme not in {"", "http", "https"}:
        return False
    # A relative link; a fragment alone has no path and leads to no other page.
    if not parts.netloc:
        return len(parts.path) > 1
    return _is_of_site(name, host)


def _is_of_site(name: str, host: str) -> bool:
    """Return whether two hosts are of one site, as far as their names tell."""
    # The last two labels: no list of public suffixes is worth its cost for a hint.
    return name.split(".")[-2:] == host.split(".")[-2:]


def _link_lists(kept: Sequence[Segment], host: str) -> Verdicts:
    """Find lists and rows of headings that are links to pages of the same site."""
    most = MAX_LIST_SHARE * sum(segment.width for segment in kept)
    found: list[Segment] = []
    for members in _lists_of(kept):
        # A listicle is a list, too: one that is a large part of the text is the article.
        if sum(member.width for member in members) <= most and _is_link_list(members, host):
            found += members
    headings = [segment for segment in kept if segment.tag in HEADINGS]
    long = [segment for segment in headings if segment.width >= _MIN_TEASER_HEAD]
    leading = [segment for segment in long if _is_leading(segment, _TEASER_SHARE, host)]
    # Where most headings are links, linking them is the style of the article.
    if len(leading) <= _TEASER_HEADS * len(headings):
        found += leading
    return {segment.index: LINK_LIST for segment in found}


def _lists_of(segments: Iterable[Segment]) -> Iterable[list[Segment]]:
    """Return the segments in each list of a page."""
    lists: dict[Level, list[Segment]] = defaultdict(list)
    for segment in segments:
        # A list further out is a part of the page's layout, not a list of links.
        for level in segment.path[-4:]:
            if level.tag in {"ul", "ol"}:
                lists[level].append(segment)
    return lists.values()


def _is_link_list(members: Sequence[Segment], host: str) -> bool:
    """Return whether the items of a list are headlines that lead away, or cards that open with one."""
    items: dict[Level | None, list[Segment]] = defaultdict(list)
    for member in members:
        items[_level_of(reversed(member.path), "li")].append(member)
    leading = sum(_is_card(item, host) for item in items.values())
    return leading >= max(_MIN_ITEMS, _CARD_SHARE * len(items))


def _level_of(levels: Iterable[Level], tag: str) -> Level | None:
    """Return the first of *levels* with this *tag*."""
    for level in levels:
        if level.tag == tag:
            return level
    return None


def _is_card(item: Sequence[Segment], host: str) -> bool:
    """Return whether an item of a list is a headline that leads to another page, with little else in it."""
    head, *rest = item
    # A bare item may say a few words more; with text below, the head must be the link.
    share = 0.9 if rest else 0.55
    is_headline = head.width >= _MIN_CARD_HEAD and _is_leading(head, share, host)
    return is_headline and not any(map(is_long, rest))


def _other_articles(kept: Sequence[Segment], titles: frozenset[str]) -> Verdicts:
    """Find the text of ``article`` elements, two or more, other than the one that holds the headline."""
    owners = {segment.index: _level_of(segment.path, "article") for segment in kept}
    sizes: Counter[Level | None] = Counter()
    for segment in kept:
        sizes[owners[segment.index]] += segment.width
    # Without a headline the first article is the page's own; later ones follow it.
    heads = (segment for segment in kept if segment.key in titles or segment.tag == "h1")
    first = [owners[segment.index] for segment in (*islice(heads, 1), *kept[:1])]
    main = next(filter(None, first), None)
    others = set(owners.values()) - {None, main}
    if main is None or sizes[main] < _MIN_MAIN_ARTICLE or len(others) < _MIN_OTHERS:
        return {}
    return {index: OTHER_ARTICLE for index, owner in owners.items() if owner in others}


def next_stories(segments: Sequence[Segment], titles: frozenset[str]) -> Verdicts:
    """Find the articles after the page's own that have a headline of their own: a page that scrolls on."""
    owners = [_outer_article(segment) for segment in segments]
    heads = [each for each in segments if each.tag == "h1" and owners[each.index] is not None]
    main = next((owners[each.index] for each in heads if each.key in titles), None)
    if main is None:
        return {}
    others = {owners[each.index] for each in heads if each.key not in titles} - {main}
    return {
        each.index: OTHER_ARTICLE
        for each, owner in zip(segments, owners, strict=True)
        if owner in others
    }


def _outer_article(segment: Segment) -> Level | None:
    """Return the outermost ``article`` around a segment."""
    return next((level for level in segment.path if level.tag == "article"), None)
