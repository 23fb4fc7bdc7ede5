"""Which of the extracted lines are the article, and which lost segments belong to it?

The extractor's lines are the teacher; the page's structure corrects it. Lines that stand in an element with
a telling name, that repeat the headline, or that only lead elsewhere are taken out, each with its reason. The
*container* is the element whose text agrees best with what is left; inside it, segments that stand like
kept ones but were lost are restored. Source: issue 6, "What worked in the prototype".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from newscrawl.boilerplate.prune import SelectorRule, match_selector
from newscrawl.extract.alignment import Alignment
from newscrawl.extract.segments import Level, Segment
from newscrawl.items import Category


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a segment is not the article's body."""

    category: Category
    rule_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Container:
    """The element that holds the body.

    Attributes:
        level: The element.
        depth: Its position in the path of the segments inside.
        precision, recall: Shares (0–1), by characters, of what is inside that was kept, and of what was kept
            that is inside.
    """

    level: Level
    depth: int
    precision: float
    recall: float


HEADLINE = Verdict("field", "field.headline", "It is the headline; it is a field of the record.")
LINK_ONLY = Verdict("related", "structure.link", "A whole paragraph that only leads to another page.")
LINK_BOX = Verdict("related", "structure.link-box", "A box that holds little but links to other pages.")
CELLS = frozenset("li td th dd dt h1 h2 h3 h4 h5 h6".split())
NEVER_RESTORED = frozenset("figure figcaption aside nav footer form table".split())
RESTORABLE = re.compile(r"p$|h[2-6]$|li$|blockquote$|div$")
LONG_CHARS = 120
MAX_RULE_SHARE = 0.3
"""A name that stands over more than this share (0–1) of the kept text names the article, whatever it says."""
MAX_LONG_PARAGRAPHS = 2
"""An element with more long paragraphs than this is no box."""
MIN_RECALL = 0.6
NEAR_BEST = 0.02


def judge(
    segments: Sequence[Segment], alignment: Alignment, titles: frozenset[str], host: str
) -> dict[int, Verdict]:
    """Give a verdict on each segment that is not body by its own looks or its place; the others have none."""
    verdicts = judge_places(segments, alignment)
    for segment in segments:
        if is_headline(segment, titles):
            verdicts[segment.index] = HEADLINE
        elif segment.index not in verdicts and leads_away(segment, host):
            verdicts[segment.index] = LINK_ONLY
    return verdicts


def judge_places(segments: Sequence[Segment], alignment: Alignment) -> dict[int, Verdict]:
    """Give verdicts by the names of the elements around each segment, article containers excepted."""
    named = {segment.index: named_levels(segment.path) for segment in segments}
    trusted = names_of_articles(segments, alignment, named)
    verdicts = {}
    for index, levels in named.items():
        rules = [rule for selector, rule, _ in levels if selector not in trusted]
        if rules:
            verdicts[index] = Verdict(rules[-1].category, rules[-1].id, rules[-1].reason)
    return verdicts


def named_levels(path: Iterable[Level]) -> list[tuple[str, SelectorRule, Level]]:
    """Give the selectors of a path that a rule knows."""
    return [
        (selector, rule, level)
        for level in path
        for selector in level.selectors
        if (rule := match_selector(selector)) is not None
    ]


def names_of_articles(
    segments: Sequence[Segment],
    alignment: Alignment,
    named: Mapping[int, Sequence[tuple[str, SelectorRule, Level]]],
) -> frozenset[str]:
    """Give the selectors that a rule knows but that hold too much of this page's text to be a box."""
    share: Counter[str] = Counter()
    running: Counter[tuple[str, Level]] = Counter()
    total = 0
    for segment in segments:
        if segment.index not in alignment.kept:
            continue
        total += segment.width
        long = segment.width > LONG_CHARS and segment.link_share < 0.3
        for selector, _, level in named[segment.index]:
            share[selector] += segment.width
            running[selector, level] += long
    large = {selector for selector, width in share.items() if width >= MAX_RULE_SHARE * total}
    return frozenset(large | {name for (name, _), count in running.items() if count > MAX_LONG_PARAGRAPHS})


def is_headline(segment: Segment, titles: frozenset[str]) -> bool:
    """Say whether a segment is the headline, or a subheading with nearly all of its words."""
    if segment.tag == "h1" or segment.key in titles:
        return True
    if segment.tag not in {"h2", "h3"} or segment.width <= 15:
        return False
    words = set(segment.key.split())
    return any(
        len(words & other) >= 0.85 * max(len(words), len(other)) for other in map(set_of_words, titles)
    )


