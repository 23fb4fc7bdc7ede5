"""The evidence on each segment of a page, as numbers that the learned decision weighs.

One row a segment, one column a feature. Nothing here decides: rules, names, links, the extractor's
vote and the place in the page are columns among others, and ``decision`` weighs them together. The
columns of a page are made in one go, by numpy where many segments share a box. No library does it:
the features are of our own segments, verdicts and evidence.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np

from newscrawl.extract.body.feature_boxes import PlaceBoxes, add_boxes, add_kin, add_names
from newscrawl.extract.body.feature_table import Floats, Rows, Table
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.body.structure import is_same_site
from newscrawl.extract.body.tallies import tally
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.tags import HEADINGS
from newscrawl.model.items import BlockKind
from newscrawl.text.sentences import is_ended

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
TAGS = tuple(
    "p li h1 h2 h3 h4 div td th dd dt blockquote figcaption pre span section article body caption"
    " summary".split()
)
AROUND = tuple(
    "article main aside footer nav header figure form table ul ol section blockquote dl details li".split()
)
STYLES = ("em", "strong", "small", "mark")
VERDICTS = (
    "field.headline",
    "field.byline",
    "field.dateline",
    "structure.link",
    "structure.link-list",
    "structure.other-article",
    "selectors.",
)
NAMES_OF_GROUPS: Mapping[str, Sequence[str]] = {
    "extractor": ("taken",),
    "links": ("link", "hrefs"),
    "names": ("named", "selectors."),
    "data": ("described", "told", "title", "headline", "copies", "copy", "standfirst"),
    "kin": ("kin", "tags."),
    "words": (
        "chars width words word_chars commas digits uppers sentences ended colon capital lower"
        " question quotes date sign at bar ellipsis style. shared_words"
    ).split(),
    "place": ("",),
}
"""Groups of evidence, for people: parts of names of features; of several groups the first counts."""
SHIFTS = (-3, -2, -1, 1, 2, 3)
WINDOWS = (4, 12)
LONG_CHARS = 80
MAX_LONG_LINKS = 0.3
MAX_HREFS = 20
MAX_TITLE_LIKE = 400
"""A longer segment is not compared with the titles word by word."""
MAX_WORDS_CHARS = 2_000
"""So much of a segment is compared with the words of others."""
UNSPACED_CHARS = 12
"""A text with longer words in the mean is of a script without spaces."""
SENTENCE_ENDS = re.compile(r"[.!?…。！？।؟۔։](?:\s|$|['\"”’»)\]」』]|(?<=[。！？]))")
DATE_LIKE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d{2}\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\d{4}年|\d{1,2}月\d{1,2}日"
)
SIGN_LETTERS = ("©", "®", "™", "afp", "dpa", "(c)")
"""What a text with one of ``SIGNS`` has in lower case; looked for first, at a tenth of the cost."""
SIGNS = re.compile(r"[©®™]|\bAFP\b|\bdpa\b|\(c\)", re.IGNORECASE)
SHARES = tuple(
    "facebook.com/shar twitter.com/intent twitter.com/share twitter.com/home x.com/intent wa.me"
    " whatsapp: t.me/share mailto: pinterest. linkedin.com/share vk.com/share reddit.com/submit"
    " javascript:".split()
)
"""Parts, in lower case, of the targets of links that share the page."""
_MIN_TOLD, _HAS_TOLD, _MIN_DESCRIBED = 12, 200, 20
"""Characters of a text that is sought in the page's body, of that, and of a description, as trained."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """The facts that features are made of, apart from the segments.

    Attributes:
        host: Host of the page.
        taken: Indexes of the segments that the extractor took.
        verdicts: The verdicts of the rules.
        titles: Keys of the page's titles.
        standfirst: Index of the likely standfirst, or -1.
        description: The description that the page states.
        body: The text of the article in the page's data.
        language: The language that the page states.
        url: The URL of the page.
    """

    host: str
    taken: frozenset[int]
    verdicts: dict[int, Ruling]
    titles: frozenset[str]
    standfirst: int = -1
    description: str = ""
    body: str = ""
    language: str = ""
    url: str = ""


def features(segments: Sequence[Segment], seen: PageEvidence) -> tuple[list[str], Rows]:
    """Return the names of the features, and one row of them for each of *segments*."""
    table = Table(len(segments))
    boxes = PlaceBoxes(segments)
    # Made once for the whole page: two of the steps below compare words.
    words = [frozenset(_tokens_of(each.key[:MAX_WORDS_CHARS])) for each in segments]
    _add_words(table, segments)
    _add_structure(table, segments, seen.host, boxes)
    _add_evidence(table, segments, seen, words)
    _add_place(table, segments, seen)
    _add_stories(table, segments, boxes)
    # After the columns that it sums up; columns of
    # neighbours come last, since they shift all others.
    add_boxes(table, boxes)
    add_names(table, boxes)
    add_kin(table, segments, boxes)
    _add_shared_words(table, words)
    _add_neighbours(table)
    return table.names, table.rows()


def _flat(text: str) -> str:
    """Return the letters and digits of *text*, lower case, with nothing between them."""
    return key_of(text).replace(" ", "")


def _tokens_of(key: str) -> list[str]:
    """Return the words of a key; of a text without spaces, its pairs of characters."""
    words = key.split()
    if len(key) > UNSPACED_CHARS * (len(words) or 1):
        # Chinese and Japanese write no spaces: pairs of characters take the place of words.
        return [key[at : at + 2] for at in range(len(key) - 1)]
    return words


def _add_words(table: Table, segments: Sequence[Segment]) -> None:
    """Add the looks of the text of each segment, in any language."""
    texts = [each.text for each in segments]
    # Segments have text, so no length is zero below.
    chars = np.array([len(text) for text in texts], dtype=np.float64)
    table.add("chars", np.log1p(chars))
    width = table.add("width", [each.width for each in segments])
    words = table.add("words", [each.key.count(" ") + 1 for each in segments])
    table.add("word_chars", width / words)
    table.add("link_share", [each.link_share for each in segments])
    # Counted for all texts at once: a search per text and kind takes ten times as long.
    counts = tally(texts)
    for name in ("commas", "digits", "uppers"):
        table.add(name, counts[name] / chars)
    table.add("sentences", [len(SENTENCE_ENDS.findall(text)) for text in texts])
    table.add("ended", [is_ended(text) for text in texts])
    table.add("colon", [text[-1:] in ":：" for text in texts])
    table.add("capital", [text[:1].isupper() for text in texts])
    table.add("lower", [text[:1].islower() for text in texts])
    for name in ("question", "quotes"):
        table.add(name, counts[name] > 0)
    # Without a digit there is no date: the pattern is asked for few texts only.
    digits = counts["digits"].tolist()
    dates = [bool(some) and _shows_date(text) for text, some in zip(texts, digits, strict=True)]
    table.add("date", dates)
    table.add("sign", _have_sign(texts))
    for name in ("at", "bar"):
        table.add(name, counts[name] > 0)
    table.add("ellipsis", [text.endswith(("…", "...", "»", ">")) for text in texts])


def _shows_date(text: str) -> bool:
    """Return whether *text* begins with something like a date or a time."""
    # Dates of date lines are near the beginning; one in the middle of a paragraph tells nothing.
    return DATE_LIKE.search(text[:200]) is not None


def _have_sign(texts: Sequence[str]) -> Sequence[bool]:
    """Return for each of *texts* whether it has a sign of rights, or the name of a news agency."""
    suspects = _have_any(SIGN_LETTERS, [text.lower() for text in texts])
    return [
        is_suspect and SIGNS.search(text) is not None
        for is_suspect, text in zip(suspects, texts, strict=True)
    ]


def _have_any(parts: Sequence[str], texts: Sequence[str]) -> Sequence[bool]:
    """Return for each of *texts* whether it has one of *parts*."""
    # Asked of all texts together first: a page has a few of the parts, most texts have none.
    whole = "\n".join(texts)
    met = [part for part in parts if part in whole]
    return [any(part in text for part in met) for text in texts]


def _add_structure(table: Table, segments: Sequence[Segment], host: str, boxes: PlaceBoxes) -> None:
    """Add the tags around each segment, its kind, style, controls and links."""
    place = np.arange(table.count)
    tags = {tag: number for number, tag in enumerate(TAGS)}
    own = np.array([tags.get(each.tag, -1) for each in segments])
    table.add_matrix([f"tag.{tag}" for tag in TAGS], boxes.flags(place, own, len(TAGS)))
    kinds = np.array([KINDS.index(each.kind) for each in segments])
    table.add_matrix([f"kind.{kind}" for kind in KINDS], boxes.flags(place, kinds, len(KINDS)))
    outer = {tag: number for number, tag in enumerate(AROUND)}
    numbers = np.array([outer.get(level.tag, -1) for level in boxes.levels] or [-1])
    ends = np.cumsum(boxes.lengths) - 1
    above = np.ones(len(boxes.members), dtype=bool)
    above[ends[boxes.lengths > 0]] = False  # the innermost element is the segment's own
    flags = boxes.flags(boxes.owners[above], numbers[boxes.members[above]], len(AROUND))
    table.add_matrix([f"in.{tag}" for tag in AROUND], flags)
    table.add("depth", boxes.lengths)
    for style in STYLES:
        table.add(f"style.{style}", [each.style == style for each in segments])
    # A page of forms has hundreds; beyond a few the number says nothing more.
    table.add("controls", [min(each.controls.around(each.element), 20) for each in segments])
    _add_links(table, segments, host)


def _add_links(table: Table, segments: Sequence[Segment], host: str) -> None:
    """Add how many links each segment has, how many to its own site, whether one shares the page."""
    table.add("hrefs", [len(each.hrefs) for each in segments])
    # A paragraph with hundreds of links is a list of them, whatever the others lead to.
    near = [sum(is_same_site(href, host) for href in each.hrefs[:MAX_HREFS]) for each in segments]
    table.add("near_hrefs", near)
    targets = ["\n".join(each.hrefs[:MAX_HREFS]).lower() for each in segments]
    table.add("share_hrefs", _have_any(SHARES, targets))


def _add_evidence(
    table: Table, segments: Sequence[Segment], seen: PageEvidence, words: Sequence[frozenset[str]]
) -> None:
    """Add the evidence of rules, headline, description and data of the page on each segment."""
    # The rules are heard as evidence only: the weights know how far each can be trusted.
    spoken = np.zeros((table.count, len(VERDICTS)), dtype=bool)
    for place, each in enumerate(segments):
        if ruling := seen.verdicts.get(each.index):
            spoken[place] = [ruling.rule_id.startswith(name) for name in VERDICTS]
    table.add_matrix([f"verdict.{name}" for name in VERDICTS], spoken)
    table.add("standfirst", [each.index == seen.standfirst for each in segments])
    table.add("in_titles", [each.key in seen.titles for each in segments])
    # An empty title would be like every segment, and divides by its length.
    titles = [title for title in (frozenset(_tokens_of(title)) for title in seen.titles) if title]
    named = frozenset().union(*titles)
    likeness = [
        # A longer text has nearly all words of any title.
        _title_likeness(own, titles)
        if each.width < MAX_TITLE_LIKE and not named.isdisjoint(own)
        else (0.0, 0.0)
        for each, own in zip(segments, words, strict=True)
    ]
    table.add_matrix(("title_share", "title_covered"), np.array(likeness))
    # Without spaces: JSON-LD and page often part words of one text in different places.
    flats = [each.key.replace(" ", "") for each in segments]
    about, told = _flat(seen.description), _flat(seen.body)
    table.add("described", [_is_described(text, about) for text in flats])
    table.add(
        "told", [len(text) > _MIN_TOLD and text[:120] in told for text in flats] if told else 0
    )
    # Tells "not in the page's data" from "the page has no data", which says nothing.
    table.add("has_told", len(told) > _HAS_TOLD)
    copies = Counter(each.key for each in segments)
    table.add("copies", [copies[each.key] for each in segments])
    # Which of several equal texts it is: the first of a repeated label may be text, others are not.
    met: Counter[str] = Counter()
    order = []
    for each in segments:
        order.append(met[each.key])
        met[each.key] += 1
    table.add("copy", order)


def _title_likeness(own: frozenset[str], titles: Sequence[frozenset[str]]) -> tuple[float, float]:
    """Return the share (0–1) of a segment's words that a title has, and of a title's that it has."""
    shared = [len(own & title) for title in titles]
    covered = (count / len(title) for count, title in zip(shared, titles, strict=True))
    return max(shared, default=0) / (len(own) or 1), max(covered, default=0.0)


def _is_described(text: str, about: str) -> bool:
    """Return whether a text, and the page's description of itself, begin alike."""
    if min(len(text), len(about)) < _MIN_DESCRIBED:
        return False
    return text.startswith(about[:60]) or about.startswith(text[:60])


