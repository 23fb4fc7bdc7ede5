"""Which segments of a page are the article's text: all evidence weighed together, by learned weights.

Theory of operation. Each segment has a row of features (``features``): what the extractor took,
names, links, place, neighbours, headline and data of the page, what the words look like. A sum of
small trees gives its chance to be the article's. The text is then the set of segments whose
expected F1 with the true text is highest: for chances *p* those above half of that F1 (Z. Lipton et
al., "Optimal thresholding of classifiers to maximize F1 measure", 2014), so a page about which
little is certain is cut where its own chances part. Rules decide alone only on what is a field of
the record (the headline), on what is twice, and on what a person pinned.

No library does it: readers of articles have rules of their own, and none weighs the evidence of
several.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.extract.body.doubts import KIN, Groups, evened, kept_in_doubt
from newscrawl.extract.body.features import NAMES_OF_GROUPS, PageEvidence, features
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.body.trees import SegmentForest, chances, load_forest
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.model.items import Category

Floats = NDArray[np.float32]
MAX_SEGMENTS = 20_000
"""Segments of a page that are weighed; what follows is taken as the extractor took it."""
LEAST_CHANCE = 0.08
"""A segment with less of a chance is not text, however little else the page has."""
CAUTION = 1.1
"""Times the threshold for the best expected F1. Measured, by weights that had not seen the page: .9518 at 1.1
in the mean of eleven sets, .9513 at 1, .9509 at 0.9."""

LINKS, UNLIKELY = 0.9, 0.2
"""A block of links with less of a chance counts nothing for the threshold of the others: a menu of hundreds
of them would outweigh a short text."""
MIN_KIN, SURE_KIN = 5, 0.9
"""So many paragraphs of one kin whose mean chance is so high are text, all of them. Measured by weights that
had not seen the page: no set changes by more than .0005, and of 300 pages one more is perfect."""

CARD_HOMES, MIN_CARDS, CARD_LINKS = 0.9, 3, 0.02
"""Boxes for each segment of its kin, segments of the kin, and share of links in the box around, of a card."""
MAX_CARDS_SHARE, CARDS_OF_TEXT = 0.5, 0.65
"""Cards with a larger share (0–1) of what is held for text are a listicle from such a mean chance on."""
MIN_REST_CHARS = 120
"""So much text must be before the cards."""

FAR, MIN_OWN_CHARS, SURE_OWN, FAR_EDGE = 9, 600, 0.97, 3
"""Another story after the text: so many segments after it; the text is so long and has such a mean chance;
so many segments before its first paragraph are its headline. Measured by weights that had not seen
the page's domain: 6 of 1,937 pages change, all for the better (.35 → .98 twice); with 6 segments or
.95 no others do.
"""

BESIDE, MOST = 5, 0.7
"""So many segments after the text in the extractor's box, which holds such a share (0–1) of what is kept.
Measured likewise: 50 of 1,937 pages change, 47 for the better, 4 more are perfect."""

EVIDENCE = tuple(NAMES_OF_GROUPS)
GROUPS: Mapping[str, tuple[Category, str]] = {
    "links": ("related", "the links in and around it"),
    "extractor": ("other", "the extractor's reading, which leaves it out or what stands around it"),
    "names": ("other", "the names of the elements around it"),
    "words": ("other", "its words, which are no running text"),
    "place": ("other", "its place in the page"),
    "kin": ("other", "what stands on the page in elements like its own"),
    "data": ("other", "what the page says of its article"),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The segments of a page with their chances.

    Attributes:
        chances: For each segment its chance (0–1) to be the article's.
        widths: The weight of each, in characters.
        rows: Its features.
        forest: The trees that weighed them.
        known: The groups that were asked for: several rules ask for the same.
    """

    chances: Floats
    widths: Floats
    rows: Floats
    forest: SegmentForest
    known: dict[tuple[str, ...], Groups] = field(default_factory=dict, repr=False, compare=False)

    def threshold(self) -> float:
        """Return the least chance of a segment that is text: a little over half of the best F1 to expect."""
        return self._threshold_of(self.chances)

    def _threshold_of(self, chances: Floats) -> float:
        return max(LEAST_CHANCE, CAUTION * best_expected(chances, self.widths) / 2)

    def chosen(self) -> frozenset[int]:
        """Return the indexes of the segments that are text."""
        if not len(self.chances):
            return frozenset()
        picked = replace(self, chances=evened(self))._likely() | self._like_text()
        # By the chances as they are: what is evened has heard its neighbours once already.
        return frozenset(np.flatnonzero(picked | kept_in_doubt(self, picked)).tolist())

    def _likely(self) -> NDArray[np.bool_]:
        """Return which segments have chance enough."""
        least: Floats | float = self.threshold()
        # Unlikely links are left out of the threshold: hundreds
        # of them add up to a lot of expected text.
        links = (self.column("link_share") > LINKS) & (self.chances < UNLIKELY)
        if links.any():
            others = self._threshold_of(np.where(links, 0, self.chances))
            least = np.where(links, max(others, least), others)
        return np.asarray(self.chances >= least)

    def _like_text(self) -> NDArray[np.bool_]:
        """Return which paragraphs are like many others that are text for sure: in doubt they are text."""
        if not len(self.chances):
            return np.zeros(0, bool)
        long = self.column("long") > 0
        group = self.groups(KIN)
        weight = long * self.widths * (self.chances > 0)  # a copy that does not count has no chance
        count = np.bincount(group, weight > 0)
        mean = np.bincount(group, weight * self.chances) / (np.bincount(group, weight) + 1e-9)
        sure = (count >= MIN_KIN) & (mean >= SURE_KIN)
        return np.asarray((weight > 0) & sure[group])

    def column(self, name: str) -> Floats:
        """Return a feature of all segments."""
        return self.rows[:, self.forest.names.index(name)]

    def unopposed(self) -> Floats:
        """Return the chances, none where a name around a segment speaks against it, or it has controls."""
        spoken = self.column("verdict.selectors.") + self.column("controls")
        return np.where(spoken == 0, self.chances, 0)

    def groups(self, names: tuple[str, ...]) -> Groups:
        """Return a number for each segment, the same for those that have the same features *names*."""
        found = self.known.get(names)
        if found is None:
            rows = self.rows[:, list(map(self.forest.names.index, names))]
            found = self.known[names] = _numbered_rows(rows)
        return found

    def cards_after(self, kept: frozenset[int]) -> frozenset[int]:
        """Return those of *kept* that are cards: alike, each in a box of its own with links, after the text.

        Says nothing where too little would be left, or where paragraphs follow the first card: then
        they are what the page is about.
        """
        chosen = np.zeros(len(self.chances), bool)
        chosen[list(kept)] = True
        likely = (self.column("kin.homes") >= CARD_HOMES) & (self.column("kin.count") >= MIN_CARDS)
        cards = (
            chosen & likely & (self.column("box3.links") >= CARD_LINKS) & (self.chances < SURE_KIN)
        )
        rest, long = chosen & ~cards, self.column("long") > 0
        text, shown = np.flatnonzero(rest & long), np.flatnonzero(cards & long)
        if not len(text) or not len(shown):
            return frozenset()
        against = (
            # A paragraph after the first card: what looks like
            # cards is set among the text, a listicle.
            text[-1] > shown[0],
            self.widths[rest].sum() < MIN_REST_CHARS,
            self._are_most(cards, chosen),
        )
        return frozenset() if any(against) else frozenset(np.flatnonzero(cards).tolist())

    def _are_most(self, cards: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> bool:
        """Return whether *cards* are the larger part of what was *chosen*, and rather text than not."""
        share = self.widths[cards].sum() / max(self.widths[chosen].sum(), 1)
        return bool(share > MAX_CARDS_SHARE and self.chances[cards].mean() >= CARDS_OF_TEXT)

    def far_behind(self, kept: frozenset[int]) -> frozenset[int]:
        """Return those of *kept* after the text, which ended well before: another story, comments.

        The extractor took a text of its own, for sure. A story that begins far after it, in elements
        of another kind, was not taken, and is not the article that the page's data names.
        """
        chosen = np.zeros(len(self.chances), bool)
        chosen[list(kept)] = True
        long, own = self.column("long") > 0, chosen & (self.column("taken") > 0)
        size, text = float(self.widths[own].sum()), np.flatnonzero(own & long)
        if size < MIN_OWN_CHARS or not len(text):
            return frozenset()
        behind = np.flatnonzero(chosen & long)
        # After the last block that both the extractor and the weights hold for text.
        behind = behind[behind > text[-1]]
        if (
            not len(behind)
            # Near the end it may be a last section; what the
            # page's data has is text wherever it is.
            or behind[0] - text[-1] < FAR
            or float((self.column("told")[behind]).max()) > 0
        ):
            return frozenset()
        kin = self.groups(KIN).tolist()
        # Elements like those of the text are its own
        # continuation, after an advertisement for example.
        if not {kin[at] for at in behind}.isdisjoint(kin[at] for at in text):
            return frozenset()
        # An unsure text is no ground to cut another one off: the later one may be the right one.
        if float((self.chances * self.widths)[own].sum()) < SURE_OWN * size:
            return frozenset()
        # The headline and byline of the other story are a little before its first paragraph.
        return frozenset(index for index in kept if index >= behind[0] - FAR_EDGE)

    def outside(self, kept: frozenset[int]) -> frozenset[int]:
        """Return those of *kept* that are after the extractor's box, and that it did not take."""
        chosen = np.zeros(len(self.chances), bool)
        chosen[list(kept)] = True
        inside = chosen & (self.column("body.inside") > 0)
        # Where the box holds less, the extractor found only a
        # part: then what is outside may be the rest.
        if not inside.any() or self.widths[inside].sum() < MOST * self.widths[chosen].sum():
            return frozenset()
        found = (
            chosen
            & (self.column("taken") == 0)
            & (self.column("told") == 0)
            & (self.chances < SURE_KIN)
        )
        # Notes and corrections are often right after the box: a few segments there stay.
        found[: np.flatnonzero(inside)[-1] + BESIDE + 1] = False
        return frozenset(np.flatnonzero(found).tolist())

    def merged(self, copies: Mapping[int, int]) -> "Weighed":
        """Return the same with copies counted once: the one that counts has the best chance of all of them.

        *copies*: index of a copy → index of the one that counts.
        """
        found = self.chances.copy()
        for place, counts in copies.items():
            # The copy that counts may be the one that the
            # extractor did not take: it gets the best of all.
            found[counts] = max(found[counts], self.chances[place])
            found[place] = 0
        return replace(self, chances=found)

    def among(self, widths: Sequence[int], places: Sequence[int]) -> "Weighed":
        """Return the same for more segments, of *widths*: these are at *places*, others have no chance."""
        chances = np.zeros(len(widths), np.float32)
        rows = np.zeros((len(widths), self.rows.shape[1]), np.float32)
        chances[places], rows[places] = self.chances, self.rows
        return Weighed(chances, np.array(widths, np.float32) + 1, rows, self.forest)

    def verdicts(self, indexes: Sequence[int]) -> dict[int, Ruling]:
        """Return for each of the segments at *indexes* what speaks most against it."""
        if not indexes:
            return {}
        sums = self.forest.contributions(self.rows[list(indexes)], _owners_of(self.forest.names))
        order = np.argsort(sums, axis=1)
        return {
            index: _verdict_of(EVIDENCE[first], EVIDENCE[second], float(self.chances[index]))
            for index, (first, second) in zip(indexes, order[:, :2].tolist(), strict=True)
        }


def weigh(segments: Sequence[Segment], seen: PageEvidence) -> Weighed:
    """Return the chances of *segments* to be the article's text."""
    forest = load_forest()
    if not segments:
        return Weighed(
            *(np.zeros(0, np.float32),) * 2, np.zeros((0, len(forest.names)), np.float32), forest
        )
    near = segments[:MAX_SEGMENTS]
    names, rows = features(near, seen)
    # Columns are read by number: with others the weights would be silently wrong.
    if tuple(names) != forest.names:
        raise ValueError(
            "the features are not those that the weights were trained on: run"
            " benchmarks/train_segments.py"
        )
    found = chances(forest.scores(rows))
    # Time is linear but memory is not free: no article has that many, a hostile page may.
    rest = segments[MAX_SEGMENTS:]
    if rest:
        found = np.append(found, [float(each.index in seen.taken) for each in rest]).astype(
            np.float32
        )
        rows = np.vstack([rows, np.zeros((len(rest), rows.shape[1]), np.float32)])
    # Plus one, so that a segment of signs alone still counts for something.
    widths = np.array([each.width + 1 for each in segments], np.float32)
    return Weighed(found, widths, rows, forest)


def _numbered_rows(rows: Floats) -> Groups:
    """Return a number for each of *rows*, the same for equal ones."""
    order = np.lexsort(rows.T)
    is_new = (rows[order[1:]] != rows[order[:-1]]).any(axis=1)
    found = np.zeros(len(rows), np.int_)
    found[order[1:]] = np.cumsum(is_new)
    return found


def best_expected(chances: Floats, widths: Floats) -> float:
    """Return the highest F1 (0–1) that any set of segments can be expected to have, by characters."""
    if not len(chances):
        return 0.0
    # For expected F1 the best set is always a prefix of the order by chance (Lipton et al., 2014).
    order = np.argsort(-chances)
    hits = np.cumsum((chances * widths)[order])
    sizes = np.cumsum(widths[order])
    # ``hits[-1]`` is the expected size of the true text;
    # the small number spares a division by zero.
    return float((2 * hits / (sizes + hits[-1] + 1e-9)).max())


@lru_cache(maxsize=8)
def _owners_of(names: tuple[str, ...]) -> NDArray[np.intp]:
    """Return the number of the group that each feature belongs to."""
    return np.array([EVIDENCE.index(group_of(name)) for name in names], np.intp)


def group_of(name: str) -> str:
    """Return the group of evidence that a feature belongs to."""
    base = name.split("+", maxsplit=1)[0].split("~", maxsplit=1)[0]
    # Columns of neighbours are named with their shift: "taken-1", "taken+2", means with "~".
    base = base[:-2] if base[-2:-1] == "-" else base
    found = (
        group for group, parts in NAMES_OF_GROUPS.items() if any(part in base for part in parts)
    )
    return next(found, "place")


def _verdict_of(first: str, second: str, chance: float) -> Ruling:
    """Return the verdict on a segment against which *first* and *second* speak most."""
    category, words = GROUPS[first]
    reason = (
        f"By all that is known of it the chance that it is text is {chance:.0%}; most against it:"
        f" {words}"
    )
    return Ruling(category, f"learned.{first}", f"{reason}, then {GROUPS[second][1]}.")