def set_of_words(key: str) -> set[str]:
    """Split a key into its words."""
    return set(key.split())


def leads_away(segment: Segment, host: str) -> bool:
    """Say whether a paragraph is nothing but links to pages of the same site."""
    if not segment.hrefs or segment.width < 25 or segment.tag in CELLS or segment.link_share < 0.7:
        return False
    size = max(1, len(segment.text.replace(" ", "")))
    return segment.link_chars >= 0.85 * size and all(is_same_site(href, host) for href in segment.hrefs)


def is_same_site(href: str, host: str) -> bool:
    """Say whether *href* leads to another page of the site of *host*."""
    try:
        parts = urlsplit(href)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"", "http", "https"}:
        return False
    if not parts.netloc:
        return len(parts.path) > 1
    return name.split(".")[-2:] == host.split(".")[-2:]


def find_container(
    segments: Sequence[Segment], alignment: Alignment, verdicts: Mapping[int, Verdict]
) -> Container | None:
    """Find the element whose text agrees best with what is kept; of nearly equal ones the smallest."""
    hits: Counter[Level] = Counter()
    sizes: Counter[Level] = Counter()
    depths: dict[Level, int] = {}
    wanted = 0
    for segment in segments:
        if segment.index in verdicts:
            continue
        good = segment.index in alignment.kept
        wanted += segment.width if good else 0
        for depth, level in enumerate(segment.path):
            sizes[level] += segment.width
            hits[level] += segment.width if good else 0
            depths[level] = depth
    scores = {level: 2 * hit / (sizes[level] + wanted) for level, hit in hits.items() if hit}
    best = max(scores.values(), default=0.0)
    near = [level for level, score in scores.items() if score >= best - NEAR_BEST]
    if not near or not wanted:
        return None
    level = min(near, key=lambda level: (sizes[level], depths[level]))
    container = Container(level, depths[level], hits[level] / sizes[level], hits[level] / wanted)
    return container if container.recall >= MIN_RECALL else None


def restore(
    segments: Sequence[Segment],
    alignment: Alignment,
    verdicts: Mapping[int, Verdict],
    container: Container,
) -> list[Segment]:
    """Give the segments that the extractor lost though others that stand like them were kept."""
    inside = [segment for segment in segments if holds(container, segment)]
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for segment in inside:
        weight = segment.width
        for name in names_below(segment, container):
            seen[name] += weight
            kept[name] += weight * (segment.index in alignment.kept)
    return [
        segment
        for segment in inside
        if segment.index not in alignment.kept and segment.index not in verdicts
        if is_lost(segment, container, {name: kept[name] / count for name, count in seen.items()})
    ]


def is_lost(segment: Segment, container: Container, shares: Mapping[str, float]) -> bool:
    """Say whether a segment stands where most text is kept, and nowhere where most is not."""
    tags = {level.tag for level in segment.path[container.depth + 1 :]}
    if NEVER_RESTORED & tags or not RESTORABLE.match(segment.tag):
        return False
    names = names_below(segment, container)
    return shares[names[0]] >= 0.5 and all(shares[name] > 0.25 for name in names[1:])


def holds(container: Container, segment: Segment) -> bool:
    """Say whether *segment* stands in *container*."""
    return len(segment.path) > container.depth and segment.path[container.depth] is container.level


def names_below(segment: Segment, container: Container) -> list[str]:
    """Give the tag path below the container, then the selectors on it."""
    below = segment.path[container.depth + 1 :]
    names = [">" + ">".join(level.tag for level in below)]
    names += [selector for level in below for selector in level.selectors]
    return names


def link_boxes(
    segments: Sequence[Segment], verdicts: Mapping[int, Verdict], container: Container
) -> dict[int, Verdict]:
    """Give verdicts on the rest of small boxes in the container that hold little but links away."""
    inside = [segment for segment in segments if holds(container, segment)]
    seen: Counter[str] = Counter()
    links: Counter[str] = Counter()
    members: dict[str, list[int]] = defaultdict(list)
    for segment in inside:
        for name in names_below(segment, container):
            seen[name] += segment.width
            links[name] += segment.width * (verdicts.get(segment.index) is LINK_ONLY)
            members[name].append(segment.index)
    total = sum(segment.width for segment in inside)
    return {
        index: LINK_BOX
        for name, width in seen.items()
        if links[name] and width < 0.25 * total and links[name] >= 0.8 * width
        for index in members[name]
        if index not in verdicts
    }
