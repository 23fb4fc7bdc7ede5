"""Blocks that stay in doubt: they are among the text as its parts are, though each alone says too little.

A code block between two paragraphs, the heading between them, the rows of a table, the list that a
colon announces, the last of many paragraphs of one kind: the weights know few of them, and where
they are in doubt the article's text stays. Each rule asks for the place among the text *and* for
some chance. Measured by weights that had not seen a page's domain, on 2,100 pages: all together
change 90, the mean F1 rises by .0003, 21 pages more than fewer come closer to the truth.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Groups = NDArray[np.int_]

PARENT = ("box2.mass", "box2.count", "box2.links")
"""What tells the boxes around segments apart."""
KIN = ("kin.count", "kin.mass", "kin.mean")
"""What tells segments that are in elements of the same tags and names, of a page, from others."""
MIN_ALIKE, MIN_CHOSEN, ALIKE_CHANCE = 5, 0.6, 0.15
"""Paragraphs of one kin in one box, so many of them, are text if such a share (0–1) of them is, and their own
chance is not less."""
MIN_TAKEN, TAKEN_CHOSEN, TAKEN_CHANCE = 4, 0.8, 0.2
"""Paragraphs that the extractor took: so many of one kin, of which such a share (0–1) is text; a chance."""
MIN_LINES, LINES_CHOSEN, LINE_CHANCE, LINE_LINKS = 6, 0.8, 0.25, 0.01
"""Lines of one kin, so many of them without links, are text if such a share (0–1) is; a chance."""
ENCLOSED_CHANCE, ENCLOSED_LINKS = 0.3, 0.5
"""Least chance, and largest share (0–1) of links, of one block between two of its kin."""
MIN_SENTENCE_CHARS, MAX_SENTENCE_LINKS = 30, 0.3
"""A block that ends like a sentence is running text with so many letters, and with links of a lower share."""
NEAR_OTHERS, NEAR_PULL, APART_OTHERS, APART_PULL = 2, 0.45, 3, 0.25
"""Running text of one kin: so many others of it in its box, then in other boxes, and how far (0–1) the
chance of each moves to theirs. Measured by weights that had not seen the page's domain: by the box 52
of 1,938 texts change, 30 for the better (.46 → .95), and the mean F1 of ten sets rises by .0005; by
the other boxes 39 change, 23 for the better (.70 → .91), by .0003 more; no set falls by over .0002.
"""
MOST_CHARS = 300
"""Letters beyond which a block counts no more for the others."""
WITHIN = (
    ("tag.li", 0.1, 0.05),
    ("kind.code", 0.1, 0.05),
    ("kind.table_row", 0.25, 0.1),
    ("kind.quote", 0.25, 0.1),
)
"""Blocks between two blocks of the text: so high must their mean chance be, so low their share of links."""
MAX_WITHIN = 60
"""More of them are no part of an article."""
MAX_SHORT_CHARS, MIN_ANSWER_CHARS, SHORT_CHANCE, SHORT_REACH = 600, 8, 0.12, 3
"""A text of fewer characters is short. A sentence in its box has so many, such a chance, and is so near."""
SUBHEADINGS = ("tag.h2", "tag.h3", "tag.h4")
HEADING_CHANCE, MAX_HEADING_LINKS = 0.12, 0.5
"""Least chance, and largest share (0–1) of links, of a heading between two paragraphs of its box."""
DEFINED_CHANCE = 0.3
"""Chance of a term whose definition is text, and the other way round."""
LIST_CHANCE, MAX_LISTED, MAX_NAME_CHARS = 0.2, 12, 30
"""A list after a colon: its mean chance, its items at most, and the mean length of a name, which is no
headline. A list of links to other sites may have longer items."""


_WITH_BOTH_SIDES = 3
"""A heading between two paragraphs needs so many segments."""


class SegmentTable(Protocol):
    """The segments of a page with their chances, widths and features."""

    @property
    def chances(self) -> Floats:
        """For each segment its chance (0–1) to be the article's; 0 for one that is not text for sure."""

    @property
    def widths(self) -> Floats:
        """The weight of each segment, in characters."""

    def column(self, name: str) -> Floats:
        """Return a feature of all segments."""

    def groups(self, names: tuple[str, ...]) -> Groups:
        """Return a number for each segment, the same for those that have the same features *names*."""


Rule = Callable[[SegmentTable, Flags], Flags]


def kept_in_doubt(table: SegmentTable, picked: Flags) -> Flags:
    """Return which segments are text because of where they are among those that are *picked*."""
    found = np.zeros(len(picked), bool)
    if not picked.any():
        return found
    # Each sees what was picked and not what others add: doubt does not build on doubt.
    for rule in RULES:
        found |= rule(table, picked)
    return np.asarray(found & (table.chances > 0))  # a copy that does not count has no chance


