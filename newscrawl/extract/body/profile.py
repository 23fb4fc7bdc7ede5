"""A page under the profile of its site: its sketch for learning, and the profile's verdicts on it.

Explained in docs/profiles.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import compress
from operator import not_
from typing import Final

from newscrawl.boilerplate.learn import Studied, long_texts, on_path, place_of
from newscrawl.boilerplate.profile import SiteProfile, from_json
from newscrawl.boilerplate.repetitions import repetitions
from newscrawl.extract.body.rulings import Ruling, Verdicts, is_long
from newscrawl.extract.body.structure import HEADLINE, LINK_LIST, LINK_ONLY
from newscrawl.extract.segmentation.segments import Level, Segment, levels_of
from newscrawl.extract.tags import BESIDE
from newscrawl.model.page_sketch import (
    DIGITS,
    MASK_CHARS,
    RuledOutAs,
    SegmentMark,
    Sketch,
    digest,
    loose_hashes,
    mask,
    pack,
    unpack,
)

OUTSIDE = Ruling(
    "other", "profile.outside", "It stands behind the element that holds the articles of this site."
)
MAX_MARKS = 5_000
"""A page with more segments does not teach: 24 sketches of each host are in memory."""
NEAR = 20
"""So many segments before and after the text have hashes in the sketch of a page that does not teach."""
MIN_PAGES = 2
"""Known pages that a profile needs before it removes blocks after the body's place."""
MAX_SHARED = 0.5
"""A page that shares more of its long texts (0–1) with the known ones is a copy: repetition says nothing."""
MIN_FRESH_CHARS = 300
"""A page with more text of its own is no copy, however long the banners are that it shares."""
MIN_KEPT = 0.5
"""If less than this share (0–1) of the page's own text would stay, the profile is wrong about this page."""
MAX_RUN_ON = 0.15
"""Share (0–1) of a page's running text that may go by the body's place, beyond what did so at learning; with
more, the site has moved a part of its articles elsewhere."""
MIN_LEAF_SHARE = 0.5
_RULED_OUT_AS: Mapping[Ruling, RuledOutAs] = {
    HEADLINE: "headline",
    LINK_ONLY: "link",
    LINK_LIST: "link",
}
"""How learning knows the verdicts of a page; all others are by the names of elements."""
RESTORABLE = re.compile(r"p$|h[2-6]$|li$|blockquote$|div$")
LABEL_CHARS = 40
_Hashes = tuple[str, str, tuple[str, ...]]
_NO_HASHES: Final[_Hashes] = ("", "", ())
SEMANTIC = frozenset({"article", "main"})
"""Tags that say enough to be a selector by themselves."""


@dataclass(frozen=True, slots=True)
class ProfileVerdicts:
    """The verdicts of a profile on a page.

    Attributes:
        verdicts: Segments that are not body.
        lost: Indexes of segments that are body though the extractor left them out.
        fits: Whether the body sits where the profile says.
        repeats: For each segment that is nearly alike on other known pages, wherever, on how many.
        compared: With how many pages it was compared.
    """

    verdicts: Verdicts
    lost: frozenset[int] = frozenset()
    fits: bool = False
    repeats: Mapping[int, int] = field(default_factory=dict)
    compared: int = 0


def sketch_page(
    url: str,
    segments: Sequence[Segment],
    kept: frozenset[int],
    verdicts: Verdicts,
    *,
    only_near: bool = False,
) -> Sketch:
    """Return the sketch of a page from its segments and the page's own *verdicts*.

    With *only_near* texts far from those *kept* have no hashes: nobody asks for them there.
    """
    found = levels_of(segments)
    numbers = {level: number for number, level in enumerate(found)}
    levels = tuple(map(_names_of, found))
    near = range(len(segments))
    if only_near:
        near = range(min(kept, default=0) - NEAR, max(kept, default=0) + NEAR)
    marks = []
    places: dict[tuple[int, ...], str] = {}
    for segment in segments:
        # By a list: a generator takes longer, and this is done for each segment of each page.
        path = tuple([numbers[level] for level in segment.path])
        hashes = _NO_HASHES
        if segment.index in near:
            around = path[-2:]
            if around not in places:
                places[around] = _name_of_place(levels[number] for number in around)
            hashes = _hashes_of(segment, places[around])
        exact, masked, loose = hashes
        marks.append(
            SegmentMark(
                exact=exact,
                masked=masked,
                loose=loose,
                width=segment.width,
                kept=segment.index in kept,
                ruled_out_as=_ruled_out_as(verdicts.get(segment.index)),
                linked=bool(segment.hrefs),
                link_share=segment.link_share,
                path=path,
            )
        )
    return Sketch(digest(url), tuple(marks), levels)


