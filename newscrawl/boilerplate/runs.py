"""Runs of boilerplate: the sum of the evidence on a block and on its neighbours.

Every block gets an opinion (``model``): how far its own evidence and that of the blocks around it
pass what removing needs. Guards then give back what must stay: the headline, code, rows of data,
blocks that mostly quote somebody, blocks that nothing but their place speaks against, and
everything, if nearly everything would be removed: then an editorial or a letter *is* the article.
"""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, product, starmap, takewhile
from math import inf
from operator import add

from newscrawl.boilerplate.features import Evidence
from newscrawl.boilerplate.guards import (
    ASKING,
    DATA_COVER,
    SPEAKERS,
    doubt_of,
    is_protected,
)
from newscrawl.boilerplate.reasons import CATEGORIES
from newscrawl.boilerplate.surroundings import (
    SHORT_WORDS,
    has_evidence,
    is_marked,
    is_set_apart,
)
from newscrawl.model.items import Facts

KNOWN = 2.5
"""Log-odds less for a block that other pages of the site have nearly alike."""

UNSEEN = 0.7
"""Log-odds more for a block that no other page of the site has, of so many known ones …"""

MIN_COMPARED = 4
"""… at least: what only this page says is rather its article's."""

SURE = 1.5
"""Log-odds above the threshold at which a block's words are evidence, though no term is known …"""

SURE_WORDS = 12
"""… if it has so many words, …"""

CERTAIN = 2.0
"""… or at which they are in a shorter one, too, …"""

CERTAIN_WORDS = 5
"""… if it has so many words: a question or an answer may have fewer, …"""

_SURE_SIZES, _SURE_ABOVE = (CERTAIN_WORDS, SURE_WORDS), (inf, CERTAIN, SURE)
"""The same as a table: words of a block from which on the next of the opinions is enough."""

LIKELY = 1.0
"""… or in one that says what banners say with others, of more words than a label (``SOFT_WORDS``)."""

CLOSING = -1.0
"""Log-odds at which a block goes between a banner and the end of the text."""

OPENING = -0.5
"""The same for a block with evidence before a closing banner of ``MIN_RUN`` blocks: its first line."""

SOFT = -2.0
"""Log-odds at which a short block goes with the run of boilerplate between it and the text …"""

NEARLY = -1.0
"""… which an appeal by its words counts for, too …"""

NEARLY_COVERED = -1.5
"""… and at which one that is made of banners' words …"""

SOFT_EVIDENT = -4.0
"""… and with evidence of its own at which …"""

LEAST = SOFT_EVIDENT
"""Opinion, in log-odds, up to which a block stays by every step: no limit of a step is below it."""

SOFT_COVER = 0.3
"""… of which it has at least this share (0–1) …"""

SOFT_WORDS = 8
"""… if it has no more words than this."""

COVERED = 0.75
"""Share (0–1) of boilerplate terms at which a block is made of them."""

WEAK = frozenset(
    {
        "period",
        "effort",
        "signup",
        "bio",
        "like",
        "thanks",
        "greet",
        "continuation",
        "event",
        "technical",
        "machine",
    }
)
"""Concepts of which one alone says nothing in a short line ("Every day.")."""

MIN_ANCHORED = 0.4
"""Share (0–1) of a run's blocks that need evidence of their own for the others to go with them …"""

MAX_GAP = 2
"""… and how many blocks the nearest of those may be away."""

MIN_RUN = 2
"""One block at an edge is no run: it may be the first or last sentence of the article."""

MIN_KEPT = 0.2
"""Share (0–1) of the letters that must stay; else the removals are the article itself."""


TURNING = frozenset({"you", "we", "like", "thanks"})
"""Concepts by which a block turns to the reader."""


