"""The choice of a page's text by the extractor's reading, the rules and the learned weights.

A recipe of named steps: ``take`` asks the extractor, ``consider`` the rules, ``observe`` puts both
and the page's own claims together, ``decision.weigh`` weighs them. What is not text carries a
verdict; reasons of the weights are put into words only for what is shown as removed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from operator import attrgetter

import numpy as np
from lxml.html import HtmlElement

from newscrawl.extract.body.addresses import addresses_of
from newscrawl.extract.body.alignment import align
from newscrawl.extract.body.built_alike import sentences_among
from newscrawl.extract.body.captions import in_captions, quote_sources
from newscrawl.extract.body.cards import CARD, lines_of_cards
from newscrawl.extract.body.clues import PageFacts
from newscrawl.extract.body.copies import enclosing
from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.dialogs import dialog_verdicts
from newscrawl.extract.body.endings import below_footer
from newscrawl.extract.body.extractor import body_keys
from newscrawl.extract.body.features import PageEvidence
from newscrawl.extract.body.fields import (
    BYLINE,
    DATELINE,
    OWN_BYLINE,
    OWN_DATELINE,
    judge_fields,
)
from newscrawl.extract.body.labelled import labelled_parts
from newscrawl.extract.body.marks import marks_of
from newscrawl.extract.body.numbered import numbered_headings
from newscrawl.extract.body.own_urls import own_urls
from newscrawl.extract.body.pinned import Pinned
from newscrawl.extract.body.polls import polls_of
from newscrawl.extract.body.profile import ProfileVerdicts
from newscrawl.extract.body.pulled import pulled_quotes
from newscrawl.extract.body.rulings import (
    WIDTH,
    Ruling,
    Verdicts,
    indexes_of,
    ruled,
    width_at,
    width_of,
)
from newscrawl.extract.body.scrambled import scrambled_of
from newscrawl.extract.body.sections import headings_of, lines_among, listed_sections
from newscrawl.extract.body.siblings import siblings_of
from newscrawl.extract.body.signatures import signed_threads
from newscrawl.extract.body.standfirst import find_standfirst
from newscrawl.extract.body.structure import HEADLINE, LINK_ONLY, find_rulings, next_stories
from newscrawl.extract.body.threads import running_chars, weigh_without, weigh_without_threads
from newscrawl.extract.segmentation.segments import Segment

COPY = Ruling("other", "structure.copy", "It stands on the page twice; the text has it once.")
FAR_BEHIND = Ruling(
    "related",
    "structure.far-behind",
    "It stands well behind the text, in other elements, and the extractor left it out: something"
    " else.",
)
ELSEWHERE = Ruling(
    "other",
    "profile.elsewhere",
    "The texts of this site's articles have stood in other elements, on every page that was checked.",
)
CAPTION = Ruling(
    "field", "field.caption", "It is the caption of a picture; it is a field of the record."
)
MAX_CAPTIONS_SHARE = 0.3
"""Share (0–1) of a page's text beyond which captions are text."""
SURE = 0.9
"""Chance (0–1) of being text at which a line that looks like a byline or a date line is believed."""
BARE_CHANCE, BARE_LINKS, MIN_INSIDE = 0.25, 0.3, 3
"""A bare text next to a block of the text, in the box of so many: its chance, its share of links."""
NOTE_CHANCE, NOTE_LEVELS = 0.1, 3
"""Chance (0–1) of being text at which a note stays; how near to it the element is that marks name."""
CAPITALS = 0.8
"""Share (0–1) of capitals among the letters of a line that shouts."""
MAX_HEADLINE_CHARS = 400
"""A longer block that is marked as the headline holds more than it."""
OWN_LINES = frozenset({OWN_BYLINE, OWN_DATELINE})
"""Lines above the text that are fields for sure."""
LINES = frozenset({BYLINE, DATELINE})
"""Lines that are fields where the weights do not hold them for text."""
_HREFS = attrgetter("hrefs")


