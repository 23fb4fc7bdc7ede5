"""Runs of boilerplate: the sum of the evidence on a block and on its neighbours.

Every block gets an opinion (``model``): how far its own evidence and that of the blocks around it
pass what removing needs. Guards then give back what must stay: the headline, code, rows of data,
blocks that mostly quote somebody, blocks that nothing but their place speaks against, and
everything, if nearly everything would be removed: then an editorial or a letter *is* the article.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from operator import add, sub

from newscrawl.boilerplate.features import NEUTRAL, Evidence
from newscrawl.boilerplate.reasons import CATEGORIES
from newscrawl.boilerplate.surroundings import SHORT_WORDS, has_evidence
from newscrawl.model.items import Context, Facts

KNOWN = 2.5
"""Log-odds less for a block that other pages of the site have nearly alike."""

UNSEEN = 0.7
"""Log-odds more for a block that no other page of the site has, of so many known ones …"""

MIN_COMPARED = 4
"""… at least: what only this page says is rather its article's."""

DATA_COVER = 0.5
"""Share (0–1) of boilerplate terms at which a row of a table is no data."""

MAX_WORDS = 160
"""Longer blocks are never boilerplate: no banner says so much in one paragraph."""

SURE = 1.5
"""Log-odds above the threshold at which a block's words are evidence, though no term is known …"""

SURE_WORDS = 12
"""… if it has so many words, …"""

CERTAIN = 2.0
"""… or at which they are in a shorter one, too, …"""

CERTAIN_WORDS = 5
"""… if it has so many words: a question or an answer may have fewer, …"""

LIKELY = 1.0
"""… or in one that says what banners say with others, of more words than a label (``SOFT_WORDS``)."""

CLOSING = -1.0
"""Log-odds at which a block goes between a banner and the end of the text."""

PURPOSE = frozenset(
    {"give", "join", "subscribe", "newsletter", "app", "cookie", "share", "ad", "licence", "access",
     "account", "follow", "network", "campaign", "payment", "related", "comments", "audio", "disclosure",
     "notice", "machine"}
)  # fmt: skip
"""Concepts that say what a banner is for: without one, a link or a control somebody's words are no banner."""

SPEECH = 5.0
"""Log-odds more that somebody's speech needs: of 1,037 banners on labelled pages 902 went when it was
held back altogether, 907 when it needed 2.5 more, and no other paragraph; a plain quotation may reach 4.5.
With 5 one banner of 1,121 stays that went with 4."""

TOLD = 2.0
"""Log-odds more that a paragraph of a page needs which tells something, and turns to nobody: by it 2
banners of 1,953 on labelled pages stay, and 5 paragraphs of 213 small pages. In plain text it would
leave 15 of 1,082 …"""

TOLD_WORDS = 15
"""… which has so many words, of which less than ``ASKING`` are those of banners."""

LONGER, USUAL_CHARS = 0.5, 80
"""Log-odds more that a block of a page needs for each doubling of its characters above the usual: the
longer, the more is lost. By it 7 banners of 1,008 stay, and real pages lose a third less of their text."""

SPEECH_WORDS = 5
"""Words at which a quotation is one: a shorter one with a term of banners is a label in such a box."""

SOFT = -2.0
"""Log-odds at which a short block goes with the run of boilerplate between it and the text …"""

NEARLY = -1.0
"""… which an appeal by its words counts for, too …"""

NEARLY_COVERED = -1.5
"""… and at which one that is made of banners' words …"""

SOFT_EVIDENT = -4.0
"""… and with evidence of its own at which …"""

SOFT_COVER = 0.3
"""… of which it has at least this share (0–1) …"""

SOFT_WORDS = 8
"""… if it has no more words than this."""

COVERED = 0.75
"""Share (0–1) of boilerplate terms at which a block is made of them."""

ASKING = 0.15
"""Share (0–1) of boilerplate terms at which a block can be an appeal."""

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

MIN_KEPT = 0.2
"""Share (0–1) of the letters that must stay; else the removals are the article itself."""


_QUOTED_SHARE, _QUOTED_WORDS = 0.5, 6
"""A block of more words, quoted above this share (0–1), is somebody's speech."""
SPEAKERS = frozenset({"you", "we", "outlet"})
SPEAKERS_BESIDE_QUOTES = SPEAKERS - {"we"}
"""Those that tell where somebody is quoted, who says "we" as well."""
TURNING = frozenset({"you", "we", "like", "thanks"})
"""Concepts by which a block turns to the reader."""


