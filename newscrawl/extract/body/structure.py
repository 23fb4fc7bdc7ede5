"""Which segments of a page are not the article's body, and why?

Each rule looks at one thing: the names of the elements around a segment, the headline, links,
repetition, the article it is in. A rule gives a *verdict* on a segment; what has none is body as
far as the page's structure tells. Explained in docs/extraction.md.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, compress, islice
from operator import attrgetter
from urllib.parse import urlsplit

from newscrawl.extract.body.named_boxes import named_boxes
from newscrawl.extract.body.rulings import Ruling, Verdicts, is_long, ruled, width_of
from newscrawl.extract.segmentation.segments import Level, Segment
from newscrawl.extract.tags import HEADINGS

_HREFS = attrgetter("hrefs")

_MIN_HEADLINE, _MIN_LIKENESS = 15, 0.85
"""A heading above this length is the headline if it shares so much (0–1) of its words with a title."""
_MIN_LINK_LINE, _LINK_LINE_SHARE = 25, 0.85
"""A paragraph from this length on is only a link if links are this share (0–1) of it."""
_MIN_TEASER_HEAD, _TEASER_SHARE, _TEASER_HEADS = 30, 0.9, 0.6
"""Headings of this length are teasers if links are this share (0–1) of them, and most headings have none."""
_MIN_ITEMS, _CARD_SHARE = 2, 0.8
"""A list of links has so many items that lead away, and this share (0–1) of its items does."""
_MIN_CARD_HEAD = 20
"""A headline of a card has at least so many characters."""
_MIN_MAIN_ARTICLE, _MIN_OTHERS = 400, 2
"""Characters of the main article, and number of the others, from which on these are other articles."""


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
MAX_LIST_SHARE = 0.35
"""A list with more than this share (0–1) of the kept text is the subject of the article."""
HASHTAGS = re.compile(r"(?:[#＃][^\s#＃,]+[\s,]*)+")
PLAIN_URL = re.compile(r"https?://([a-zA-Z0-9.-]+)(?:[/?#]|$)")  # without port or user


def find_rulings(
    segments: Sequence[Segment],
    taken: frozenset[int],
    titles: frozenset[str],
    host: str,
) -> Verdicts:
    """Return a verdict on each segment that is not body; of several reasons the first in this order."""
    kept = [segment for segment in segments if segment.index in taken]
    in_order = (
        _headlines(segments, kept, titles),
        named_boxes(segments, kept),
        _links_away(segments, host),
        _link_lists(kept, host),
        _other_articles(kept, titles),
    )
    verdicts: Verdicts = {}
    for found in in_order:
        # The one that was found before stays: the order above is the order of precedence.
        verdicts = found | verdicts
    return verdicts


def _headlines(
    segments: Sequence[Segment], kept: Sequence[Segment], titles: frozenset[str]
) -> Verdicts:
    """Find the headline: by its tag or its words before the text begins, below by its very words only."""
    opening = next(filter(_is_running, kept), None)
    begin = len(segments) if opening is None else opening.index
    above = filter(partial(_is_headline, titles=titles), segments[:begin])
    # A section's heading may have the same words: the tags of one are spared anywhere.
    below = filter(partial(_has_title, titles=titles), segments[begin:])
    return ruled(chain(above, below), HEADLINE)


def _is_running(segment: Segment) -> bool:
    """Return whether the text begins with this segment: an ``h1`` of that length is still the headline."""
    return is_long(segment) and segment.tag != "h1"


def _has_title(segment: Segment, titles: frozenset[str]) -> bool:
    """Return whether a segment has the very words of a title, and is no heading of a section."""
    return segment.key in titles and segment.tag not in SECTION_TAGS


def _is_headline(segment: Segment, titles: frozenset[str]) -> bool:
    """Return whether a segment before the text is the headline, or a heading with nearly all of its words."""
    if _is_head(segment, titles):
        return True
    is_long_heading = segment.tag in HEADINGS and segment.width > _MIN_HEADLINE
    return is_long_heading and any(map(partial(_is_like, segment.key), titles))


def _is_head(segment: Segment, titles: frozenset[str]) -> bool:
    """Return whether a segment is a headline by its tag, or by the very words of one of *titles*."""
    return segment.tag == "h1" or segment.key in titles


def _is_like(key: str, title: str) -> bool:
    """Return whether a heading has nearly all words of *title*, or ends with it, after a kicker."""
    is_most = len(title) > 0.5 * len(key)
    if is_most and key.endswith(title):
        return True
    words, others = set(key.split()), set(title.split())
    # By the larger of both: a short heading is contained in many titles.
    needed = _MIN_LIKENESS * max(len(words), len(others))
    return len(words & others) >= needed


def _links_away(segments: Sequence[Segment], host: str) -> Verdicts:
    """Find the paragraphs that are nothing but links to pages of the same site, or linked topics (``#…``)."""
    linked = filter(_HREFS, segments)
    return ruled(filter(partial(_leads_away, host=host), linked), LINK_ONLY)


def _leads_away(segment: Segment, host: str) -> bool:
    """Return whether a segment with links is nothing else, or names topics alone."""
    return _is_link_line(segment, host) or HASHTAGS.fullmatch(segment.text) is not None


def _is_link_line(segment: Segment, host: str) -> bool:
    """Return whether a segment is a paragraph that only leads to another page of the site."""
    # Items and cells that are links are normal in a list; lists are judged as a whole.
    is_line = segment.tag not in CELLS and segment.width >= _MIN_LINK_LINE
    return is_line and is_leading(segment, _LINK_LINE_SHARE, host)


def is_leading(segment: Segment, share: float, host: str) -> bool:
    """Return whether at least *share* (0–1) of a segment is links, all of them to the same site."""
    # A cheap look first; the exact share, without spaces, is counted for few.
    is_linked = segment.link_share >= 0.7 * share
    if not is_linked or not segment.hrefs:
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
    items = _items_of_link_lists(kept, host)
    return ruled(chain(items, _teaser_heads(kept, host)), LINK_LIST)


def _items_of_link_lists(kept: Sequence[Segment], host: str) -> Iterator[Segment]:
    """Yield the segments in the lists that lead away."""
    most = MAX_LIST_SHARE * width_of(kept)
    for members in _lists_of(kept):
        # A listicle is a list, too: one that is a large part of the text is the article.
        is_small = width_of(members) <= most
        if is_small and _is_link_list(members, host):
            yield from members


def _teaser_heads(kept: Sequence[Segment], host: str) -> list[Segment]:
    """Return the headings that lead away, where most headings do not."""
    headings = [segment for segment in kept if segment.tag in HEADINGS]
    leading = list(filter(partial(_is_teaser_head, host=host), headings))
    # Where most headings are links, linking them is the style of the article.
    is_style = len(leading) > _TEASER_HEADS * len(headings)
    return [] if is_style else leading


def _is_teaser_head(heading: Segment, host: str) -> bool:
    """Return whether a heading is of the length of a headline, and a link to another page."""
    is_headline = heading.width >= _MIN_TEASER_HEAD
    return is_headline and is_leading(heading, _TEASER_SHARE, host)


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
    is_headline = head.width >= _MIN_CARD_HEAD and is_leading(head, share, host)
    return is_headline and not any(map(is_long, rest))


def _other_articles(kept: Sequence[Segment], titles: frozenset[str]) -> Verdicts:
    """Find the text of ``article`` elements, two or more, other than the one that holds the headline."""
    owners = _articles_around(kept)
    heads = compress(owners, map(partial(_is_head, titles=titles), kept))
    # Without a headline the first article is the page's own; later ones follow it.
    main = next(filter(None, chain(islice(heads, 1), owners[:1])), None)
    others = set(owners) - {None, main}
    if main is None or len(others) < _MIN_OTHERS:
        return {}
    size = width_of(_within(kept, owners, {main}))
    if size < _MIN_MAIN_ARTICLE:
        return {}
    return ruled(_within(kept, owners, others), OTHER_ARTICLE)


def next_stories(segments: Sequence[Segment], titles: frozenset[str], host: str) -> Verdicts:
    """Find the other articles of a page that have a headline of their own.

    That is an ``h1``, on a page that scrolls on, or a heading at their beginning that leads to
    another page of *host*.
    """
    owners = _articles_around(segments)
    own: list[Level] = []
    others: set[Level] = set()
    for segment, owner in zip(segments, owners, strict=True):
        if owner is None or segment.tag != "h1":
            continue
        if segment.key in titles:
            own.append(owner)
        else:
            others.add(owner)
    # Without the page's own headline nothing tells which of the stories is the page's.
    if not own:
        return {}
    firsts = dict(zip(reversed(owners), reversed(segments), strict=True))
    others.update(
        filter(None, compress(firsts, map(partial(_is_linked_head, host), firsts.values())))
    )
    return ruled(_within(segments, owners, others.difference(own[:1])), OTHER_ARTICLE)


def _is_linked_head(host: str, segment: Segment) -> bool:
    """Return whether a segment is a heading that leads to another page of *host*."""
    return segment.tag in HEADINGS and is_leading(segment, _TEASER_SHARE, host)


def _articles_around(segments: Sequence[Segment]) -> list[Level | None]:
    """Return for each segment the outermost ``article`` around it."""
    return [_level_of(segment.path, "article") for segment in segments]


def _within(
    segments: Sequence[Segment],
    owners: Sequence[Level | None],
    wanted: Container[Level | None],
) -> Iterator[Segment]:
    """Return those of *segments* whose articles, the *owners*, are among those *wanted*."""
    return compress(segments, map(wanted.__contains__, owners))
