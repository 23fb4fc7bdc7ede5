"""Guards of what stays: the headline, code, data, speech, and what needs more evidence to be removed.

The first stay whatever the evidence (``is_protected``); for speech, for a paragraph that tells
something, and the longer a block is, the evidence must be stronger (``doubt_of``).
"""

import re
from collections.abc import Container, Mapping
from math import log2

from newscrawl.boilerplate.corrections import is_correction
from newscrawl.boilerplate.features import NEUTRAL, Evidence
from newscrawl.boilerplate.surroundings import is_marked, is_set_apart
from newscrawl.model.items import Block, Facts

DATA_COVER = 0.5
"""Share (0–1) of boilerplate terms at which a row of a table is no data."""

BULLETS = frozenset("•‣◦▪■●○△▲▶►◆◇")
"""Signs before an item of a list that is not marked up as one …"""

MAX_TYPED_WORDS = 14
"""… if it has no more words: terms of use are typed so, too."""

MAX_WORDS = 160
"""Longer blocks are never boilerplate: no banner says so much in one paragraph."""

PURPOSE = frozenset(
    {"give", "join", "subscribe", "newsletter", "app", "cookie", "share", "ad", "licence", "access",
     "account", "follow", "network", "campaign", "payment", "related", "comments", "audio", "disclosure",
     "notice", "machine"}
)  # fmt: skip
"""Concepts that say what a banner is for: without one, a link or a control somebody's words are no banner."""

SPEECH = 7.0
"""Log-odds more that somebody's speech needs: of 1,037 banners on labelled pages 902 went when it was
held back altogether, 907 when it needed 2.5 more, and no other paragraph. A plain quotation may reach
6.5 with trees of 31 leaves, whose sums go further; some 7 of 1,953 banners stay that went with 5."""

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

ASKING = 0.15
"""Share (0–1) of boilerplate terms at which a block can be an appeal."""

_QUOTED_SHARE, _QUOTED_WORDS = 0.5, 6
"""A block of more words, quoted above this share (0–1), is somebody's speech."""
_COLON_AFTER = re.compile(r"[^.!?,;:：。！？\n]{0,14}[:：]")
"""The end of the words by which somebody is announced: a word or two more, and a colon."""
_PERSONAL = frozenset({"you", "we"})
SPEAKERS = frozenset({"you", "we", "outlet"})
SPEAKERS_BESIDE_QUOTES = SPEAKERS - {"we"}
"""Those that tell where somebody is quoted, who says "we" as well."""


def _is_data(evidence: Evidence) -> bool:
    """Return whether a block is a row of a table or an item of a list, in words that no banner uses.

    It has no links.
    """
    if evidence.cover >= DATA_COVER:
        return False
    is_data = _is_row(evidence) or _is_item(evidence)
    return is_data and not is_marked(evidence.block.context)


def _is_row(evidence: Evidence) -> bool:
    """Return whether a block is a row of several cells, or of one that turns to nobody."""
    if evidence.block.kind != "table_row":
        return False
    # The extractor sets this sign between cells; a row of one cell is often a box for layout.
    has_cells = " | " in evidence.block.text
    return has_cells or _PERSONAL.isdisjoint(evidence.concepts)


def _is_item(evidence: Evidence) -> bool:
    """Return whether a block is an item of a list, or typed like one, without a term of banners."""
    block = evidence.block
    has_bullet = block.text[:1] in BULLETS
    is_typed = has_bullet and evidence.words.size <= MAX_TYPED_WORDS
    is_item = is_typed or block.kind == "list_item"
    return is_item and evidence.cover == 0


def is_protected(evidence: Evidence, facts: Facts) -> bool:
    """Return whether a block stays whatever the opinion on it.

    It is the headline, code, data, speech, a long text, or a correction of the article.
    """
    words = evidence.words
    is_quoted = words.quote_share > _QUOTED_SHARE
    most = _QUOTED_WORDS if is_quoted else MAX_WORDS
    reasons = (
        words.size > most,
        evidence.block.kind == "code",
        _is_headline(evidence.block, facts),
        _is_data(evidence),
        _is_correction(evidence),
    )
    return any(reasons)


def _is_correction(evidence: Evidence) -> bool:
    """Return whether a block corrects the article; one that turns to the reader asks for corrections."""
    return "you" not in evidence.concepts and is_correction(evidence.block.text)


def _is_headline(block: Block, facts: Facts) -> bool:
    """Return whether a block is the headline: without it an article is not whole.

    It may read as an appeal ("Support grows for …").
    """
    title = (facts.title or "").strip()
    return title == block.text.strip() and title != ""


def doubt_of(evidence: Evidence) -> float:
    """Return the log-odds more that a block needs to be removed: it is speech, it tells, or it is long."""
    block = evidence.block
    size = len(block.text) if block.context.selectors else 0
    doublings = log2(max(size / USUAL_CHARS, 1))
    doubt = max(
        SPEECH * _is_speech(evidence),
        TOLD * _tells(evidence),
    )
    return doubt + LONGER * doublings


def _is_speech(evidence: Evidence) -> bool:
    """Return whether a block is somebody's speech: quoted or reported, and asks for nothing, or announced.

    The people of the news speak in the first person, of every day and of what it costs them.
    """
    if is_set_apart(evidence.block.context):
        return False
    # A testimonial in a banner is a quotation as well, but one that asks.
    is_asking = not PURPOSE.isdisjoint(evidence.concepts)
    is_said = _is_quoted(evidence) or _is_reported(evidence.concepts)
    if is_said and not is_asking:
        return True
    return _is_announced(evidence)


def _is_quoted(evidence: Evidence) -> bool:
    """Return whether a block is a quotation by its element, or in a box of the article's own."""
    is_neutral = NEUTRAL.issuperset(evidence.concepts)
    if evidence.block.kind == "quote":
        return is_neutral or evidence.words.size >= SPEECH_WORDS
    return is_neutral and _is_in_own_box(evidence.features)


def _is_in_own_box(features: Mapping[str, float]) -> bool:
    """Return whether a block is in a box that only its article's own parts have names of."""
    is_own = features.get("h:own_words", 0) > 0
    return is_own and "h:box_words" not in features


def _is_reported(concepts: Container[str]) -> bool:
    """Return whether somebody says something of themselves, and nothing to the reader."""
    is_first_person = "we" in concepts or "i" in concepts
    is_reported = is_first_person and "said" in concepts
    return is_reported and "you" not in concepts


def _is_announced(evidence: Evidence) -> bool:
    """Return whether a block says who speaks, and then, after a colon, what: that may be an appeal."""
    text = evidence.words.text
    said = (hit for hit in evidence.hits if hit.concept == "said")
    colons = (_COLON_AFTER.match(text, hit.end) for hit in said)
    return any(colons)


def _tells(evidence: Evidence) -> bool:
    """Return whether a block of a page is a paragraph with few words of banners that turns to nobody."""
    context, concepts = evidence.block.context, evidence.concepts
    turning = SPEAKERS_BESIDE_QUOTES if "said" in concepts else SPEAKERS
    tests = (
        context.selectors,
        not is_set_apart(context),
        evidence.words.size >= TOLD_WORDS,
        evidence.cover < ASKING,
        turning.isdisjoint(concepts),
    )
    return all(tests)
