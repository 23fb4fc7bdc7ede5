"""The evidence on each segment of a page, as numbers that the learned decision weighs.

One row a segment, one column a feature. Nothing here decides: rules, names, links, the extractor's
vote and the place in the page are columns among others, and ``decision`` weighs them together. The
columns of a page are made in one go, by numpy where many segments share a box. No library does it:
the features are of our own segments, verdicts and evidence.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, product
from operator import attrgetter, truediv
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from newscrawl.extract.body.feature_boxes import PlaceBoxes, add_boxes, add_kin, add_names
from newscrawl.extract.body.feature_table import Floats, Rows, Table
from newscrawl.extract.body.feature_texts import add_words, have_any
from newscrawl.extract.body.rulings import Ruling
from newscrawl.extract.body.structure import is_same_site
from newscrawl.extract.segmentation.segments import Segment, key_of
from newscrawl.extract.tags import HEADINGS
from newscrawl.model.items import BlockKind

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
_TAG_COLUMNS = tuple(f"tag.{tag}" for tag in TAGS)
_AROUND_COLUMNS = tuple(f"in.{tag}" for tag in AROUND)
_KIND_COLUMNS = tuple(f"kind.{kind}" for kind in KINDS)
_STYLE_COLUMNS = tuple(f"style.{style}" for style in STYLES)
_VERDICT_COLUMNS = tuple(f"verdict.{name}" for name in VERDICTS)
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
MAX_CONTROLS = 20
MAX_TITLE_LIKE = 400
"""A longer segment is not compared with the titles word by word."""
MAX_WORDS_CHARS = 2_000
"""So much of a segment is compared with the words of others."""
UNSPACED_CHARS = 12
"""A text with longer words in the mean is of a script without spaces."""
SHARES = tuple(
    "facebook.com/shar twitter.com/intent twitter.com/share twitter.com/home x.com/intent wa.me"
    " whatsapp: t.me/share mailto: pinterest. linkedin.com/share vk.com/share reddit.com/submit"
    " javascript:".split()
)
"""Parts, in lower case, of the targets of links that share the page."""
_MIN_TOLD, _HAS_TOLD, _MIN_DESCRIBED = 12, 200, 20
"""Characters of a text that is sought in the page's body, of that, and of a description, as trained."""

_HREFS = attrgetter("hrefs")


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
    add_words(table, segments)
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


def _add_structure(table: Table, segments: Sequence[Segment], host: str, boxes: PlaceBoxes) -> None:
    """Add the tags around each segment, its kind, style, controls and links."""
    place = np.arange(table.count)
    own = _numbers_in(TAGS, [each.tag for each in segments])
    table.add_matrix(_TAG_COLUMNS, boxes.flags(place, own, len(TAGS)))
    kinds = _numbers_in(KINDS, [each.kind for each in segments])
    table.add_matrix(_KIND_COLUMNS, boxes.flags(place, kinds, len(KINDS)))
    # A page of bare text has no boxes.
    outer = _numbers_in(AROUND, [level.tag for level in boxes.levels] or [""])
    ends = np.cumsum(boxes.lengths) - 1
    above = np.ones(len(boxes.members), dtype=bool)
    above[ends[boxes.lengths > 0]] = False  # the innermost element is the segment's own
    flags = boxes.flags(boxes.owners[above], outer[boxes.members[above]], len(AROUND))
    table.add_matrix(_AROUND_COLUMNS, flags)
    table.add("depth", boxes.lengths)
    styles = _numbers_in(STYLES, [each.style for each in segments])
    table.add_matrix(_STYLE_COLUMNS, boxes.flags(place, styles, len(STYLES)))
    controls = [each.controls.around(each.element) for each in segments]
    # A page of forms has hundreds; beyond a few the number says nothing more.
    table.add("controls", np.minimum(controls, MAX_CONTROLS))
    _add_links(table, segments, host)


def _numbers_in(names: Sequence[str], values: Sequence[str]) -> NDArray[np.int64]:
    """Return the place of each of *values* among *names*; -1 for one that is none of them."""
    numbers = {name: number for number, name in enumerate(names)}
    return np.array([numbers.get(value, -1) for value in values])


def _add_links(table: Table, segments: Sequence[Segment], host: str) -> None:
    """Add how many links each segment has, how many to its own site, whether one shares the page."""
    table.add("hrefs", list(map(len, map(_HREFS, segments))))
    # A paragraph with hundreds of links is a list of them, whatever the others lead to.
    looked_at = [each.hrefs[:MAX_HREFS] for each in segments]
    near = [sum(is_same_site(href, host) for href in hrefs) for hrefs in looked_at]
    table.add("near_hrefs", near)
    targets = ["\n".join(hrefs).lower() for hrefs in looked_at]
    table.add("share_hrefs", have_any(SHARES, targets))


