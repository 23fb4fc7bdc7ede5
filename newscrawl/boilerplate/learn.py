"""Pages of one site in, the site's profile out.

The extractor's own choice on each page is the teacher; repetition across pages and the page's own
verdicts correct it, and a vote over the pages turns the result into the body's place, the selectors
to drop inside it, and the texts that repeat. Near-duplicate pages do not vote: of two copies of one
article every line would count as repeated. Explained in docs/profiles.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from newscrawl.boilerplate.body_boxes import BodyBoxes
from newscrawl.boilerplate.profile import BodyPlace, SiteProfile
from newscrawl.boilerplate.repetitions import repetitions
from newscrawl.model.page_sketch import SegmentMark, Sketch, unpack

MIN_BODY_CHARS = 200
"""A page with less text teaches nothing about where the body sits."""
NEAR_BEST = 0.02
MIN_AGREEMENT = 0.5
GOOD_AGREEMENT = 0.7
"""A page on which the best place agrees less is looked at for a further place."""
MAX_PLACES = 4
MIN_RECALL = 0.6
READABLE = re.compile(
    r"(?:article|story|entry|post|body|content)[-_]{0,2}(?:body|content|text|copy)", re.IGNORECASE
)
NAMED = re.compile(r"article|story|content|body|text|post|entry|main", re.IGNORECASE)


_TELLING_CHARS = 60
"""A text above this length is the page's own; one up to it may be a label."""
_OPENED_PAGES, _OPENED_SHARE = 2, 0.3
"""A box that a repeated heading opens is one on so many pages, with less than this share (0–1) of a body."""
_BODY_SHARE = 0.25
"""An element with this share (0–1) of a body, on average, is the body itself."""
_REPEATED_SHARE, _LINKS_SHARE, _LEFT_SHARE = 0.6, 0.8, 0.25
"""Shares (0–1) of a text: repeated or links, at which its box is dropped; kept, up to which it stays out."""

NOT_BARE = re.compile(r"[.#\[]")
Agreements = dict[str, tuple[float, int]]
"""The F1 of each selector of a page with its body, and the number of segments in it."""


@dataclass(frozen=True, slots=True)
class Studied:
    """A sketch, and how often its marks are on other pages.

    Attributes:
        sketch: The page.
        repeats: For each mark, on how many other pages it is, if that counts against it; else 0.
    """

    sketch: Sketch
    repeats: tuple[int, ...]

    def rows(self) -> Iterator[tuple[SegmentMark, bool, bool]]:
        """Return each mark, whether it is bad (repeated, or by its looks), and whether it is body."""
        # Repeated text is no body even where the extractor kept it: the teacher makes that error.
        for mark, repeats in zip(self.sketch.marks, self.repeats, strict=True):
            bad = repeats > 0 or bool(mark.ruled_out_as)
            yield mark, bad, mark.kept and not bad

    @property
    def body_chars(self) -> int:
        """Characters of the page that are body."""
        return sum(mark.width for mark, _, body in self.rows() if body)


def learn(sketches: Iterable[bytes]) -> SiteProfile:
    """Learn the profile of the site that all *sketches*, packed, are of."""
    # Before anything is counted: copies of one page would make all of its text a repetition.
    pages = distinct(list(map(unpack, sketches)))
    counts = _count_texts(pages)
    # A first profile with the counts only; the places below are learned from what it rules out.
    found = SiteProfile(
        pages=len(pages),
        members=frozenset(page.page for page in pages),
        repeated={key: count for key, count in counts.items() if count > 1},
    )
    studied = [Studied(page, repetitions(page, found)) for page in pages]
    places = _learn_places(studied)
    inside = Inside.learn(studied, places)
    return replace(
        found,
        places=places,
        drop=inside.drop(),
        no_restore=inside.no_restore(),
        leaves=inside.leaf_shares(),
        habits=frozenset(chain.from_iterable(page.habits for page in pages)),
    )


def distinct(pages: Sequence[Sketch]) -> tuple[Sketch, ...]:
    """Leave out pages that share over half of their long texts with one before: other views of it."""
    out: list[Sketch] = []
    seen: list[set[str]] = []
    for page in pages:
        own = long_texts(page)
        if any(map(partial(_are_views, own), seen)):
            continue
        seen.append(own)
        out.append(page)
    return tuple(out)


def _are_views(one: Set[str], other: Set[str]) -> bool:
    """Return whether two pages, by their long texts, are views of one."""
    # Of the smaller one: a short print view is a copy of the long page.
    return len(one & other) > 0.5 * min(len(one), len(other))


def long_texts(page: Sketch) -> set[str]:
    """Return the hashes of the texts of a page by which it is recognised."""
    return {mark.exact for mark in page.marks if mark.kept and mark.width > _TELLING_CHARS}