def evened(table: SegmentTable) -> Floats:
    """Return the chances, those of running text in elements that are alike nearer to each other.

    Paragraphs of one story are text together, or together they are not: those of one box, then those
    that an advertisement or a box of their own parts from them.
    """
    own = _running(table) & (table.chances > 0)  # a copy that does not count has no chance
    weights = own * np.minimum(table.widths, MOST_CHARS)
    kin, box = table.groups(KIN), table.groups((*KIN, *PARENT))
    chances = table.chances
    for group, without, least, pull in (
        # Without the block itself: a long one among short ones would be its own witness.
        (box, np.arange(len(own)), NEAR_OTHERS, NEAR_PULL),
        # Without the box: it has been heard.
        (kin, box, APART_OTHERS, APART_PULL),
    ):
        odds = _log_odds(chances)
        mean = _rest(weights * odds, group, without)
        mean /= np.maximum(_rest(weights, group, without), 1)
        several = own & (_rest(own, group, without) >= least)
        nearer = 1 / (1 + np.exp(-(odds + pull * (mean - odds))))
        chances = np.where(several, nearer, chances).astype(np.float32)
    return chances


def _log_odds(chances: Floats) -> Floats:
    """Return *chances* as log-odds."""
    sure = np.clip(chances, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(sure) - np.log1p(-sure))


def _rest(values: Floats | Flags, group: Groups, without: Groups) -> NDArray[np.float64]:
    """Return for each segment the sum of *values* over its *group*, but for those in its group *without*."""
    return np.asarray(
        np.bincount(group, values)[group] - np.bincount(without, values)[without], np.float64
    )


def _running(table: SegmentTable) -> Flags:
    """Return the paragraphs of running text: long ones, and sentences, which are short in some scripts."""
    sentences = (table.column("ended") > 0) & (table.column("width") >= MIN_SENTENCE_CHARS)
    # A row of linked names may end in a full stop; a sentence is mostly not a link.
    few_links = table.column("link_share") < MAX_SENTENCE_LINKS
    return np.asarray((table.column("long") > 0) | (sentences & few_links))


def _unnamed(table: SegmentTable, own: Flags) -> Flags:
    """Return those of *own* that may be text, and that no name around them says to be something else."""
    return np.asarray(own & (table.column("verdict.selectors.") == 0) & (table.chances > 0))


def _mostly_picked(
    group: Groups, weights: Floats, own: Flags, picked: Flags, *, least: int, share: float
) -> Flags:
    """Return the segments of groups with *least* of *own*, of whose weight *share* (0–1) is picked."""
    whole = np.bincount(group, weights * own)
    chosen = np.bincount(group, weights * (own & picked))
    mostly = (np.bincount(group, own) >= least) & (chosen >= share * whole)
    return np.asarray(mostly[group])


def _between_two(text: Flags, group: Groups) -> Flags:
    """Return the segments whose neighbours on both sides are *text*, all three in one group."""
    found = np.zeros(len(text), bool)
    # Vectors shifted by one: before, itself, after, without a loop over the page.
    if len(text) >= _WITH_BOTH_SIDES:
        same = (group[:-2] == group[1:-1]) & (group[1:-1] == group[2:])
        found[1:-1] = text[:-2] & text[2:] & same
    return found


def _alike(table: SegmentTable, picked: Flags) -> Flags:
    """Return the paragraphs of kins, each in one box, most of which are text: the last are no worse."""
    long = _unnamed(table, table.column("long") > 0)
    # Comments are of one kin as well, but each is in a box of its own.
    group = table.groups((*KIN, *PARENT))
    mostly = _mostly_picked(group, table.widths, long, picked, least=MIN_ALIKE, share=MIN_CHOSEN)
    return np.asarray(long & mostly & (table.chances >= ALIKE_CHANCE))


def _taken_alike(table: SegmentTable, picked: Flags) -> Flags:
    """Return the paragraphs that the extractor took and whose kin is text, in whatever boxes."""
    long = _unnamed(table, table.column("long") > 0)
    # Without the box: here the extractor's word takes its place.
    group = table.groups(KIN)
    mostly = _mostly_picked(group, table.widths, long, picked, least=MIN_TAKEN, share=TAKEN_CHOSEN)
    taken = table.column("taken") > 0
    return np.asarray(long & taken & mostly & (table.chances >= TAKEN_CHANCE))


def _lines_alike(table: SegmentTable, picked: Flags) -> Flags:
    """Return the lines between blocks of the text, long or short, whose kin is text nearly always."""
    line = _unnamed(table, table.column("link_share") < LINE_LINKS)
    line &= table.column("kind.heading") == 0
    # By number, not by width: one long line among short ones is no majority.
    each = np.ones(len(line), np.float32)
    group = table.groups(KIN)
    mostly = _mostly_picked(group, each, line, picked, least=MIN_LINES, share=LINES_CHOSEN)
    at = np.flatnonzero(picked)
    # Before and after the text such lines are bylines, tags and shares.
    line[: at[0]] = line[at[-1] :] = False
    return np.asarray(line & mostly & (table.chances >= LINE_CHANCE))