def _add_evidence(
    table: Table,
    segments: Sequence[Segment],
    seen: PageEvidence,
    words: Sequence[frozenset[str]],
) -> None:
    """Add the evidence of rules, headline, description and data of the page on each segment."""
    _add_rulings(table, segments, seen.verdicts)
    table.add("standfirst", [each.index == seen.standfirst for each in segments])
    _add_titles(table, segments, seen.titles, words)
    _add_told(table, segments, seen)
    _add_copies(table, segments)


def _add_rulings(table: Table, segments: Sequence[Segment], verdicts: Mapping[int, Ruling]) -> None:
    """Add the rules that speak against each segment."""
    # The rules are heard as evidence only: the weights know how far each can be trusted.
    spoken = np.zeros((table.count, len(VERDICTS)), dtype=bool)
    for place, each in enumerate(segments):
        ruling = verdicts.get(each.index)
        if ruling is not None:
            spoken[place] = list(map(ruling.rule_id.startswith, VERDICTS))
    table.add_matrix(_VERDICT_COLUMNS, spoken)


def _add_titles(
    table: Table,
    segments: Sequence[Segment],
    keys: frozenset[str],
    words: Sequence[frozenset[str]],
) -> None:
    """Add how far each segment has the words of the page's titles, given by their *keys*."""
    table.add("in_titles", [each.key in keys for each in segments])
    # An empty title would be like every segment, and divides by its length.
    titles = list(filter(None, map(frozenset, map(_tokens_of, keys))))
    named = frozenset(chain.from_iterable(titles))
    likeness = np.zeros((table.count, 2))
    # A longer text has nearly all words of any title.
    for place in np.flatnonzero(table.column("width") < MAX_TITLE_LIKE).tolist():
        if not named.isdisjoint(words[place]):
            likeness[place] = _title_likeness(words[place], titles)
    table.add_matrix(("title_share", "title_covered"), likeness)


def _add_told(table: Table, segments: Sequence[Segment], seen: PageEvidence) -> None:
    """Add whether the page's description and its data have each segment."""
    # Without spaces: JSON-LD and page often part words of one text in different places.
    flats = [each.key.replace(" ", "") for each in segments]
    about, told = _flat(seen.description), _flat(seen.body)
    table.add("described", [_is_described(text, about) for text in flats])
    table.add("told", [_is_told(text, told) for text in flats])
    # Tells "not in the page's data" from "the page has no data", which says nothing.
    table.add("has_told", len(told) > _HAS_TOLD)


def _is_told(text: str, told: str) -> bool:
    """Return whether the page's data has a text that is long enough to be sought there."""
    return len(text) > _MIN_TOLD and text[:120] in told


def _add_copies(table: Table, segments: Sequence[Segment]) -> None:
    """Add how often the page has the text of each segment, and which of them it is."""
    keys = [each.key for each in segments]
    copies = Counter(keys)
    table.add("copies", list(map(copies.__getitem__, keys)))
    # Which of several equal texts it is: the first of a repeated label may be text, others are not.
    met: Counter[str] = Counter()
    order = []
    for key in keys:
        order.append(met[key])
        met[key] += 1
    table.add("copy", order)


def _title_likeness(own: frozenset[str], titles: Sequence[frozenset[str]]) -> tuple[float, float]:
    """Return the share (0–1) of a segment's words that a title has, and of a title's that it has."""
    shared = [len(own & title) for title in titles]
    covered = map(truediv, shared, map(len, titles))
    return max(shared) / len(own), max(covered)


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
    counts = Counter(chain.from_iterable(compress(words, teaching)))
    # A paragraph that teaches has all its own words: only those that another has as well count.
    once = counts.keys()
    twice = frozenset(word for word, count in counts.items() if count > 1)
    shares = [
        len(own & (twice if teaches else once)) / max(1, len(own))
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
    # -1 is met in none of these columns: beyond the first and last segment there is nothing.
    beyond = max(SHIFTS)
    columns = np.full((len(NEIGHBOURS), table.count + 2 * beyond), -1.0)
    columns[:, beyond : beyond + table.count] = [table.column(name) for name in NEIGHBOURS]
    for shift in SHIFTS:
        start = beyond + shift
        moved = columns[:, start : start + table.count]
        table.add_matrix([f"{name}{shift:+d}" for name in NEIGHBOURS], moved.T)
    for reach, name in product(WINDOWS, ("taken", "long", "link_share")):
        table.add(f"{name}~{reach}", _window_mean(table.column(name), reach))


def _window_mean(column: Floats, reach: int) -> Floats:
    """Return the mean of *column* over each place and *reach* places on either side."""
    # Differences of running sums: the window's width does not matter for the time.
    sums = np.concatenate(([0.0], np.cumsum(column)))
    place = np.arange(len(column))
    start, stop = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(column))
    return np.asarray((sums[stop] - sums[start]) / (stop - start), dtype=np.float64)