def find_runs(evidence: Sequence[Evidence], opinions: Sequence[float], facts: Facts) -> set[int]:
    """Return the indices of the blocks that are boilerplate by weight of evidence."""
    # Nothing is near a removal in most articles: no step below removes what is so clearly theirs.
    if max(opinions, default=LEAST) <= LEAST:
        return set()
    text = _Weighed.of(evidence, opinions, facts)
    found = text.likely()
    # Before the edges: a closing banner makes the edge at which softer lines are looked for.
    found.update(text.closing_run(found))
    found |= text.joined(found)
    forwards = range(len(evidence))
    found.update(text.edge_run(forwards, found))
    found.update(text.edge_run(forwards[::-1], found))
    # Once more, since the runs at the edges have new neighbours.
    found |= text.joined(found)
    # Last, as it looks at whole runs: a run that is nothing but soft lines is given back.
    found = text.anchored(found)
    return found - text.headings_of_kept(found)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The blocks of a text with the opinion on each, in log-odds, the threshold taken off.

    Attributes:
        evidence: The blocks.
        opinions: The opinion on each, less the doubt on it.
        free: Those that may be removed: nothing protects them, and none is so clearly the article's
            that no step removes it.
    """

    evidence: Sequence[Evidence]
    opinions: Sequence[float]
    free: frozenset[int]

    @classmethod
    def of(
        cls,
        evidence: Sequence[Evidence],
        opinions: Sequence[float],
        facts: Facts,
    ) -> "_Weighed":
        """Return the blocks of a text with the doubts on them, and those that may be removed."""
        doubted = list(map(_doubted, evidence, opinions))
        text = cls(
            evidence=evidence,
            opinions=doubted,
            free=frozenset(range(len(evidence))),
        )
        # The opinion first: most blocks are clearly the article's, and need no guard.
        near = text._free_above(LEAST)
        free = [index for index in near if not is_protected(evidence[index], facts)]
        return replace(text, free=frozenset(free))

    def likely(self) -> set[int]:
        """Return the blocks that are boilerplate by themselves, with what the site's pages say."""
        return set(filter(self._is_likely, self.free))

    def _is_likely(self, index: int) -> bool:
        """Return whether a block's own evidence and the site's pages pass what removing needs."""
        # The opinions have the threshold taken off: 0 is where removing begins.
        return self.opinions[index] + _of_the_site(self.evidence[index]) > 0

    def _free_above(self, limit: float) -> set[int]:
        """Return the blocks that may be removed, and on which the opinion is above *limit*."""
        return {index for index in self.free if self.opinions[index] > limit}

    def closing_run(self, found: set[int]) -> Sequence[int]:
        """Return the blocks from a banner on to the end of a plain text, if none is clearly the article's.

        Nothing of the article is after it: a block there needs less evidence to be removed.
        """
        size = len(self.evidence)
        if any(each.block.context.selectors for each in self.evidence):
            return range(size, size)  # in a page its place tells more
        # From the end backwards: the first block that is the article's ends the search.
        may_close = self._free_above(CLOSING) | found
        closing = found.intersection(_run_from(range(size)[::-1], may_close))
        first = min(closing, default=size)
        if len(closing) >= MIN_RUN:
            may_open = filter(self._may_open, self._free_above(OPENING))
            before = range(first)[::-1]
            first -= len(_run_from(before, set(may_open)))
        return range(first, size)

    def _may_open(self, index: int) -> bool:
        """Return whether a block may be the first line of a banner.

        One that tells of others and turns to nobody is the article's last.
        """
        evidence = self.evidence[index]
        tells = "third" in evidence.concepts and TURNING.isdisjoint(evidence.concepts)
        return has_evidence(evidence) and not tells

    def edge_run(self, order: Sequence[int], found: set[int]) -> Sequence[int]:
        """Return the run of boilerplate where *order* begins, at an edge: at least half is *found* anyway.

        A banner opens softly ("Enjoying this site?") and closes softly; at the edge of the text nothing
        of the article can lie beyond it.
        """
        run = _run_from(order, found.union(filter(self._is_soft, self.free)))
        counted = found.union(filter(self._nearly_goes, run))
        total = end = 0
        for length, counts in enumerate(map(counted.__contains__, run), start=1):
            total += counts
            # Soft lines in between must not outnumber those that are clearly boilerplate.
            if counts and 2 * total >= length:
                end = length
        return order[:end] if total >= MIN_RUN else ()

    def _is_soft(self, index: int) -> bool:
        """Return whether a block can be the soft end of a banner: it is short, or turns to the reader."""
        return self.opinions[index] > _soft_limit(self.evidence[index])

    def _nearly_goes(self, index: int) -> bool:
        """Return whether a block counts as boilerplate at an edge: it is an appeal by its words."""
        each = self.evidence[index]
        needed = NEARLY_COVERED if each.cover >= DATA_COVER else NEARLY
        return self.opinions[index] > needed and asks(each)

    def joined(self, found: Iterable[int]) -> set[int]:
        """Return the short blocks next to *found* ones, of banners' words ("Remind me later")."""
        beside = starmap(add, product(found, (-1, 1)))
        near = self._free_above(SOFT_EVIDENT).intersection(beside)
        return {index for index in near if _is_label(self.evidence[index])}

    def anchored(self, found: set[int]) -> set[int]:
        """Return those of *found* that have evidence of their own, or belong to neighbours that do.

        To be apart, to be short or to look alike is no evidence: verse, questions and answers,
        programmes and results of an article do so too.
        """
        anchors = set(filter(self._is_anchor, found))
        kept = set(anchors)
        for run in _runs_of(found):
            own = anchors.intersection(run)
            if len(own) >= MIN_ANCHORED * len(run):
                kept.update(*(self._near(anchor, run) for anchor in own))
        return kept

    def _is_anchor(self, index: int) -> bool:
        """Return whether a block has evidence that holds by itself, or its words alone are evidence."""
        each = self.evidence[index]
        return self.opinions[index] > _sure_limit(each) or _is_evident(each)

    def _near(self, anchor: int, run: set[int]) -> Iterator[int]:
        """Return the blocks of *run* that are near enough to one with evidence, and in a like box."""
        reach = range(anchor - MAX_GAP, anchor + MAX_GAP + 1)
        for index in run.intersection(reach):
            if _share_home(self.evidence[anchor], self.evidence[index]):
                yield index

    def headings_of_kept(self, found: set[int]) -> set[int]:
        """Return those of *found* that are headings in the article's own box above a block that stays.

        The heading of a banner is above the rest of the banner.
        """
        kept = set(range(len(self.evidence))) - found
        above = found.intersection(index - 1 for index in kept)
        return set(filter(self._is_plain_heading, above))

    def _is_plain_heading(self, index: int) -> bool:
        """Return whether a block is a heading in the article's own box, without links and controls."""
        each = self.evidence[index]
        is_at_home = each.features.get("h:home", 0) > 0
        is_heading = is_at_home and each.block.kind == "heading"
        is_certain = self.opinions[index] > CERTAIN
        if is_certain or not is_heading:
            return False
        return not is_set_apart(each.block.context)