def find_runs(evidence: Sequence[Evidence], opinions: Sequence[float], facts: Facts) -> set[int]:
    """Return the indices of the blocks that are boilerplate by weight of evidence."""
    doubts = map(_doubt, evidence)
    text = _Weighed(evidence, list(map(sub, opinions, doubts)), facts)
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
    return _anchored(found, evidence, text.sure(found))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The blocks of a text with the opinion on each, in log-odds, the threshold taken off."""

    evidence: Sequence[Evidence]
    opinions: Sequence[float]
    facts: Facts

    def is_protected(self, index: int) -> bool:
        """Return whether a block stays whatever the opinion on it."""
        return _is_protected(self.evidence[index], self.facts)

    def likely(self) -> set[int]:
        """Return the blocks that are boilerplate by themselves, with what the site's pages say."""
        told = map(_of_the_site, self.evidence)
        sums = map(add, self.opinions, told)
        return {
            # The opinions have the threshold taken off: 0 is where removing begins.
            index
            for index, opinion in enumerate(sums)
            if opinion > 0 and not self.is_protected(index)
        }

    def sure(self, found: Iterable[int]) -> set[int]:
        """Return those whose words alone are evidence: names and numbers look like labels."""
        return {index for index in found if _is_sure(self.evidence[index], self.opinions[index])}

    def closing_run(self, found: Container[int]) -> Sequence[int]:
        """Return the blocks from a banner on to the end of a plain text, if none is clearly the article's.

        Nothing of the article is after it: a block there needs less evidence to be removed.
        """
        first = size = len(self.evidence)
        if any(each.block.context.selectors for each in self.evidence):
            return range(size, size)  # in a page its place tells more
        # From the end backwards: the first block that is the article's ends the search.
        for index in reversed(range(size)):
            if index in found:
                first = index
            elif self.opinions[index] <= CLOSING or self.is_protected(index):
                break
        return range(first, size)

    def edge_run(self, order: Sequence[int], found: Container[int]) -> Sequence[int]:
        """Return the run of boilerplate where *order* begins, at an edge: at least half is *found* anyway.

        A banner opens softly ("Enjoying this site?") and closes softly; at the edge of the text nothing
        of the article can lie beyond it.
        """
        last = gone = 0
        for length, index in enumerate(order, 1):
            each, opinion, goes = self.evidence[index], self.opinions[index], index in found
            if self.is_protected(index) or not (goes or _is_soft(each, opinion)):
                break
            goes = goes or _nearly_goes(each, opinion)
            # Soft lines in between must not outnumber those that are clearly boilerplate.
            gone += goes
            if goes and 2 * gone >= length:
                last = length
        # One block at an edge is no run: it may be the first or last sentence of the article.
        return order[:last] if gone > 1 else ()

    def joined(self, found: Iterable[int]) -> set[int]:
        """Return the short blocks next to *found* ones, of banners' words ("Remind me later")."""
        beside = {place + step for place in found for step in (-1, 1)}
        near = beside.intersection(range(len(self.evidence)))
        return {index for index in near if self._joins(index)}

    def _joins(self, index: int) -> bool:
        """Return whether a block is short and made of banners' words, and not clearly the article's."""
        each = self.evidence[index]
        if each.cover < COVERED or each.words.size > SOFT_WORDS:
            return False
        return self.opinions[index] > SOFT_EVIDENT and not self.is_protected(index)


