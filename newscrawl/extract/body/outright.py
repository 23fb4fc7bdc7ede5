"""The choice of a page's text in one of three ways, by how well its site is known.

Most pages are read in full: the extractor is asked, and all segments are weighed. Where the site's
profile foretells what the extractor would take, it is not asked (*brief*). Where what was foretold
was the very text on each of the last pages that were read in full, nothing is weighed either
(*outright*): a page then costs little more than its parsing. Whatever is odd about a page leads
back to the longer way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import count

from lxml.html import HtmlElement

from newscrawl.extract.body.captions import in_captions
from newscrawl.extract.body.choice import (
    CAPTION,
    COPY,
    MAX_HEADLINE_CHARS,
    Choice,
    choose_by,
    consider,
    observe,
    observe_taken,
)
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.copies import enclosing, is_mirrored, repeated, without_copies
from newscrawl.extract.body.dialogs import dialog_verdicts
from newscrawl.extract.body.foretell import (
    MAX_LINKS,
    MIN_WEIGHT,
    Foretold,
    alike,
    foretell,
    is_sure,
)
from newscrawl.extract.body.marks import marks_of
from newscrawl.extract.body.own_urls import own_urls
from newscrawl.extract.body.polls import polls_of
from newscrawl.extract.body.pulled import pulled_quotes
from newscrawl.extract.body.rulings import Verdicts, is_long, ruled
from newscrawl.extract.body.structure import HEADLINE, next_stories
from newscrawl.extract.body.threads import renumbered
from newscrawl.extract.segmentation.segments import Segment
from newscrawl.extract.segmentation.verse import weight
from newscrawl.text.sentences import is_ended

SENTENCE_CHARS = 25
BESIDE = 10
"""Running text so many segments before or after what was foretold, for which no rule has a reason, is
looked at: it may be the article's."""


def choose(tree: HtmlElement, segments: Sequence[Segment], clues: PageFacts) -> Choice:
    """Choose the text among *segments* of *tree*; a page that is there twice is weighed once."""
    copies = repeated(segments)
    if not is_mirrored(segments, copies):
        return _choose_among(tree, segments, clues, copies)
    once = [each for each in segments if each.index not in copies]
    numbered = list(map(renumbered, once, count()))
    chosen = _choose_among(without_copies(tree, segments, copies), numbered, clues, {})
    return chosen.among(segments, [each.index for each in once], dict.fromkeys(copies, COPY))


def _choose_among(
    tree: HtmlElement,
    segments: Sequence[Segment],
    clues: PageFacts,
    copies: Mapping[int, int],
) -> Choice:
    """Choose the text among *segments*, some of which are *copies* of others."""
    foretold = None if clues.profile is None else foretell(clues.profile, segments)
    if foretold is None:
        return choose_by(segments, observe(tree, segments, clues), copies)
    if clues.brief:
        known = _choose_known(segments, foretold, clues, copies)
        if known is not None:
            return known
    full = choose_by(segments, observe(tree, segments, clues), copies)
    # Read in full although foretold: both audit the profile.
    alone = _choose_outright(segments, foretold, clues, copies)
    widths = [each.width + 1 for each in segments]
    return replace(
        full,
        foretold=alike(widths, foretold.taken, full.kept),
        alone=None if alone is None else alone.kept,
    )


def _choose_known(
    segments: Sequence[Segment],
    foretold: Foretold,
    clues: PageFacts,
    copies: Mapping[int, int],
) -> Choice | None:
    """Choose the text without asking the extractor; ``None`` where that is not sure enough."""
    if clues.outright:
        chosen = _choose_outright(segments, foretold, clues, copies)
        if chosen is not None:
            return chosen
    brief = choose_by(segments, observe_taken(segments, foretold.taken, clues), copies)
    weighed = brief.weighed
    if weighed is None or not is_sure(weighed, foretold.taken, brief.kept):
        return None
    return replace(brief, asked=False)


def _choose_outright(
    segments: Sequence[Segment],
    foretold: Foretold,
    clues: PageFacts,
    copies: Mapping[int, int],
) -> Choice | None:
    """Take what was *foretold* for the text, but for what a rule knows; ``None`` on an odd page.

    Odd is a page with text in the body's place that the site's other pages did not have there so,
    with running text beside it that no rule explains, with few words, or with the updates of a live
    blog.
    """
    is_live = bool(clues.updates) or clues.evidence.live
    if is_live or not foretold.is_plain:
        return None
    verdicts = {
        **consider(segments, foretold.taken, clues),
        **dict.fromkeys(copies, COPY),
        **dialog_verdicts(segments),
        **marks_of(segments),
        **polls_of(segments),
        **own_urls(segments, clues.url),
        **next_stories(segments, clues.titles, clues.host),
        **ruled(in_captions(segments), CAPTION),
    }
    kept = foretold.taken - verdicts.keys()
    again = enclosing(segments, kept) | pulled_quotes(segments, kept)
    verdicts |= dict.fromkeys(again, COPY)
    kept -= verdicts.keys()
    if sum(weight(segments[index].key) for index in kept) < MIN_WEIGHT:
        return None
    beside = segments[max(0, min(kept) - BESIDE) : max(kept) + 1 + BESIDE]
    may_be_text = partial(_may_be_text, kept, verdicts)
    # In doubt the text stays: whoever weighs it sees more.
    if any(map(may_be_text, filter(_is_running, beside))):
        return None
    return Choice(kept, foretold.taken, verdicts, asked=False)


def _is_running(segment: Segment) -> bool:
    """Return whether *segment* is a long paragraph, or a sentence that is no link."""
    if is_long(segment):
        return True
    is_sentence = segment.width >= SENTENCE_CHARS and is_ended(segment.text)
    return is_sentence and segment.link_share < MAX_LINKS


def _may_be_text(kept: frozenset[int], verdicts: Verdicts, segment: Segment) -> bool:
    """Return whether no rule explains why *segment* is not *kept*, or only one that may take too much."""
    if segment.index in kept:
        return False
    verdict = verdicts.get(segment.index)
    # Broken markup puts a whole article into one ``h1``.
    is_more = verdict is HEADLINE and len(segment.text) > MAX_HEADLINE_CHARS
    return verdict is None or is_more