def _add_place(table: Table, segments: Sequence[Segment], seen: PageEvidence) -> None:
    """Add where each segment is: in the page, after the headline, among the segments taken."""
    place = np.arange(table.count)
    width = table.column("width")
    long = table.add("long", (width > LONG_CHARS) & (table.column("link_share") < MAX_LONG_LINKS))
    taken = table.add("taken", [each.index in seen.taken for each in segments])
    # ``or 1.0``: a page without text has shares of zero, not a division by it.
    total, long_total = width.sum() or 1.0, (width * long).sum() or 1.0
    table.add("place", place / table.count)
    table.add("index", place)
    table.add("count", table.count)
    table.add("long_total", long_total)
    table.add("long_before", (np.cumsum(width * long) - width * long) / long_total)
    table.add("taken_long", (width * long * taken).sum() / long_total)
    table.add("taken_share", (width * taken).sum() / total)
    head = next(
        (each.index for each in segments if each.tag == "h1" or each.key in seen.titles), None
    )
    table.add("after_head", np.clip(place - (-100 if head is None else head), -100, 200))
    table.add("has_head", head is not None)
    for name, chosen, before, behind in (("", taken, 100, 300), ("_long", taken * long, 50, 50)):
        at = np.flatnonzero(chosen)
        # With nothing taken every segment is after the first and none before the last.
        first, last = (at[0], at[-1]) if len(at) else (-1, -1)
        table.add(f"after_first{name}", np.clip(place - first, -before, behind))
        table.add(f"before_last{name}", np.clip(last - place, -before, behind))