def _is_sure(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block's words are evidence enough: the fewer they are, the surer they must be."""
    size = evidence.words.size
    speaks = len(evidence.concepts.keys() & SPEAKERS) > 1
    tests = (
        # The page's own ``articleBody`` leaves it out: that is the publisher's word.
        evidence.features.get("h:untold") == 1,
        size >= CERTAIN_WORDS and opinion > CERTAIN,
        size >= SURE_WORDS and opinion > SURE,
        size > SOFT_WORDS and opinion > LIKELY and speaks,
    )
    return any(tests)


def _nearly_goes(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block counts as boilerplate at an edge: it is an appeal by its words."""
    return asks(evidence) and opinion > (NEARLY_COVERED if evidence.cover >= DATA_COVER else NEARLY)


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
    is_short = evidence.words.size <= SHORT_WORDS
    telling = is_short or _is_marked(context) or bool(evidence.concepts.keys() - NEUTRAL)
    return KNOWN if telling else KNOWN / 2


def _is_marked(context: Context) -> bool:
    """Return whether a block has links or controls: articles have few of either."""
    return context.link_share > 0 or context.controls > 0


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
            kept.update(index for index in run if _belongs(index, anchors))
    return kept


def _is_anchor(evidence: Evidence) -> bool:
    """Return whether a block has evidence that holds by itself: one weak term in a short line does not."""
    if not has_evidence(evidence):
        return False
    context = evidence.block.context
    is_long = evidence.words.size > SOFT_WORDS
    if is_long or context.repeats or _is_marked(context):
        return True
    telling = evidence.concepts.keys() - NEUTRAL
    return len(telling) > 1 or bool(telling - WEAK)


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


def _belongs(index: int, anchors: Sequence[int]) -> bool:
    """Return whether a block of a run is near enough to one with evidence."""
    return any(abs(anchor - index) <= MAX_GAP for anchor in anchors)


def _is_data(evidence: Evidence) -> bool:
    """Whether it is a row of a table or an item of a list, in words that no banner uses, without links."""
    if evidence.cover >= DATA_COVER or _is_marked(evidence.block.context):
        return False
    if evidence.block.kind == "table_row":
        # The extractor sets this sign between cells; a row of one cell is often a box for layout.
        is_personal = not evidence.concepts.keys().isdisjoint(("you", "we"))
        return not is_personal or " | " in evidence.block.text
    return evidence.block.kind == "list_item" and evidence.cover == 0


def _is_protected(evidence: Evidence, facts: Facts) -> bool:
    # A headline may read as an appeal ("Support grows for …"); without it an article is not whole.
    if facts.title and evidence.block.text.strip() == facts.title.strip():
        return True
    if evidence.block.kind == "code" or _is_data(evidence):
        return True
    is_quoted = evidence.words.quote_share > _QUOTED_SHARE
    return evidence.words.size > (_QUOTED_WORDS if is_quoted else MAX_WORDS)


def _is_speech(evidence: Evidence) -> bool:
    """Return whether a block is somebody's speech, quoted or reported, and asks for nothing.

    The people of the news speak in the first person, of every day and of what it costs them.
    """
    context, concepts, features = evidence.block.context, evidence.concepts, evidence.features
    # A testimonial in a banner is a quotation as well, but one that asks, links or repeats.
    if context.repeats or _is_marked(context) or not PURPOSE.isdisjoint(concepts):
        return False
    is_neutral = NEUTRAL.issuperset(concepts)
    is_own_box = bool(features.get("h:own_words")) and "h:box_words" not in features
    is_long_quote = evidence.block.kind == "quote" and evidence.words.size >= SPEECH_WORDS
    is_quoted = is_long_quote or (is_neutral and (is_own_box or evidence.block.kind == "quote"))
    return is_quoted or _is_reported(concepts)


def _doubt(evidence: Evidence) -> float:
    """Return the log-odds more that a block needs to be removed: it is speech, it tells, or it is long."""
    size = len(evidence.block.text) if evidence.block.context.selectors else 0
    doublings = log2(max(size / USUAL_CHARS, 1))
    return max(SPEECH * _is_speech(evidence), TOLD * _tells(evidence)) + LONGER * doublings


def _tells(evidence: Evidence) -> bool:
    """Return whether a block of a page is a paragraph with few words of banners that turns to nobody."""
    context, concepts = evidence.block.context, evidence.concepts
    turning = SPEAKERS_BESIDE_QUOTES if "said" in concepts else SPEAKERS
    tests = (
        context.selectors,
        not context.repeats,
        not _is_marked(context),
        evidence.words.size >= TOLD_WORDS,
        evidence.cover < ASKING,
        turning.isdisjoint(concepts),
    )
    return all(tests)


def _is_reported(concepts: Container[str]) -> bool:
    """Return whether somebody says something of themselves, and nothing to the reader."""
    is_first_person = "we" in concepts or "i" in concepts
    return is_first_person and "said" in concepts and "you" not in concepts


def asks(evidence: Evidence) -> bool:
    """Return whether a block asks the reader for a gift in the words of an appeal."""
    gives = not evidence.concepts.keys().isdisjoint(CATEGORIES["donation"])
    return gives and "we" in evidence.concepts and evidence.cover >= ASKING
