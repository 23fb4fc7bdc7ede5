"""Where does the body sit in the page, and which lost segments belong to it?

The *container* is the element whose text agrees best with the extracted lines that no verdict takes out.
What stands in it like kept text but was lost is restored. Source: issue 6, "What worked in the prototype",
6 and 8.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newscrawl.extract.alignment import Alignment
from newscrawl.extract.judgement import LINK_ONLY, Verdict, Verdicts, is_long
from newscrawl.extract.segments import Level, Segment


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


LINK_BOX = Verdict("related", "structure.link-box", "A box that holds little but links to other pages.")
NEVER_RESTORED = frozenset("figure figcaption aside nav footer form table".split())
RESTORABLE = re.compile(r"p$|h[2-6]$|li$|blockquote$|div$")
PICTURE = re.compile(
    r"[.#_-](?:image|img|photo|picture|gallery|video|media|figure|legend)s?(?:$|[_-])", re.IGNORECASE
)
"""Names of boxes around pictures: what was left out there is a caption."""
MIN_TWINS = 2
MIN_RECALL = 0.6
NEAR_BEST = 0.02


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
    if any(PICTURE.search(name) for name in names[1:]):
        return False
    return shares[names[0]] >= 0.5 and all(shares[name] > 0.25 for name in names[1:])


def restore_twins(
    segments: Sequence[Segment], alignment: Alignment, verdicts: Mapping[int, Verdict]
) -> list[Segment]:
    """Give the lost paragraphs that are built like kept ones but stand in another part of the page.

    Pages cut by an advertisement or a pay wall hold the body in several elements of the same kind.
    """
    good = [
        segment for segment in segments if segment.index in alignment.kept and segment.index not in verdicts
    ]
    models = Counter(build_of(segment) for segment in good if is_long(segment))
    known = {build for build, count in models.items() if build and count >= MIN_TWINS}
    lost = [
        segment
        for segment in segments
        if segment.index not in alignment.kept and segment.index not in verdicts and segment.link_share < 0.5
        if build_of(segment) in known and not NEVER_RESTORED & {level.tag for level in segment.path}
    ]
    return lost if any(is_long(segment) for segment in lost) else []


def build_of(segment: Segment) -> tuple[str, ...] | None:
    """Give the tags of the path and the classes of its last two elements; ``None`` without any class."""
    classes = [name for level in segment.path[-2:] for name in level.selectors if "." in name]
    return (*(level.tag for level in segment.path), *classes) if classes else None


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
) -> Verdicts:
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


def in_order(segments: Sequence[Segment]) -> list[Segment]:
    """Give *segments* in document order, each once."""
    return sorted(dict.fromkeys(segments), key=lambda segment: segment.index)
