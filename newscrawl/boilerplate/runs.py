"""Runs of boilerplate: the sum of the evidence on a block and on its neighbours.

Every block gets an opinion (``model``): how far its own evidence and that of the blocks around it
pass what removing needs. Guards then give back what must stay: the headline, code, rows of data,
blocks that mostly quote somebody, blocks that nothing but their place speaks against, and
everything, if nearly everything would be removed: then an editorial or a letter *is* the article.
"""

from collections.abc import Iterator, Sequence

from newscrawl.boilerplate.features import NEUTRAL, Evidence
from newscrawl.boilerplate.reasons import CATEGORIES
from newscrawl.boilerplate.surroundings import SHORT_WORDS, has_evidence
from newscrawl.model.items import Facts

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

CLOSING = -2.0
"""Log-odds at which a block goes between a banner and the end of the text."""

PURPOSE = frozenset(
    {"give", "join", "subscribe", "newsletter", "app", "cookie", "share", "ad", "licence", "access",
     "account", "follow", "network", "campaign", "payment", "related", "comments", "audio", "disclosure",
     "notice", "machine"}
)  # fmt: skip
"""Concepts that say what a banner is for: without one, a link or a control somebody's words are no banner."""

SPEECH = 4.0
"""Log-odds more that somebody's speech needs: held back altogether it cost 5 banners of 524 labelled pages, and
saved no paragraph of them."""

SPEECH_WORDS = 5
"""Words at which a quotation is one: a shorter one with a term of banners is a label in such a box."""

SOFT = -1.8
"""Log-odds at which a short block goes with the run of boilerplate between it and the text …"""

NEARLY = -1.0
"""… which an appeal by its words counts for, too …"""

NEARLY_COVERED = -1.5
"""… and at which one that is made of banners' words …"""

SOFT_EVIDENT = -3.5
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


def find_runs(evidence: Sequence[Evidence], opinions: Sequence[float], facts: Facts) -> set[int]:
    """Return the indices of the blocks that are boilerplate by weight of evidence."""
    speech = [SPEECH if _is_speech(each) else 0.0 for each in evidence]
    opinions = [opinion - more for opinion, more in zip(opinions, speech, strict=True)]
    found = {
        index
        for index, each in enumerate(evidence)
        # The opinions have the threshold taken off: 0 is where removing begins.
        if opinions[index] + _of_the_site(each) > 0 and not _is_protected(each, facts)
    }
    # Before the edges: a closing banner makes the edge at which softer lines are looked for.
    found.update(_closing_run(found, opinions, evidence, facts))
    found |= _joined(found, opinions, evidence, facts)
    for order in (range(len(evidence)), range(len(evidence) - 1, -1, -1)):
        found.update(_edge_run(order, found, opinions, evidence, facts))
    # Once more, since the runs at the edges have new neighbours.
    found |= _joined(found, opinions, evidence, facts)
    # Last, as it looks at whole runs: a run that is nothing but soft lines is given back.
    return _anchored(found, evidence, _sure(found, opinions, evidence))


def _closing_run(
    found: set[int], opinions: Sequence[float], evidence: Sequence[Evidence], facts: Facts
) -> Sequence[int]:
    """Return the blocks from a banner on to the end of a plain text, if none is clearly the article's.

    Nothing of the article is after it: a block there needs less evidence to be removed.
    """
    first = size = len(evidence)
    if any(each.block.context.selectors for each in evidence):
        return range(size, size)  # in a page its place tells more
    for index in range(size - 1, -1, -1):
        if index in found:
            first = index
        # From the end backwards: the first block that is the article's ends the search.
        elif opinions[index] <= CLOSING or _is_protected(evidence[index], facts):
            break
    return range(first, size)


def _sure(found: set[int], opinions: Sequence[float], evidence: Sequence[Evidence]) -> set[int]:
    """Return those whose words alone are evidence: sentences, since names and numbers look like labels."""
    return {index for index in found if _is_sure(evidence[index], opinions[index])}