def _add_stories(table: Table, segments: Sequence[Segment], boxes: PlaceBoxes) -> None:
    """Add which story of the page each segment may belong to: its ``article`` element, the heading above."""
    is_article = np.array([level.tag == "article" for level in boxes.levels], dtype=bool)
    inner, outer, _ = boxes.ends_among(is_article)
    around: Floats = np.zeros(table.count)
    # A page of bare text has no boxes.
    if len(boxes.members):
        around = np.bincount(boxes.owners, is_article[boxes.members], table.count).astype(
            np.float64
        )
    long = boxes.total(table.column("width") * table.column("long"))
    heads = boxes.total(
        ((table.column("tag.h1") > 0) | (table.column("in_titles") > 0)).astype(np.float64)
    )
    table.add("story.depth", around)
    table.add("story.count", len(np.unique(outer[outer != boxes.nowhere])))
    for name, box in (("inner", inner), ("outer", outer)):
        table.add(f"story.{name}_long", long[box] / (long.max() or 1))
        table.add(f"story.{name}_head", heads[box] > 0)
    heading = np.array([each.tag in HEADINGS for each in segments])
    # The index of the last heading at or before each segment, without a loop.
    at = np.maximum.accumulate(np.where(heading, np.arange(table.count), -1))
    known = at >= 0
    table.add("heading.back", np.where(known, np.minimum(np.arange(table.count) - at, 100), -1))
    table.add("heading.link_share", np.where(known, table.column("link_share")[at], -1))
    table.add("heading.title", np.where(known, table.column("title_covered")[at], -1))