def packed_sketch(sketch: Sketch | None, habits: tuple[str, ...]) -> bytes | None:
    """Return a sketch, with the *habits* of its page, for its way; ``None`` for a page too large to teach."""
    if sketch is None or len(sketch.marks) > MAX_MARKS:
        return None
    return pack(replace(sketch, habits=habits))


@lru_cache(maxsize=64)
def read_profile(text: str) -> SiteProfile:
    """Read a profile that came with a page; remembered, since many pages of a site come in a row."""
    return from_json(text, "the profile that came with a page")


def _names_of(level: Level) -> tuple[str, ...]:
    """Return the names of an element as sketches have them."""
    # ``article`` and ``main`` are unique enough on a page to be a place without a class.
    bare = (level.tag,) if level.tag in SEMANTIC else ()
    return (level.tag, *bare, *map(mask, level.selectors))


def _name_of_place(around: Iterable[tuple[str, ...]]) -> str:
    """Return the part of a hash that tells its place, by the names of the elements around it.

    The same words in a menu and in the text are not a repetition.
    """
    return "\n" + "|".join(map(" ".join, around))


def _hashes_of(segment: Segment, place: str) -> _Hashes:
    """Return the hashes of a segment at *place*: a sketch is kept and travels, so it has no texts."""
    exact, loose = digest(segment.key + place), loose_hashes(segment.text)
    # "12 comments" and "13 comments" are one banner; short texts would become alike by it.
    if segment.width <= MASK_CHARS:
        return exact, "", loose
    masked = DIGITS.sub("0", segment.key)
    return exact, digest(f"m{masked}{place}"), loose


def _ruled_out_as(verdict: Ruling | None) -> RuledOutAs:
    """Name a page's own verdict as learning knows it."""
    return "" if verdict is None else _RULED_OUT_AS.get(verdict, "named")


def apply(profile: SiteProfile, sketch: Sketch) -> ProfileVerdicts:
    """Return the verdicts of *profile* on the page that *sketch* is of.

    Gives no verdict where most of the page's text would be removed: then the profile is not of this
    kind of page.
    """
    repeats = _known_repetitions(profile, sketch)
    # A copy of a known page repeats all of its text: repetition says nothing there.
    if repeats is None:
        return ProfileVerdicts({})
    studied = Studied(sketch, repeats)
    anywhere = _anywhere_else(profile, sketch)
    place = place_of(studied, profile.places)
    placed = {} if place is None else dict(_place_verdicts(profile, studied, place))
    # The place is wrong for this page, but repetition still tells: only the place is dropped.
    if place is not None and _runs_on(profile, studied, place, placed):
        place, placed = None, {}
    verdicts = dict(_repeated_verdicts(profile, studied)) | placed
    # The last guard: in doubt the profile keeps quiet and the page's own judgement holds.
    if not _leaves_enough(studied, verdicts):
        return ProfileVerdicts({}, repeats=anywhere, compared=profile.pages)
    lost = () if place is None else _lost_segments(profile, studied, place, verdicts)
    return ProfileVerdicts(verdicts, frozenset(lost), place is not None, anywhere, profile.pages)


def may_change(profile: str | None, packed: bytes) -> bool:
    """Return whether *profile* (JSON; empty: none) may change the text of a page, of its *packed* sketch."""
    return bool(profile) and changes_text(read_profile(profile), unpack(packed))


def changes_text(profile: SiteProfile, sketch: Sketch) -> bool:
    """Return whether *profile* has a say in the text of a page that was read in full without one.

    A text of which no block is repeated, removed or restored by the profile comes out the same
    when the page is read again by it, save that what only this page has is then a little less
    often taken for boilerplate: in one of 200 pages.
    """
    opinion = apply(profile, sketch)
    kept = frozenset(index for index, mark in enumerate(sketch.marks) if mark.kept)
    return bool(opinion.lost) or not kept.isdisjoint(opinion.verdicts.keys() | opinion.repeats)


def _anywhere_else(profile: SiteProfile, sketch: Sketch) -> dict[int, int]:
    """Return for the marks that other pages have too, in whatever place, on how many they are."""
    counts = {
        index: profile.others(sketch.page, mark.exact, mark.masked, *mark.loose)
        for index, mark in enumerate(sketch.marks)
        if mark.exact  # none far from the text
    }
    return {index: count for index, count in counts.items() if count}


def _lost_segments(
    profile: SiteProfile, studied: Studied, place: str, verdicts: Verdicts
) -> Iterator[int]:
    """Yield the segments that the extractor left out, though they are where it mostly takes text."""
    for index, (mark, bad, _) in enumerate(studied.rows()):
        # Only what no verdict of this page or of the profile speaks against comes back.
        if bad or mark.kept or index in verdicts:
            continue
        if _is_restored(profile, studied.sketch, mark, place):
            yield index