def _is_sure(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block's words are evidence enough: the fewer they are, the surer they must be."""
    size = evidence.words.size
    # The page's own ``articleBody`` leaves it out: that is the publisher's word.
    if evidence.features.get("h:untold") == 1 or (opinion > CERTAIN and size >= CERTAIN_WORDS):
        return True
    says = len(evidence.concepts.keys() & {"you", "we", "outlet"}) > 1
    return (opinion > SURE and size >= SURE_WORDS) or (
        opinion > LIKELY and size > SOFT_WORDS and says
    )


def _nearly_goes(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block counts as boilerplate at an edge: it is an appeal by its words."""
    return asks(evidence) and opinion > (NEARLY_COVERED if evidence.cover >= DATA_COVER else NEARLY)


def _is_soft(evidence: Evidence, opinion: float) -> bool:
    """Return whether a block can be the soft end of a banner: it is short, or turns to the reader."""
    short = evidence.words.size <= SOFT_WORDS
    if short:
        evident = has_evidence(evidence) and evidence.cover >= SOFT_COVER
        return opinion > (SOFT_EVIDENT if evident else SOFT)
    turns = bool(evidence.concepts.keys() & {"you", "we", "like", "thanks"})
    return turns and evidence.cover >= ASKING and opinion > SOFT


def _joined(
    found: set[int], opinions: Sequence[float], evidence: Sequence[Evidence], facts: Facts
) -> set[int]:
    """Return the short blocks next to *found* ones that are made of banners' words ("Remind me later")."""
    return {
        index
        for place in found
        for index in (place - 1, place + 1)
        if 0 <= index < len(evidence)
        and evidence[index].cover >= COVERED
        and evidence[index].words.size <= SOFT_WORDS
        and opinions[index] > SOFT_EVIDENT
        and not _is_protected(evidence[index], facts)
    }


def _edge_run(
    order: Sequence[int],
    found: set[int],
    opinions: Sequence[float],
    evidence: Sequence[Evidence],
    facts: Facts,
) -> Sequence[int]:
    """Return the run of boilerplate at the edge where *order* begins: at least half of it is *found* anyway.

    A banner opens softly ("Enjoying this site?") and closes softly; at the edge of the text nothing
    of the article can lie beyond it.
    """
    last = gone = 0
    for length, index in enumerate(order, 1):
        soft = _is_soft(evidence[index], opinions[index])
        if _is_protected(evidence[index], facts) or not (index in found or soft):
            break
        goes = index in found or _nearly_goes(evidence[index], opinions[index])
        # Soft lines in between must not outnumber those that are clearly boilerplate.
        gone += goes
        if goes and 2 * gone >= length:
            last = length
    # One block at an edge is no run: it may be the first or last sentence of the article.
    return order[:last] if gone > 1 else ()


def _of_the_site(evidence: Evidence) -> float:
    """Return how much the known pages of the site add to the opinion on a block, in log-odds."""
    context = evidence.block.context
    if context.repeats:  # background paragraphs of articles recur, too
        telling = (
            bool(evidence.concepts.keys() - NEUTRAL)
            or context.link_share > 0
            or context.controls > 0
        )
        # Background paragraphs are long and speak of nothing that banners do: for them half counts.
        return KNOWN if telling or evidence.words.size <= SHORT_WORDS else KNOWN / 2
    return -UNSEEN if context.compared >= MIN_COMPARED else 0.0


def _anchored(found: set[int], evidence: Sequence[Evidence], sure: set[int]) -> set[int]:
    """Return those of *found* that are *sure*, have evidence of their own, or belong to neighbours that do.

    To be apart, to be short or to look alike is no evidence: verse, questions and answers,
    programmes and results of an article do so too.
    """
    kept: set[int] = set()
    for run in _runs_of(found):
        anchors = [index for index in run if index in sure or _is_anchor(evidence[index])]
        if len(anchors) >= MIN_ANCHORED * len(run):
            kept.update(index for index in run if _belongs(index, anchors))
        else:
            kept.update(anchors)
    return kept


def _is_anchor(evidence: Evidence) -> bool:
    """Return whether a block has evidence that holds by itself: one weak term in a short line does not."""
    if not has_evidence(evidence):
        return False
    context = evidence.block.context
    if (
        context.link_share
        or context.controls
        or context.repeats
        or evidence.words.size > SOFT_WORDS
    ):
        return True
    telling = evidence.concepts.keys() - NEUTRAL
    return len(telling) > 1 or bool(telling - WEAK)


def _runs_of(found: set[int]) -> Iterator[Sequence[int]]:
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
    context = evidence.block.context
    if context.link_share or context.controls or evidence.cover >= DATA_COVER:
        return False
    if evidence.block.kind == "table_row":
        # The extractor sets this sign between cells; a row of one cell is often a box for layout.
        return " | " in evidence.block.text or not evidence.concepts.keys() & {"you", "we"}
    return evidence.block.kind == "list_item" and evidence.cover == 0


def _is_protected(evidence: Evidence, facts: Facts) -> bool:
    # A headline may read as an appeal ("Support grows for …"); without it an article is not whole.
    if facts.title and evidence.block.text.strip() == facts.title.strip():
        return True
    size = evidence.words.size
    if evidence.block.kind == "code" or _is_data(evidence):
        return True
    is_quoted = evidence.words.quote_share > _QUOTED_SHARE
    return size > MAX_WORDS or (is_quoted and size > _QUOTED_WORDS)


def _is_speech(evidence: Evidence) -> bool:
    """Return whether a block is somebody's speech, quoted or reported, and asks for nothing.

    The people of the news speak in the first person, of every day and of what it costs them.
    """
    context, concepts = evidence.block.context, evidence.concepts.keys()
    # A testimonial in a banner is a quotation as well, but one that asks, links or repeats.
    if context.link_share or context.controls or context.repeats or concepts & PURPOSE:
        return False
    quoted = evidence.block.kind == "quote" and (
        evidence.words.size >= SPEECH_WORDS or not evidence.concepts.keys() - NEUTRAL
    )
    if evidence.features.get("h:own_words") and "h:box_words" not in evidence.features:
        quoted = quoted or not concepts - NEUTRAL
    return quoted or ("said" in concepts and bool(concepts & {"we", "i"}) and "you" not in concepts)


def asks(evidence: Evidence) -> bool:
    """Return whether a block asks the reader for a gift in the words of an appeal."""
    given = evidence.concepts.keys() & set(CATEGORIES["donation"])
    return bool(given) and "we" in evidence.concepts and evidence.cover >= ASKING