def _run_from(order: Iterable[int], members: Container[int]) -> Sequence[int]:
    """Return the places of *order* up to the first that is not one of *members*."""
    return list(takewhile(members.__contains__, order))


def _is_label(evidence: Evidence) -> bool:
    """Return whether a block is short and made of banners' words."""
    return evidence.cover >= COVERED and evidence.words.size <= SOFT_WORDS


def _sure_limit(evidence: Evidence) -> float:
    """Return the opinion above which a block's words are evidence: the fewer they are, the higher.

    Names and numbers look like labels.
    """
    # The page's own ``articleBody`` leaves it out: that is the publisher's word.
    if evidence.features.get("h:untold") == 1:
        return -inf
    size = evidence.words.size
    speakers = evidence.concepts.keys() & SPEAKERS
    if size > SOFT_WORDS and len(speakers) > 1:
        return LIKELY
    return _SURE_ABOVE[bisect_right(_SURE_SIZES, size)]


def _soft_limit(evidence: Evidence) -> float:
    """Return the opinion above which a block can be the soft end of a banner."""
    if evidence.words.size > SOFT_WORDS:
        turns = not TURNING.isdisjoint(evidence.concepts)
        is_asking = turns and evidence.cover >= ASKING
        return SOFT if is_asking else inf
    is_covered = evidence.cover >= SOFT_COVER
    is_evident = is_covered and has_evidence(evidence)
    return SOFT_EVIDENT if is_evident else SOFT


def _of_the_site(evidence: Evidence) -> float:
    """Return how much the known pages of the site add to the opinion on a block, in log-odds."""
    context = evidence.block.context
    if not context.repeats:
        is_compared = context.compared >= MIN_COMPARED
        return -UNSEEN if is_compared else 0.0
    # Background paragraphs of articles recur, too. They are
    # long and speak of nothing that banners do: for them half counts.
    is_long = evidence.words.size > SHORT_WORDS
    is_banners = is_marked(context) or len(evidence.telling) > 0
    is_background = is_long and not is_banners
    return KNOWN / 2 if is_background else KNOWN


def _share_home(anchor: Evidence, other: Evidence) -> bool:
    """Return whether a block is as much in the article's own box as its *anchor*, or outside of it.

    A longer one was judged by more than its place.
    """
    # Plain text has no boxes: there all blocks are in one.
    home = anchor.features.get("h:home", 0)
    is_beside = other.features.get("h:home", 0) <= home
    return is_beside or other.words.size > SOFT_WORDS


def _is_evident(evidence: Evidence) -> bool:
    """Return whether a block has evidence that holds by itself: one weak term in a short line does not."""
    telling = evidence.telling
    holds = len(telling) > 1 or not WEAK.issuperset(telling)
    if holds or is_set_apart(evidence.block.context):
        return True
    is_long = evidence.words.size > SOFT_WORDS
    return is_long and has_evidence(evidence)


def _runs_of(found: Iterable[int]) -> Iterator[set[int]]:
    """Return the runs of neighbours among *found*, in order."""
    # Neighbours are as far from their rank among *found* as each other.
    ranked = groupby(enumerate(sorted(found)), lambda pair: pair[1] - pair[0])
    for _, run in ranked:
        yield {index for _, index in run}


def _doubted(evidence: Evidence, opinion: float) -> float:
    """Return the *opinion* on a block less the doubt on it, which is asked for where it can decide."""
    return opinion if opinion <= LEAST else opinion - doubt_of(evidence)


def asks(evidence: Evidence) -> bool:
    """Return whether a block asks the reader for a gift in the words of an appeal."""
    gives = not evidence.concepts.keys().isdisjoint(CATEGORIES["donation"])
    is_appeal = gives and "we" in evidence.concepts
    return is_appeal and evidence.cover >= ASKING