def _add_shared_words(table: Table, words: Sequence[frozenset[str]]) -> None:
    """Add the share of each segment's words that other long paragraphs have that were taken."""
    teaching = (table.column("taken") * table.column("long")).tolist()
    counts: Counter[str] = Counter()
    for own, teaches in zip(words, teaching, strict=True):
        if teaches:
            counts.update(own)
    # A paragraph that teaches has all its own words: only those that another has as well count.
    once = frozenset(counts)
    twice = frozenset(word for word, count in counts.items() if count > 1)
    shares = [
        len(own & (twice if teaches else once)) / (len(own) or 1)
        for own, teaches in zip(words, teaching, strict=True)
    ]
    table.add("shared_words", shares)


NEIGHBOURS = (
    "taken",
    "width",
    "link_share",
    "ended",
    "long",
    "verdict.selectors.",
    "kin.mean",
    "digits",
)


def _add_neighbours(table: Table) -> None:
    """Add the features of the neighbours of each segment."""
    columns = np.array([table.column(name) for name in NEIGHBOURS])
    for shift in SHIFTS:
        # -1 is met in none of these columns: beyond the first and last segment there is nothing.
        moved = np.full(columns.shape, -1.0)
        if abs(shift) < table.count:
            if shift < 0:
                moved[:, -shift:] = columns[:, :shift]
            else:
                moved[:, :-shift] = columns[:, shift:]
        table.add_matrix([f"{name}{shift:+d}" for name in NEIGHBOURS], moved.T)
    for reach in WINDOWS:
        for name in ("taken", "long", "link_share"):
            table.add(f"{name}~{reach}", _window_mean(table.column(name), reach))


def _window_mean(column: Floats, reach: int) -> Floats:
    """Return the mean of *column* over each place and *reach* places on either side."""
    # Differences of running sums: the window's width does not matter for the time.
    sums = np.concatenate(([0.0], np.cumsum(column)))
    place = np.arange(len(column))
    start, stop = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(column))
    return np.asarray((sums[stop] - sums[start]) / (stop - start), dtype=np.float64)