def _count_texts(pages: Iterable[Sketch]) -> Counter[str]:
    """Count on how many pages each hash is."""
    counts: Counter[str] = Counter()
    for page in pages:
        hashes = ((mark.exact, mark.masked, *mark.loose) for mark in page.marks)
        # A set: what a page has twice is on one page.
        counts.update(set(chain.from_iterable(hashes)) - {""})
    return counts


# ------------------------------------------------------------------ where the body sits


def _learn_places(studied: Sequence[Studied]) -> tuple[BodyPlace, ...]:
    """Return the selectors whose text agrees best with the body, on average over the pages, up to four."""
    # Pages with too little text return an empty table, and have no vote.
    tables = list(filter(None, map(_agreements, studied)))
    places: dict[str, BodyPlace] = {}
    while tables and len(places) < MAX_PLACES:
        place = _best_place(tables)
        if place is None or place.selector in places:
            break
        places[place.selector] = place
        # Pages that this place explains are done: a further place must be one for the rest of them.
        tables = [table for table in tables if not _is_explained(table, place)]
    return tuple(places.values())


def _is_explained(table: Agreements, place: BodyPlace) -> bool:
    """Return whether *place* agrees well with the body of the page that *table* is of."""
    agreement, _ = table.get(place.selector, (0.0, 0))
    return agreement >= GOOD_AGREEMENT


def _agreements(page: Studied, among: frozenset[str] | None = None) -> Agreements:
    """Return for each selector of a page its F1 (in characters) with the body, and its number of segments.

    *among* names the only selectors that are asked for.
    """
    wanted = 0
    hits: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    sketch = page.sketch
    known = None if among is None else sketch.known_at(among)
    for mark, bad, body in page.rows():
        # Widths, not segments: one long paragraph outweighs a list of short links.
        hit = mark.width * body
        size = mark.width * (not bad)
        wanted += hit
        selectors = sketch.selectors(mark) if known is None else on_path(mark.path, known)
        for selector in selectors:
            counts[selector] += 1
            sizes[selector] += size
            hits[selector] += hit
    # F1 over so few characters would be chance.
    if wanted < MIN_BODY_CHARS:
        return {}
    return {
        selector: (2 * hit / (sizes[selector] + wanted), counts[selector])
        for selector, hit in hits.items()
        if hit
    }


def on_path(path: Iterable[int], known: Sequence[Set[str]]) -> set[str]:
    """Return the names that are *known* at the levels of *path*, see ``Sketch.known_at``."""
    return set().union(*[found for level in path if (found := known[level])])


def _best_place(tables: Sequence[Agreements]) -> BodyPlace | None:
    """Return the selector that agrees best on average.

    Of nearly equal ones the smallest, then the clearest.
    """
    sums: defaultdict[str, float] = defaultdict(float)
    sizes: Counter[str] = Counter()
    for selector, (agreement, count) in chain.from_iterable(table.items() for table in tables):
        sums[selector] += agreement
        sizes[selector] += count
    means = {selector: total / len(tables) for selector, total in sums.items()}
    best = max(means.values(), default=0.0)
    if best < MIN_AGREEMENT:
        return None
    # Differences this small are noise; a smaller element holds less that is not the body.
    near = [selector for selector, mean in means.items() if mean >= best - NEAR_BEST]
    most = 1.1 * min(map(sizes.__getitem__, near)) + 1
    small = [selector for selector in near if sizes[selector] <= most]
    chosen = min(
        small,
        key=lambda selector: (
            _readability(selector),
            -sums[selector],
            len(selector),
            # The selector itself comes last: equal input must give an equal profile, on every run.
            selector,
        ),
    )
    return BodyPlace(
        selector=chosen,
        agreement=means[chosen],
        pages=len(tables),
    )


def _readability(selector: str) -> int:
    """Rank a selector (0 is best) by how well it says that it is the body."""
    # schema.org's property is made for this; class names are a habit of designers.
    has_class = "." in selector
    ranks = (
        "[itemprop=articleBody]" in selector,
        READABLE.search(selector) is not None,
        "[" in selector or "#" in selector,
        has_class and NAMED.search(selector) is not None,
        has_class,
        True,
    )
    return ranks.index(True)


def place_of(page: Studied, places: Iterable[BodyPlace]) -> str | None:
    """Return the place that fits *page* best, if it holds most of the body."""
    selectors = [place.selector for place in places]
    table = _agreements(page, frozenset(selectors))
    known = filter(table.__contains__, selectors)
    best = max(known, key=lambda selector: table[selector][0], default=None)
    if best is None:
        return None
    # Another layout can use the same name: most of the page's body must be there.
    held = sum(mark.width for mark, _, body, _ in _rows_below(page, best) if body)
    return best if held >= MIN_RECALL * page.body_chars else None


