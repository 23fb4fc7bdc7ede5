"""The extractor's result on a page of a known site, foretold by the site's profile.

Asking it costs a fifth of a page. The profile knows in which element the articles are, and of each
path of tags in there which share of the text was kept. Where that tells of nearly all text of a
page, the learned weights judge the page by what is foretold; where they are in doubt, or keep
something else, the extractor is asked after all. Pages that teach are always read in full: the
profile is learned and checked by them.
"""

from collections.abc import Iterable, Sequence, Set
from operator import attrgetter
from typing import NamedTuple

from newscrawl.boilerplate.profile import BodyPlace, SiteProfile
from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.profile import SEMANTIC
from newscrawl.extract.body.rulings import indexes_of, width_of
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.segmentation.verse import weight
from newscrawl.model.page_sketch import mask

MIN_PAGES = 10
"""Pages that a profile must be learned of before anything is foretold by it."""
MIN_AGREEMENT = 0.8
"""Agreement (0–1) with what was kept in the past that the body's place must have."""
CLEAR = 0.8
"""Share (0–1) of a path's text that was kept at which it is taken; under 1 − that it is not."""
MAX_ODD = 0.25
"""Share (0–1) of the text in the body's place whose paths may be unknown, or kept now and then."""
MIN_WEIGHT = 400
"""Weight of text outside of links that the body's place must hold; East Asian signs count twice."""
MAX_LINKS = 0.3
"""Share (0–1) of link text at which a text is left out there."""
MAX_DOUBT = 0.1
"""Weight of the segments in doubt, by that of those kept, to which a decision is believed."""
DOUBTFUL = (0.15, 0.85)
"""Chances (0–1) between which a segment is in doubt."""
MIN_SAME = 0.9
"""Agreement (0–1) of what is foretold and what is kept at which the profile was right."""
_UNKNOWN_LEAF = (0.5, 0)
"""An unknown path is as good as one that is kept now and then: it makes the page odd."""

_TAG = attrgetter("tag")


class Foretold(NamedTuple):
    """What a profile foretells of a page.

    Attributes:
        taken: Indexes of the segments that the extractor would take.
        is_plain: No text in the body's place is on a path that is unknown, or kept now and then.
    """

    taken: frozenset[int]
    is_plain: bool


def foretell(profile: SiteProfile, segments: Sequence[Segment]) -> Foretold | None:
    """Return what the extractor would take of *segments*; ``None``: that is not clear."""
    # A young profile still changes with each lesson; asking the extractor is always right.
    if profile.pages < MIN_PAGES:
        return None
    known = (place for place in profile.places if place.agreement >= MIN_AGREEMENT)
    found = (_within(profile, place, segments) for place in known)
    return next(filter(None, found), None)


def _within(profile: SiteProfile, place: BodyPlace, segments: Sequence[Segment]) -> Foretold | None:
    """Return what is taken in *place*; ``None`` where the page has no text there, or odd text."""
    # Once for each element: paths of segments share nearly all of them.
    names = {level: _names_of(level) for level in levels_of(segments)}
    places = {level for level, own in names.items() if place.selector in own}
    dropped = profile.drop.keys() | profile.no_restore
    closed = {level for level, own in names.items() if not dropped.isdisjoint(own)}
    inside = [each for each in segments if not places.isdisjoint(each.path)]
    taken: list[Segment] = []
    odd = 0
    for segment in inside:
        below = _below(segment.path, places)
        leaf = ">".join(map(_TAG, below))
        if f">{leaf}" in dropped or not closed.isdisjoint(below):
            continue
        share, _ = profile.leaves.get(leaf, _UNKNOWN_LEAF)
        if share >= CLEAR:
            taken.append(segment)
        elif share > 1 - CLEAR:
            odd += segment.width
    # Odd text is weighed against all that is in the place, what is dropped included.
    is_odd = odd > MAX_ODD * width_of(inside)
    # A short or odd text is the page on which a profile errs: the extractor is asked.
    if is_odd or _weight_without_links(taken) < MIN_WEIGHT:
        return None
    return Foretold(
        taken=indexes_of(taken),
        is_plain=odd == 0,
    )


def _weight_without_links(segments: Iterable[Segment]) -> int:
    """Return the weight of the text of *segments* that is no link."""
    plain = (segment for segment in segments if segment.link_share < MAX_LINKS)
    return sum(weight(segment.key) for segment in plain)


def _below(path: Sequence[Level], places: Set[Level]) -> Sequence[Level]:
    """Return the part of *path* below the outermost of *places* in it."""
    outermost = next(filter(places.__contains__, path))
    return path[path.index(outermost) + 1 :]


def _names_of(level: Level) -> frozenset[str]:
    """Return the selectors of *level* as profiles have them."""
    own = frozenset(map(mask, level.selectors))
    return own | {level.tag} if level.tag in SEMANTIC else own


def is_sure(weighed: Weighed, foretold: frozenset[int], kept: frozenset[int]) -> bool:
    """Return whether a decision that was made by a *foretold* result can be believed."""
    if not kept:
        return False
    low, high = DOUBTFUL
    doubt = (weighed.chances > low) & (weighed.chances < high)
    weight_kept = float(weighed.widths[list(kept)].sum())
    weight_in_doubt = float(weighed.widths[doubt].sum())
    if weight_in_doubt > MAX_DOUBT * weight_kept:
        return False
    return alike(weighed.widths.tolist(), foretold, kept) >= MIN_SAME


def alike(widths: Sequence[float], one: Iterable[int], other: Iterable[int]) -> float:
    """Return how far two readings of a page agree (0–1): F1 by the *widths* of its segments."""
    width_of = widths.__getitem__
    first, second = set(one), set(other)
    total = sum(map(width_of, first)) + sum(map(width_of, second))
    shared = sum(map(width_of, first & second))
    return 2 * shared / total if total else 1.0