def _enclosed(table: SegmentTable, picked: Flags) -> Flags:
    """Return the single blocks between two of their kin that are text."""
    own = (table.column("link_share") < ENCLOSED_LINKS) & (table.column("verdict.selectors.") == 0)
    own &= table.chances >= ENCLOSED_CHANCE
    return np.asarray(own & _between_two(picked, table.groups(KIN)))


def _within(table: SegmentTable, picked: Flags) -> Flags:
    """Return the lists, code, rows and quotes between two blocks of the text, with nothing else there."""
    found = np.zeros(len(picked), bool)
    links = table.column("link_share")
    caption = table.column("tag.figcaption") > 0
    kinds = [(table.column(name) > 0, chance, most) for name, chance, most in WITHIN]
    for before, after in pairwise(np.flatnonzero(picked).tolist()):
        # The whole gap or nothing: half a list or half a table is worse than none.
        gap = slice(before + 1, after)
        if 0 < after - before - 1 <= MAX_WITHIN:
            mean, linked = table.chances[gap].mean(), links[gap].mean()
            # By the mean: one doubtful row does not cost the table.
            # The name of a listing and the source of a quote are captions.
            found[gap] = any(
                (own | caption)[gap].all() and own[gap].any() and mean >= chance and linked < most
                for own, chance, most in kinds
            )
    return found


def _short_text(table: SegmentTable, picked: Flags) -> Flags:
    """Return the sentences that are in the box of a short text, close to it.

    A news item of three sentences says little for each of them, and next to a long menu or list still
    less.
    """
    if table.widths[picked].sum() >= MAX_SHORT_CHARS:
        return np.zeros(len(picked), bool)
    width = table.column("width")
    # An answer may be one word ("Nein.") where an interview is short, but ends as a sentence does.
    answers = (
        (table.column("ended") > 0) & (width >= MIN_ANSWER_CHARS) & (table.column("date") == 0)
    )
    sentences = answers | (
        (table.column("tag.p") > 0)
        & (width >= MIN_SENTENCE_CHARS)  # some scripts end no sentence by a sign
    )
    sentences &= (table.column("link_share") == 0) & (table.column("verdict.selectors.") == 0)
    box = table.groups(PARENT)
    # Whether something picked is within ``SHORT_REACH``, for all segments in one go.
    near = np.convolve(picked, np.ones(2 * SHORT_REACH + 1))[SHORT_REACH:][: len(picked)] > 0
    return np.asarray(
        sentences & np.isin(box, box[picked]) & near & (table.chances >= SHORT_CHANCE)
    )


def _headings(table: SegmentTable, picked: Flags) -> Flags:
    """Return the headings between two paragraphs of the text, all three in one box."""
    own = sum(table.column(name) for name in SUBHEADINGS) > 0
    own &= (table.column("link_share") < MAX_HEADING_LINKS) & (table.chances >= HEADING_CHANCE)
    return np.asarray(own & _between_two(picked & _running(table), table.groups(PARENT)))


def _definitions(table: SegmentTable, picked: Flags) -> Flags:
    """Return the terms and definitions right beside one of the text that belongs to them."""
    term, told = table.column("tag.dt") > 0, table.column("tag.dd") > 0
    found = np.zeros(len(picked), bool)
    found[1:] = told[1:] & (term | told)[:-1] & picked[:-1]
    found[:-1] |= term[:-1] & told[1:] & picked[1:]
    at = np.flatnonzero(picked)
    # Teasers are written as definitions, too: with links, above the text or below it.
    found[: at[0]] = found[at[-1] :] = False
    found &= (table.column("near_hrefs") == 0) & (table.column("link_share") == 0)
    return np.asarray(_unnamed(table, found) & (table.chances >= DEFINED_CHANCE))


def _announced(table: SegmentTable, picked: Flags) -> Flags:
    """Return the lists that a colon at the end of a block of the text announces: names, or other sites."""
    found = np.zeros(len(picked), bool)
    item, box = table.column("kind.list_item") > 0, table.groups(PARENT)
    # A heading with a colon opens a section, not a list.
    opening = picked & ~item & (table.column("colon") > 0) & (table.column("kind.heading") == 0)
    for start in (np.flatnonzero(opening) + 1).tolist():
        stop = start
        while stop < len(picked) and item[stop] and box[stop] == box[start]:
            stop += 1
        items = slice(start, stop)
        if 1 < stop - start <= MAX_LISTED and table.chances[items].mean() >= LIST_CHANCE:
            # Long items that lead to pages of the same site are teasers, whatever is announced.
            names = table.widths[items].mean() <= MAX_NAME_CHARS
            found[items] = names or not table.column("near_hrefs")[items].any()
    return found


RULES: tuple[Rule, ...] = (
    _alike,
    _taken_alike,
    _lines_alike,
    _enclosed,
    _within,
    _headings,
    _definitions,
    _announced,
    _short_text,
)