def _leaves_enough(studied: Studied, verdicts: Verdicts) -> bool:
    """Return whether most of the page's own text would stay under *verdicts*."""
    before = after = 0
    for index, (mark, bad, _) in enumerate(studied.rows()):
        if mark.good and not bad:
            before += mark.width
            after += mark.width * (index not in verdicts)
    return after >= MIN_KEPT * before


def _runs_on(profile: SiteProfile, studied: Studied, place: str, placed: Verdicts) -> bool:
    """Return whether *place* would remove much more running text than on the pages it was learned from."""
    agreements = {each.selector: each.agreement for each in profile.places[::-1]}
    body = lost = 0
    for index, (mark, _, is_body) in enumerate(studied.rows()):
        body += mark.width * is_body
        is_lost = is_body and index in placed
        if is_lost and is_long(mark):
            lost += mark.width
    # What the place missed at learning is normal for it; only what goes beyond is a change.
    return lost > (1 - agreements[place] + MAX_RUN_ON) * body


def _known_repetitions(profile: SiteProfile, sketch: Sketch) -> tuple[int, ...] | None:
    """Return the repetitions of each mark; ``None`` for a copy of a known page, where they tell nothing."""
    repeats = repetitions(sketch, profile)
    own = long_texts(sketch)
    shared = sum(mark.exact in own for mark in compress(sketch.marks, repeats))
    fresh = compress(sketch.marks, map(not_, repeats))
    fresh_chars = sum(mark.width for mark in fresh if mark.good)
    is_shared = shared > MAX_SHARED * len(own)
    # Both: long banners are shared by pages with little text of their own, too.
    is_copy = is_shared and fresh_chars < MIN_FRESH_CHARS
    return None if is_copy else repeats


def _repeated_verdicts(profile: SiteProfile, studied: Studied) -> Iterator[tuple[int, Ruling]]:
    """Yield verdicts on the segments that other pages repeat."""
    pairs = zip(studied.sketch.marks, studied.repeats, strict=True)
    for index, (mark, repeats) in enumerate(pairs):
        # A reason that the page itself gives is more telling than "it is repeated".
        if repeats and not mark.ruled_out_as:
            reason = (
                f"It stands on {repeats} other of the {profile.pages} pages that the site is"
                " known by."
            )
            yield index, Ruling("other", "profile.repeated", reason)


def _place_verdicts(
    profile: SiteProfile,
    studied: Studied,
    place: str,
) -> Iterator[tuple[int, Ruling]]:
    """Yield verdicts on the segments dropped inside the body's place, and on those after it."""
    has_begun = False
    known = studied.sketch.known_at(profile.drop.keys())
    for index, (mark, bad, body) in enumerate(studied.rows()):
        if bad:
            continue
        depth = studied.sketch.depth_of(mark, place)
        has_begun = has_begun or (body and depth is not None)
        names = _names_below(studied.sketch, mark, depth, known)
        name = min(names & profile.drop.keys(), default=None)
        if name is not None:
            why = f"On this site no body stands in {name} ({profile.drop[name]})."
            yield index, Ruling("other", "profile.drop", why)
            continue
        # Before the body only labels: a headline and a standfirst are often outside of its box.
        may_be_outside = has_begun or mark.width <= LABEL_CHARS
        if depth is None and may_be_outside and profile.pages >= MIN_PAGES:
            yield index, OUTSIDE


def _names_below(
    sketch: Sketch, mark: SegmentMark, depth: int | None, known: Sequence[Set[str]]
) -> set[str]:
    """Return the names of the elements around a segment: those below the place at *depth*, or all.

    Of names only those that are *known*, see ``Sketch.known_at``.
    """
    if depth is None:
        return on_path(mark.path, known)
    # A path of tags below the place, marked by ">" to tell it from names.
    below = on_path(mark.path[depth + 1 :], known)
    return below | {">" + sketch.leaf(mark, depth + 1)}


def _is_restored(
    profile: SiteProfile,
    sketch: Sketch,
    mark: SegmentMark,
    place: str,
) -> bool:
    """Return whether a segment that the extractor left out is where it mostly takes text on this site."""
    depth = sketch.depth_of(mark, place)
    if depth is None or not RESTORABLE.match(sketch.tags(mark)[-1]):
        return False
    leaf = sketch.leaf(mark, depth + 1)
    kept_share, _ = profile.leaves.get(leaf, (0.0, 0))
    # Captions, tables and side boxes were left out on purpose, wherever they are.
    if kept_share < MIN_LEAF_SHARE or not BESIDE.isdisjoint(sketch.tags(mark, depth + 1)):
        return False
    # What the extractor mostly leaves out on this site, it leaves out for a reason.
    return profile.no_restore.isdisjoint(sketch.selectors(mark, depth + 1) | {">" + leaf})