@dataclass(frozen=True, slots=True)
class Choice:
    """The segments of a page that are its text, and the verdicts on the others.

    Attributes:
        kept: Indexes of the segments that are text.
        taken: Those that the extractor took.
        verdicts: Why others are not, as far as a rule says so.
        weighed: The chances of all, where they were weighed.
        asked: Whether the extractor was asked; else ``taken`` is what the site's profile foretold.
        foretold: How far (0–1) what the profile foretold is what was kept; ``None``: it foretold
            nothing.
        alone: The text by the site's profile alone, of a page that was read in full; ``None``: it
            cannot tell.
    """

    kept: frozenset[int]
    taken: frozenset[int]
    verdicts: Verdicts
    weighed: Weighed | None = None
    asked: bool = True
    foretold: float | None = None
    alone: frozenset[int] | None = None

    def settled(self, opinion: ProfileVerdicts, pinned: Pinned) -> "Choice":
        """Return the choice after the site's profile and the pins had their say, the pins last."""
        # Set operations from the weakest to the strongest:
        # profile, pins that remove, pins that keep.
        with_lost = self.kept | opinion.lost
        kept = with_lost - opinion.verdicts.keys() - pinned.prune.keys() | pinned.keep.keys()
        # Of several verdicts on one segment the strongest is the reason that the record gives.
        verdicts = self.verdicts | opinion.verdicts | pinned.prune
        return replace(self, kept=kept, verdicts=_without_kept(verdicts, kept))

    def without(self, verdicts: Verdicts) -> "Choice":
        """Return the choice without what *verdicts* name."""
        return replace(self, kept=self.kept - verdicts.keys(), verdicts=self.verdicts | verdicts)

    def among(
        self, segments: Sequence[Segment], places: Sequence[int], others: Verdicts
    ) -> "Choice":
        """Return the choice of some of *segments* as one of all of them.

        *places* are the indexes of those that were chosen from, *others* has the verdicts on the rest.
        """
        places_of = places.__getitem__
        verdicts = dict(zip(map(places_of, self.verdicts), self.verdicts.values(), strict=True))
        widths = list(map(WIDTH, segments))
        return replace(
            self,
            kept=frozenset(map(places_of, self.kept)),
            taken=frozenset(map(places_of, self.taken)),
            verdicts=verdicts | others,
            weighed=self.weighed and self.weighed.among(widths, places),
        )

    def with_segments(self, indexes: Set[int]) -> "Choice":
        """Return the choice with some segments more."""
        kept = self.kept | indexes
        return replace(self, kept=kept, verdicts=_without_kept(self.verdicts, kept))

    def with_reasons(self, indexes: Sequence[int]) -> Verdicts:
        """Return the verdicts on the segments at *indexes*: of a rule, or of the weights."""
        known = {index: self.verdicts[index] for index in indexes if index in self.verdicts}
        rest = [index for index in indexes if index not in known]
        if self.weighed is None:
            return known | dict.fromkeys(rest, ELSEWHERE)
        return known | self.weighed.verdicts(rest)


def _without_kept(verdicts: Verdicts, kept: frozenset[int]) -> Verdicts:
    """Return *verdicts* without those on segments that are *kept*."""
    return {index: verdict for index, verdict in verdicts.items() if index not in kept}