# ------------------------------------------------------------------ inside it

_Row = tuple[SegmentMark, int, bool, int]
"""A mark, how often it repeats, whether it is body, and the level of its first element below the place."""


def _rows_below(page: Studied, place: str) -> Iterator[_Row]:
    """Yield the marks of a page that are below *place*."""
    for (mark, _, body), repeats in zip(page.rows(), page.repeats, strict=True):
        depth = page.sketch.depth_of(mark, place)
        if depth is not None:
            yield mark, repeats, body, depth + 1


class Inside:
    """Weights, by selector and tag path below the body's place, summed over pages (each page's body is 1)."""

    def __init__(self) -> None:
        self.pages = 0
        self.seen: Counter[str] = Counter()
        self.kept: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        self.links: Counter[str] = Counter()
        self.on_pages: Counter[str] = Counter()
        self.opened: Counter[str] = Counter()
        self.largest: defaultdict[str, float] = defaultdict(float)

    @classmethod
    def learn(cls, studied: Iterable[Studied], places: Sequence[BodyPlace]) -> "Inside":
        """Read all pages whose body sits at one of *places*."""
        inside = cls()
        for page in studied:
            place = place_of(page, places)
            # A page without a known place says nothing of what is inside one.
            if place is not None:
                inside.read(page, place)
        return inside

    def read(self, page: Studied, place: str) -> None:
        """Take up the segments of one page that are below *place*."""
        rows = list(_rows_below(page, place))
        # Shares of the page's own body, so that a long page has no more votes than a short one.
        total = sum(mark.width for mark, _, body, _ in rows if body) or 1
        self.pages += 1
        seen_here: set[str] = set()
        boxes = BodyBoxes()
        for mark, repeats, body, start in rows:
            names = page.sketch.selectors(mark, start)
            boxes.read(names, mark, repeats, total, body=body)
            keys = names | {">" + page.sketch.leaf(mark, start)}
            seen_here |= keys
            self.weigh(keys, mark, mark.width / total, repeated=repeats > 0)
        self.on_pages.update(seen_here)
        self.opened.update(boxes.opened())
        for name, share in boxes.shares():
            self.largest[name] = max(self.largest[name], share)

    def weigh(
        self,
        keys: Iterable[str],
        mark: SegmentMark,
        weight: float,
        *,
        repeated: bool,
    ) -> None:
        """Add the weight of one mark under all of its keys."""
        is_link = mark.ruled_out_as == "link"
        for key in keys:
            self.seen[key] += weight  # type: ignore[assignment]  # typeshed counts in int, Counter adds anything
            self.kept[key] += weight * mark.kept  # type: ignore[assignment]  # as above
            self.repeated[key] += weight * repeated  # type: ignore[assignment]  # as above
            self.links[key] += weight * is_link  # type: ignore[assignment]  # as above

    def drop(self) -> dict[str, str]:
        """Return the keys that are dropped inside the place, with the reason."""
        # What is this large on average is the body itself, however often parts of it repeat.
        body_size = _BODY_SHARE * self.pages
        small = {key: seen for key, seen in self.seen.items() if seen < body_size}
        found: dict[str, str] = {}
        for key, seen in small.items():
            if self.repeated[key] >= _REPEATED_SHARE * seen:
                found[key] = "repeats"
            elif self.links[key] >= _LINKS_SHARE * seen:
                found[key] = "links"
        for name in filter(self._is_small_box, self.opened):
            found.setdefault(name, "opened by a repeated heading")
        return found

    def _is_small_box(self, name: str) -> bool:
        """Return whether a repeated heading opens *name* on several pages, and it is small on all."""
        is_opened = self.opened[name] >= _OPENED_PAGES
        is_small = self.largest[name] < _OPENED_SHARE
        # A bare tag would name half of the article: a class or an id is asked for.
        is_named = NOT_BARE.search(name) is not None
        return is_opened and is_small and is_named

    def no_restore(self) -> frozenset[str]:
        """Return the keys whose text the extractor mostly leaves out."""
        # What is dropped is not restored anyway: naming it twice would cost space.
        others = self.seen.keys() - self.drop().keys()
        return frozenset(filter(self._is_left_out, others))

    def _is_left_out(self, key: str) -> bool:
        """Return whether the extractor leaves out most of the text of *key*."""
        return self.kept[key] <= _LEFT_SHARE * self.seen[key]

    def leaf_shares(self) -> dict[str, tuple[float, int]]:
        """Return for each tag path the share of its text that is kept, and its pages."""
        return {
            key[1:]: (self.kept[key] / seen, self.on_pages[key])
            for key, seen in self.seen.items()
            if key.startswith(">") and seen
        }
