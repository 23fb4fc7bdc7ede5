"""Runs of boilerplate: the sum of the evidence on a block and on its neighbours.

Every block gets an opinion (``model``): how far its own evidence and that of the blocks around it
pass what removing needs. Guards then give back what must stay: the headline, code, rows of data,
blocks that mostly quote somebody, blocks that nothing but their place speaks against, and
everything, if nearly everything would be removed: then an editorial or a letter *is* the article.
"""

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, filterfalse, product, takewhile
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
    text = _Weighed(evidence, list(map(_doubted, evidence, opinions)), facts)
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
    found = _anchored(found, evidence, text.sure(found))
    return found - _heads_of_text(evidence, text.opinions, found)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The blocks of a text with the opinion on each, in log-odds, the threshold taken off."""

    evidence: Sequence[Evidence]
    opinions: Sequence[float]
    facts: Facts

    def is_protected(self, index: int) -> bool:
        """Return whether a block stays whatever the opinion on it."""
        return is_protected(self.evidence[index], self.facts)

    def likely(self) -> set[int]:
        """Return the blocks that are boilerplate by themselves, with what the site's pages say."""
        told = map(_of_the_site, self.evidence)
        sums = map(add, self.opinions, told)
        # The opinions have the threshold taken off: 0 is where removing begins.
        above = (index for index, opinion in enumerate(sums) if opinion > 0)
        return set(filterfalse(self.is_protected, above))

    def sure(self, found: Iterable[int]) -> set[int]:
        """Return those whose words alone are evidence: names and numbers look like labels."""
        return {index for index in found if _is_sure(self.evidence[index], self.opinions[index])}

    def closing_run(self, found: Container[int]) -> Sequence[int]:
        """Return the blocks from a banner on to the end of a plain text, if none is clearly the article's.

        Nothing of the article is after it: a block there needs less evidence to be removed.
        """
        size = len(self.evidence)
        if any(each.block.context.selectors for each in self.evidence):
            return range(size, size)  # in a page its place tells more
        # From the end backwards: the first block that is the article's ends the search.
        closing = list(takewhile(partial(self._may_close, found), reversed(range(size))))
        first = min(filter(found.__contains__, closing), default=size)
        if sum(map(found.__contains__, closing)) >= MIN_RUN:
            before = takewhile(self._may_open, range(first - 1, -1, -1))
            first -= sum(1 for _ in before)
        return range(first, size)

    def _may_open(self, index: int) -> bool:
        """Return whether a block can be the first line of a banner that closes the text."""
        is_open = self.opinions[index] > OPENING and has_evidence(self.evidence[index])
        return is_open and not self.is_protected(index)

    def _may_close(self, found: Container[int], index: int) -> bool:
        """Return whether a block can be in a banner that closes the text."""
        is_open = self.opinions[index] > CLOSING
        return index in found or (is_open and not self.is_protected(index))

    def edge_run(self, order: Sequence[int], found: Container[int]) -> Sequence[int]:
        """Return the run of boilerplate where *order* begins, at an edge: at least half is *found* anyway.

        A banner opens softly ("Enjoying this site?") and closes softly; at the edge of the text nothing
        of the article can lie beyond it.
        """
        run = list(takewhile(partial(self._may_be_at_edge, found), order))
        counted = [index in found or self._nearly_goes(index) for index in run]
        gone = list(accumulate(counted))
        if sum(counted) < MIN_RUN:
            return ()
        # Soft lines in between must not outnumber those that are clearly boilerplate.
        ends = (
            length
            for length, (counts, total) in enumerate(zip(counted, gone, strict=True), start=1)
            if counts and 2 * total >= length
        )
        return order[: max(ends, default=0)]

    def _may_be_at_edge(self, found: Container[int], index: int) -> bool:
        """Return whether a block can be in a run of boilerplate at an edge."""
        if self.is_protected(index):
            return False
        return index in found or _is_soft(self.evidence[index], self.opinions[index])

    def _nearly_goes(self, index: int) -> bool:
        """Return whether a block counts as boilerplate at an edge: it is an appeal by its words."""
        each = self.evidence[index]
        needed = NEARLY_COVERED if each.cover >= DATA_COVER else NEARLY
        return self.opinions[index] > needed and asks(each)

    def joined(self, found: Iterable[int]) -> set[int]:
        """Return the short blocks next to *found* ones, of banners' words ("Remind me later")."""
        beside = {place + step for place in found for step in (-1, 1)}
        near = beside.intersection(range(len(self.evidence)))
        return set(filter(self._joins, near))

    def _joins(self, index: int) -> bool:
        """Return whether a block is short and made of banners' words, and not clearly the article's."""
        each = self.evidence[index]
        is_label = each.cover >= COVERED and each.words.size <= SOFT_WORDS
        is_open = is_label and self.opinions[index] > SOFT_EVIDENT
        return is_open and not self.is_protected(index)