def choose_by(segments: Sequence[Segment], seen: PageEvidence, twice: Mapping[int, int]) -> Choice:
    """Choose the text among *segments* by what is known of them; *twice*: copies → what counts."""
    # Copies first: a menu or the text twice would shift the threshold for all other segments.
    weighed = weigh_without_threads(segments, seen).merged(twice)
    copies = dict.fromkeys(twice, COPY)
    chosen = weighed.chosen()
    beside = signed_threads(segments, chosen - copies.keys(), weighed, seen.titles)
    beside |= below_footer(segments, chosen - copies.keys(), weighed, seen.titles)
    # What is no part of the article says nothing of the other blocks: as on a page without it.
    if beside:
        weighed = weigh_without(segments, seen, beside.keys()).merged(twice)
        chosen = weighed.chosen()
    # Fields are judged among what is chosen: captions that are most of it are the text.
    fields = _field_verdicts(segments, seen, weighed, chosen) | dialog_verdicts(segments)
    fields |= marks_of(segments) | polls_of(segments) | scrambled_of(segments)
    fields |= next_stories(segments, seen.titles, seen.host)
    fields |= labelled_parts(segments, seen.titles, seen.language) | own_urls(segments, seen.url)
    fields |= beside
    kept = chosen - fields.keys() - copies.keys()
    # Only now: whether a block holds others tells nothing before those are known to be text.
    again = enclosing(segments, kept) | pulled_quotes(segments, kept)
    copies |= dict.fromkeys(again, COPY)
    kept -= copies.keys()
    # What follows the text is judged against what is left of it, so each cut sees the one before.
    cards = dict.fromkeys(weighed.cards_after(kept), CARD)
    cards |= dict.fromkeys(
        lines_of_cards(segments, kept - cards.keys(), seen, weighed.chances), CARD
    )
    left = kept - cards.keys()
    cards |= dict.fromkeys(weighed.far_behind(left) | weighed.outside(left), FAR_BEHIND)
    kept -= cards.keys()
    # Last of all, in doubt for the text: each rule here needs neighbours that stay for sure.
    lists = listed_sections(segments, kept, weighed)
    kept |= lists - fields.keys() - copies.keys()
    doubted = headings_of(segments, kept, weighed) | notes_of(segments, kept, weighed)
    doubted |= lines_among(segments, kept, weighed) | sentences_among(segments, kept, weighed)
    doubted |= bare_texts(segments, kept, weighed) | addresses_of(segments, kept, weighed)
    doubted |= quote_sources(segments, kept)
    # What a rule speaks against is no sibling of the text, whatever its box.
    alike = siblings_of(segments, kept, weighed) | numbered_headings(segments, kept, weighed)
    doubted |= alike - seen.verdicts.keys() - cards.keys()
    # Fields and copies are known by more than a chance; doubt does not bring them back.
    kept |= doubted - fields.keys() - copies.keys()
    return Choice(
        kept, seen.taken, _without_kept(cards | seen.verdicts | fields | copies, kept), weighed
    )


def bare_texts(
    segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed
) -> frozenset[int]:
    """Return the bare texts in the box of blocks of the text, right next to one: in doubt they stay."""
    # ``path[-1]`` is the element of the block itself,
    # ``path[-2]`` the box that it shares with others.
    inside = Counter(chain.from_iterable(segments[index].path[-2:-1] for index in kept))
    boxes = {box for box, number in inside.items() if number >= MIN_INSIDE}
    # Dates and named boxes stand bare beside paragraphs as well; they are no text of the article.
    likely = (weighed.chances >= BARE_CHANCE) & (weighed.column("verdict.selectors.") == 0)
    likely &= (weighed.column("link_share") < BARE_LINKS) & (weighed.column("date") == 0)
    found: set[int] = set()
    for index in set(np.flatnonzero(likely).tolist()) - kept:
        beside = kept.intersection((index - 1, index + 1))
        boxes_beside = {segments[near].path[-2] for near in beside if len(segments[near].path) > 1}
        if not boxes_beside.isdisjoint(boxes.intersection(segments[index].path[-1:])):
            found.add(index)
    return frozenset(found)


def notes_of(segments: Sequence[Segment], kept: frozenset[int], weighed: Weighed) -> frozenset[int]:
    """Return the notes below the text that marks in it lead to (``href="#fn1"``): in doubt they stay."""
    marks = _marks_in([segments[index] for index in kept])
    if not marks:
        return frozenset()
    below = filter(_may_be_note, segments[max(kept) + 1 :])
    likely = (each for each in below if weighed.chances[each.index] >= NOTE_CHANCE)
    return indexes_of(each for each in likely if not marks.isdisjoint(_ids_around(each)))


def _marks_in(text: Iterable[Segment]) -> set[str]:
    """Return the ids that links in the *text* lead to, within the page."""
    links = chain.from_iterable(map(_HREFS, text))
    # A fragment alone is within the page. Source: RFC 3986, section 4.4.
    return {href[1:] for href in links if href.startswith("#")} - {""}


def _may_be_note(segment: Segment) -> bool:
    """Return whether a segment is an item or a paragraph: others with an id are in a contents list."""
    return segment.kind == "list_item" or segment.tag == "p"


def _ids_around(segment: Segment) -> Iterator[str]:
    """Yield the ids of the elements that are near around a segment."""
    for level in segment.path[-NOTE_LEVELS:]:
        for selector in level.selectors:
            yield selector.partition("#")[2]