def _is_sure(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block's words are evidence enough: the fewer they are, the surer they must be."""
    size = evidence.words.size
    # The page's own ``articleBody`` leaves it out: that is the publisher's word.
    is_untold = evidence.features.get("h:untold") == 1
    speaks = size > SOFT_WORDS and len(evidence.concepts.keys() & SPEAKERS) > 1
    needed = LIKELY if speaks else _SURE_ABOVE[bisect_right(_SURE_SIZES, size)]
    return is_untold or opinion > needed


def _is_soft(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block can be the soft end of a banner: it is short, or turns to the reader."""
    if evidence.words.size > SOFT_WORDS:
        turns = not TURNING.isdisjoint(evidence.concepts)
        return turns and evidence.cover >= ASKING and opinion > SOFT
    is_evident = evidence.cover >= SOFT_COVER and has_evidence(evidence)
    return opinion > (SOFT_EVIDENT if is_evident else SOFT)


def _of_the_site(evidence: Evidence) -> float:
    """Return how much the known pages of the site add to the opinion on a block, in log-odds."""
    context = evidence.block.context
    if not context.repeats:
        return -UNSEEN if context.compared >= MIN_COMPARED else 0.0
    # Background paragraphs of articles recur, too. They are
    # long and speak of nothing that banners do: for them half counts.
    is_long = evidence.words.size > SHORT_WORDS
    is_background = is_long and not (is_marked(context) or evidence.telling)
    return KNOWN / 2 if is_background else KNOWN


def _anchored(found: set[int], evidence: Sequence[Evidence], sure: set[int]) -> set[int]:
    """Return those of *found* that are *sure*, have evidence of their own, or belong to neighbours that do.

    To be apart, to be short or to look alike is no evidence: verse, questions and answers,
    programmes and results of an article do so too.
    """
    kept: set[int] = set()
    for run in _runs_of(found):
        anchors = [index for index in run if index in sure or _is_anchor(evidence[index])]
        kept.update(anchors)
        if len(anchors) >= MIN_ANCHORED * len(run):
            # Near enough to one with evidence.
            reach = range(-MAX_GAP, MAX_GAP + 1)
            near, members = product(anchors, reach), frozenset(run)
            kept.update(
                anchor + step
                for anchor, step in near
                if anchor + step in members
                and _share_home(evidence[anchor], evidence[anchor + step])
            )
    return kept


def _share_home(anchor: Evidence, other: Evidence) -> bool:
    """Return whether a block is as much in the article's own box as its *anchor*, or outside of it.

    A longer one was judged by more than its place.
    """
    # Plain text has no boxes: there all blocks are in one.
    is_beside = other.features.get("h:home", 0) <= anchor.features.get("h:home", 0)
    return is_beside or other.words.size > SOFT_WORDS


def _heads_of_text(
    evidence: Sequence[Evidence], opinions: Sequence[float], found: set[int]
) -> set[int]:
    """Return those of *found* that are headings in the article's own box above a block that stays.

    The heading of a banner is above the rest of the banner.
    """
    above = {index for index in found if index + 1 < len(evidence)}
    over_text = {index for index in above if index + 1 not in found and opinions[index] <= CERTAIN}
    return {index for index in over_text if _is_plain_heading(evidence[index])}


def _is_plain_heading(evidence: Evidence) -> bool:
    """Return whether a block is a heading in the article's own box, without links and controls."""
    is_heading = evidence.block.kind == "heading" and evidence.features.get("h:home", 0) > 0
    return is_heading and not is_set_apart(evidence.block.context)


def _is_anchor(evidence: Evidence) -> bool:
    """Return whether a block has evidence that holds by itself: one weak term in a short line does not."""
    telling = evidence.telling
    is_long = evidence.words.size > SOFT_WORDS
    holds = len(telling) > 1 or not WEAK.issuperset(telling)
    return is_set_apart(evidence.block.context) or holds or (is_long and has_evidence(evidence))


def _runs_of(found: Iterable[int]) -> Iterator[Sequence[int]]:
    """Return the runs of neighbours among *found*, in order."""
    run: list[int] = []
    for index in sorted(found):
        if run and index != run[-1] + 1:
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _doubted(evidence: Evidence, opinion: float) -> float:
    """Return the *opinion* on a block less the doubt on it, which is asked for where it can decide."""
    return opinion if opinion <= LEAST else opinion - doubt_of(evidence)


def asks(evidence: Evidence) -> bool:
    """Return whether a block asks the reader for a gift in the words of an appeal."""
    gives = not evidence.concepts.keys().isdisjoint(CATEGORIES["donation"])
    return gives and "we" in evidence.concepts and evidence.cover >= ASKING