def _field_verdicts(
    segments: Sequence[Segment], seen: PageEvidence, weighed: Weighed, chosen: frozenset[int]
) -> Verdicts:
    """Return the verdicts on fields of the record: headline, byline, date line, captions.

    Captions that are a large part of the *chosen* text are the subject of the page; they stay.
    """
    fields = {
        index: verdict
        for index, verdict in seen.verdicts.items()
        if _is_field(verdict, segments[index], float(weighed.chances[index]))
        # Right below the headline its form is enough, however well it stands among the text.
        or (verdict in LINES and seen.verdicts.get(index - 1) is HEADLINE)
    }
    return _caption_verdicts(segments, chosen) | fields


def _caption_verdicts(segments: Sequence[Segment], chosen: frozenset[int]) -> Verdicts:
    """Return the verdicts on captions, where they are a small part of the *chosen* text."""
    captions = in_captions(segments)
    taken = [each for each in captions if each.index in chosen]
    whole = width_at(segments, chosen)
    # A gallery is an article of captions: where they are a large part, they are its text.
    is_small_part = width_of(taken) <= MAX_CAPTIONS_SHARE * whole
    has_others = len(taken) < len(chosen)
    return ruled(captions, CAPTION) if is_small_part and has_others else {}


def is_shouted(verdict: Ruling, segment: Segment) -> bool:
    """Return whether a paragraph is only a link to another page, in capitals: a teaser between others."""
    # Capitals alone are loud headings, links alone are references: both together are a teaser.
    is_link = verdict is LINK_ONLY and segment.tag == "p"
    if not is_link:
        return False
    letters = list(filter(str.isalpha, segment.text))
    return sum(map(str.isupper, letters)) >= CAPITALS * len(letters)


def _is_field(verdict: Ruling, segment: Segment, chance: float) -> bool:
    """Return whether *verdict* alone keeps a segment out of the text, whose *chance* to be text is known."""
    if verdict is HEADLINE:
        # Broken markup puts a whole article into one ``h1``: that is the headline and more.
        return len(segment.text) <= MAX_HEADLINE_CHARS
    if verdict in OWN_LINES:
        return True
    # Their form is that of many short lines of a text ("In
    # 2019, …"); the weights have seen the place.
    is_line = verdict in LINES and chance < SURE
    return is_line or is_shouted(verdict, segment)


def choose_all(segments: Sequence[Segment], clues: PageFacts) -> Choice:
    """Return the choice of all segments of an article's own tree, except those that a rule knows."""
    everything = indexes_of(segments)
    verdicts = consider(segments, everything, clues)
    return Choice(everything - verdicts.keys(), everything, verdicts)


def observe(tree: HtmlElement, segments: Sequence[Segment], clues: PageFacts) -> PageEvidence:
    """Return the evidence on the segments of a page that is weighed."""
    return observe_taken(segments, _take(tree, segments, clues.url), clues)


def observe_taken(
    segments: Sequence[Segment], taken: frozenset[int], clues: PageFacts
) -> PageEvidence:
    """Return the evidence on the segments, those that the extractor took being known."""
    verdicts = consider(segments, taken, clues)
    # The extractor's body is a first guess here: the real one is weighed with the standfirst in it.
    body = sorted(taken - verdicts.keys())
    standfirst = find_standfirst(segments, body, verdicts, clues.metadata)
    return PageEvidence(
        host=clues.host,
        taken=taken,
        verdicts=verdicts,
        titles=clues.titles,
        standfirst=-1 if standfirst is None else standfirst.index,
        description=clues.metadata.description or "",
        body=clues.evidence.body or "",
        language=clues.metadata.language or "",
        url=clues.url,
    )


def _take(tree: HtmlElement, segments: Sequence[Segment], url: str) -> frozenset[int]:
    """Return the indexes of the segments that the extractor takes for the article."""
    return align(body_keys(tree, url, running_chars(segments)), segments).kept


def consider(segments: Sequence[Segment], taken: frozenset[int], clues: PageFacts) -> Verdicts:
    """Return the verdicts of the rules on the segments."""
    # ``find_rulings`` wins: a headline that names the author is a headline.
    return judge_fields(segments, taken, clues.metadata) | find_rulings(
        segments, taken, clues.titles, clues.host
    )
