"""What is known of each segment of a page, as numbers: the evidence that the learned decision weighs.

One row a segment, one column a feature. Nothing here decides: rules, names, links, the extractor's vote and
the place in the page are columns among others, and ``decision`` weighs them together. The columns of a page
are made in one go, by numpy where many segments share a box. No library does it: the features are of our own
segments, verdicts and evidence.
"""

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from newscrawl.boilerplate.selector_rules import NAME, match_selectors, plain_name
from newscrawl.extract.body.structure import HEADINGS, Ruling, is_same_site
from newscrawl.extract.body.tallies import tally
from newscrawl.extract.segmentation.segments import Level, Segment, key_of
from newscrawl.model.items import BlockKind, Category
from newscrawl.text.sentences import is_ended

Floats = NDArray[np.float64]
Rows = NDArray[np.float32]

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
CATEGORIES: tuple[Category, ...] = get_args(Category)
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
        "chars width words word_chars commas digits uppers sentences ended colon capital lower question"
        " quotes date sign at bar ellipsis style. shared_words"
    ).split(),
    "place": ("",),
}
"""Groups of evidence, for people: parts of names of features; of several groups the first counts."""
LEVELS = 4
"""So many of the innermost boxes around a segment are described."""
NEAR_LEVELS = 3
"""So many of the innermost boxes are those near a segment."""
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
    "facebook.com/shar twitter.com/intent twitter.com/share twitter.com/home x.com/intent wa.me whatsapp:"
    " t.me/share mailto: pinterest. linkedin.com/share vk.com/share reddit.com/submit javascript:".split()
)
"""Parts, in lower case, of the targets of links that share the page."""
BODY_NAME = re.compile(
    r"(?:^|-)(?:article|story|post|entry|news|blog|page|main)?-?"
    r"(?:body|content|text|copy|prose|paragraphs?|article|story)(?:$|-)"
)
SIDE_NAME = re.compile(
    r"(?:^|-)(?:side|sidebar|widget|teaser|card|promo|module|menu|nav|navigation|list|grid|item|carousel"
    r"|slider|feed|banner|rail|footer|header|bottom|top|info|meta|tool|tools|bar|box|block|extra|popup|modal"
    r"|recommend\w*|more|latest|popular)(?:$|-)"
)


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """What features are made of, beside the segments.

    Attributes:
        host: Host of the page.
        taken: Indexes of the segments that the extractor took.
        verdicts: What the rules say.
        titles: Keys of the page's titles.
        standfirst: Index of the likely standfirst, or -1.
        description: What the page says it is about.
        body: What the page's data says the text is.
    """

    host: str
    taken: frozenset[int]
    verdicts: dict[int, Ruling]
    titles: frozenset[str]
    standfirst: int = -1
    description: str = ""
    body: str = ""


def features(segments: Sequence[Segment], seen: PageEvidence) -> tuple[list[str], Rows]:
    """Return the names of the features, and one row of them for each of *segments*."""
    table = Table(len(segments))
    boxes = Boxes(segments)
    words = [frozenset(_tokens_of(each.key[:MAX_WORDS_CHARS])) for each in segments]
    _add_words(table, segments)
    _add_structure(table, segments, seen.host, boxes)
    _add_evidence(table, segments, seen, words)
    _add_place(table, segments, seen)
    add_stories(table, segments, boxes)
    _add_boxes(table, boxes)
    _add_names(table, boxes)
    _add_kin(table, segments, boxes)
    _add_shared_words(table, words)
    _add_neighbours(table)
    return table.names, table.rows()


def flat(text: str) -> str:
    """Return the letters and digits of *text*, lower case, with nothing between them."""
    return key_of(text).replace(" ", "")


def _tokens_of(key: str) -> list[str]:
    """Return the words of a key; of a text without spaces, its pairs of characters."""
    words = key.split()
    if len(key) > UNSPACED_CHARS * (len(words) or 1):
        return [key[at : at + 2] for at in range(len(key) - 1)]
    return words


class Table:
    """Columns in the order in which they are added."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.columns: dict[str, Floats] = {}

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return list(self.columns)

    def add(self, name: str, values: ArrayLike) -> Floats:
        """Add a column, one number for all or one a segment; return it."""
        column = np.asarray(values, dtype=np.float64)
        if column.ndim == 0:
            column = np.full(self.count, column)
        self.columns[name] = column
        return column

    def add_matrix(self, names: Sequence[str], values: NDArray[Any]) -> None:
        """Add the columns of an array of shape (segments, names)."""
        self.columns.update(zip(names, values.T.astype(np.float64), strict=True))

    def column(self, name: str) -> Floats:
        """Return the column of a name."""
        return self.columns[name]

    def rows(self) -> Rows:
        """Return the rows."""
        found = np.empty((self.count, len(self.columns)), np.float32)
        for number, column in enumerate(self.columns.values()):
            found[:, number] = column
        return found


class Boxes:
    """The elements around the segments of a page, numbered, with what they hold."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        numbers: dict[Level, int] = {}
        self.paths = [[numbers.setdefault(level, len(numbers)) for level in each.path] for each in segments]
        self.levels = list(numbers)
        self.count = len(segments)
        self.nowhere = len(self.levels)
        """Number of the box of what has none."""
        self.owners = np.repeat(np.arange(self.count), [len(path) for path in self.paths])
        self.members = np.array([number for path in self.paths for number in path], dtype=np.int64)
        self.lengths = np.array([len(path) for path in self.paths])
        starts = np.cumsum(self.lengths) - self.lengths
        self.depths = np.arange(len(self.members)) - starts[self.owners]
        """At which place of its path each member stands."""

    def total(self, values: Floats) -> Floats:
        """Return for each box, and for none, the sum of *values* of its segments."""
        found = np.bincount(self.members, values[self.owners], self.nowhere + 1)
        return found.astype(np.float64)

    def best_around(self, scores: Floats) -> Floats:
        """Return for each segment the highest score of a box around it."""
        found = np.zeros(self.count)
        np.maximum.at(found, self.owners, scores[self.members])
        return found

    def flags(self, owners: NDArray[Any], values: NDArray[Any], size: int) -> NDArray[np.bool_]:
        """Return for each segment which of *size* values its boxes have; a value of -1 is none."""
        found = np.zeros((self.count, size), dtype=bool)
        found[owners[values >= 0], values[values >= 0]] = True
        return found

    def inner(self, back: int) -> NDArray[Any]:
        """Return for each segment the box *back* levels from the innermost (1), or none."""
        found = np.full(self.count, self.nowhere)
        if len(self.members):
            deep = self.lengths >= back
            found[deep] = self.members[(np.cumsum(self.lengths) - back)[deep]]
        return found

    def ends_among(self, chosen: NDArray[np.bool_]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Return for each segment the innermost box that is *chosen*, the outermost, and the first's depth.

        A segment in none has no box, and the depth -1.
        """
        at = np.flatnonzero(chosen[self.members]) if len(self.members) else np.zeros(0, np.int64)
        inner, outer = np.full(self.count, self.nowhere), np.full(self.count, self.nowhere)
        depth = np.full(self.count, -1)
        inner[self.owners[at]] = self.members[at]  # of several the last counts
        depth[self.owners[at]] = self.depths[at]
        outer[self.owners[at[::-1]]] = self.members[at[::-1]]
        return inner, outer, depth


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part ÷ whole, 0 where there is nothing."""
    return np.divide(part, whole, out=np.zeros_like(part, dtype=np.float64), where=whole > 0)


# ------------------------------------------------------------------ a segment by itself


def _add_words(table: Table, segments: Sequence[Segment]) -> None:
    """Add what the text of each segment looks like, in any language."""
    texts = [each.text for each in segments]
    chars = np.array([len(text) for text in texts], dtype=np.float64)
    table.add("chars", np.log1p(chars))
    width = table.add("width", [each.width for each in segments])
    words = table.add("words", [each.key.count(" ") + 1 for each in segments])
    table.add("word_chars", width / words)
    table.add("link_share", [each.link_share for each in segments])
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
    table.add(
        "date",
        [
            bool(digits) and _shows_date(text)
            for text, digits in zip(texts, counts["digits"].tolist(), strict=True)
        ],
    )
    table.add("sign", list(map(_has_sign, texts)))
    for name in ("at", "bar"):
        table.add(name, counts[name] > 0)
    table.add("ellipsis", [text.endswith(("…", "...", "»", ">")) for text in texts])


def _shows_date(text: str) -> bool:
    """Return whether *text* begins with something like a date or a time."""
    return DATE_LIKE.search(text[:200]) is not None


def _has_sign(text: str) -> bool:
    """Return whether *text* has a sign of rights, or the name of a news agency."""
    lowered = text.lower()
    return any(letters in lowered for letters in SIGN_LETTERS) and SIGNS.search(text) is not None


def _add_structure(table: Table, segments: Sequence[Segment], host: str, boxes: Boxes) -> None:
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
    table.add("controls", [min(each.controls.around(each.element), 20) for each in segments])
    _add_links(table, segments, host)


def _add_links(table: Table, segments: Sequence[Segment], host: str) -> None:
    """Add how many links each segment has, how many to its own site, whether one shares the page."""
    table.add("hrefs", [len(each.hrefs) for each in segments])
    near = [sum(is_same_site(href, host) for href in each.hrefs[:MAX_HREFS]) for each in segments]
    table.add("near_hrefs", near)
    table.add("share_hrefs", [bool(each.hrefs) and _shares_page(each.hrefs) for each in segments])


def _shares_page(hrefs: Sequence[str]) -> bool:
    """Return whether one of the links to *hrefs* shares the page."""
    lowered = "\n".join(hrefs[:MAX_HREFS]).lower()
    return any(part in lowered for part in SHARES)


def _add_evidence(
    table: Table, segments: Sequence[Segment], seen: PageEvidence, words: Sequence[frozenset[str]]
) -> None:
    """Add what rules, headline, description and data of the page say of each segment."""
    rules = [seen.verdicts[each.index].rule_id if each.index in seen.verdicts else "" for each in segments]
    for name in VERDICTS:
        table.add(f"verdict.{name}", [rule.startswith(name) for rule in rules])
    table.add("standfirst", [each.index == seen.standfirst for each in segments])
    table.add("in_titles", [each.key in seen.titles for each in segments])
    titles = [title for title in (frozenset(_tokens_of(title)) for title in seen.titles) if title]
    likeness = [
        _title_likeness(own, titles) if each.width < MAX_TITLE_LIKE else (0.0, 0.0)
        for each, own in zip(segments, words, strict=True)
    ]
    table.add_matrix(("title_share", "title_covered"), np.array(likeness))
    flats = [each.key.replace(" ", "") for each in segments]
    about, told = flat(seen.description), flat(seen.body)
    table.add("described", [_is_described(text, about) for text in flats])
    table.add("told", [len(text) > 12 and text[:120] in told for text in flats] if told else 0)
    table.add("has_told", len(told) > 200)
    copies = Counter(each.key for each in segments)
    table.add("copies", [copies[each.key] for each in segments])
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
    if len(text) < 20 or len(about) < 20:
        return False
    return text.startswith(about[:60]) or about.startswith(text[:60])


# ------------------------------------------------------------------ a segment in its page


def _add_place(table: Table, segments: Sequence[Segment], seen: PageEvidence) -> None:
    """Add where each segment stands: in the page, after the headline, among what was taken."""
    place = np.arange(table.count)
    width = table.column("width")
    long = table.add("long", (width > LONG_CHARS) & (table.column("link_share") < MAX_LONG_LINKS))
    taken = table.add("taken", [each.index in seen.taken for each in segments])
    total, long_total = width.sum() or 1.0, (width * long).sum() or 1.0
    table.add("place", place / table.count)
    table.add("index", place)
    table.add("count", table.count)
    table.add("long_total", long_total)
    table.add("long_before", (np.cumsum(width * long) - width * long) / long_total)
    table.add("taken_long", (width * long * taken).sum() / long_total)
    table.add("taken_share", (width * taken).sum() / total)
    head = next((each.index for each in segments if each.tag == "h1" or each.key in seen.titles), None)
    table.add("after_head", np.clip(place - (-100 if head is None else head), -100, 200))
    table.add("has_head", head is not None)
    for name, chosen, before, behind in (("", taken, 100, 300), ("_long", taken * long, 50, 50)):
        at = np.flatnonzero(chosen)
        first, last = (at[0], at[-1]) if len(at) else (-1, -1)
        table.add(f"after_first{name}", np.clip(place - first, -before, behind))
        table.add(f"before_last{name}", np.clip(last - place, -before, behind))


def add_stories(table: Table, segments: Sequence[Segment], boxes: Boxes) -> None:
    """Add which story of the page each segment may belong to: its ``article`` element, the heading above."""
    is_article = np.array([level.tag == "article" for level in boxes.levels], dtype=bool)
    inner, outer, _ = boxes.ends_among(is_article)
    around: Floats = np.zeros(table.count)
    if len(boxes.members):
        around = np.bincount(boxes.owners, is_article[boxes.members], table.count).astype(np.float64)
    long = boxes.total(table.column("width") * table.column("long"))
    heads = boxes.total(((table.column("tag.h1") > 0) | (table.column("in_titles") > 0)).astype(np.float64))
    table.add("story.depth", around)
    table.add("story.count", len(np.unique(outer[outer != boxes.nowhere])))
    for name, box in (("inner", inner), ("outer", outer)):
        table.add(f"story.{name}_long", long[box] / (long.max() or 1))
        table.add(f"story.{name}_head", heads[box] > 0)
    heading = np.array([each.tag in HEADINGS for each in segments])
    at = np.maximum.accumulate(np.where(heading, np.arange(table.count), -1))
    known = at >= 0
    table.add("heading.back", np.where(known, np.minimum(np.arange(table.count) - at, 100), -1))
    table.add("heading.link_share", np.where(known, table.column("link_share")[at], -1))
    table.add("heading.title", np.where(known, table.column("title_covered")[at], -1))


@dataclass(frozen=True, slots=True)
class Sums:
    """What each box holds, by characters; the last entry is no box.

    Attributes:
        counts: Segments.
        sums: ``mass``, ``long``, ``taken``, ``links``: characters of all, of paragraphs, of what was taken,
            of links.
        total: Characters of the page.
    """

    counts: Floats
    sums: Mapping[str, Floats]
    total: float

    def share(self, name: str, level: NDArray[Any]) -> Floats:
        """Return the share (0–1) of the characters of boxes that are *name*."""
        return ratio(self.sums[name][level], self.sums["mass"][level])


def _add_boxes(table: Table, boxes: Boxes) -> None:
    """Add what the boxes around each segment hold, and the box that holds the body by two measures."""
    width, long, taken = table.column("width"), table.column("long"), table.column("taken")
    values = {"mass": width, "long": width * long, "taken": width * taken}
    values["links"] = width * table.column("link_share")
    sums = {name: boxes.total(each) for name, each in values.items()}
    whole = {name: float(each.sum()) or 1.0 for name, each in values.items()}
    held = Sums(boxes.total(np.ones(table.count)), sums, whole["mass"])
    fit_long = 2 * sums["long"] / (sums["mass"] + whole["long"])
    fit_taken = 2 * sums["taken"] / (sums["mass"] + whole["taken"])
    table.add("fit_long", boxes.best_around(fit_long))
    table.add("fit_taken", boxes.best_around(fit_taken))
    for back in range(1, LEVELS + 1):
        level = boxes.inner(back)
        table.add(f"box{back}.mass", sums["mass"][level] / held.total)
        for name in ("long", "taken", "links"):
            table.add(f"box{back}.{name}", held.share(name, level))
        table.add(f"box{back}.count", held.counts[level])
        table.add(f"box{back}.fit", np.append(fit_long[:-1], 0)[level])
    for name, scores in (("core", fit_long), ("body", fit_taken)):
        _add_branches(table, boxes, held, name=name, core=int(np.argmax(scores)) if boxes.levels else -1)


def _add_branches(table: Table, boxes: Boxes, held: Sums, *, name: str, core: int) -> None:
    """Add the box *core*, and the part of it in which each segment stands."""
    at = np.flatnonzero(boxes.members == core)
    inside = np.full(table.count, -1)
    inside[boxes.owners[at]] = boxes.depths[at]
    branch = np.full(table.count, boxes.nowhere)
    deeper = at[boxes.depths[at] < boxes.lengths[boxes.owners[at]] - 1]
    branch[boxes.owners[deeper]] = boxes.members[deeper + 1]
    table.add(f"{name}.inside", inside >= 0)
    table.add(f"{name}.below", np.where(inside >= 0, boxes.lengths - inside, -1))
    table.add(f"{name}.mass", held.sums["mass"][core] / held.total)
    table.add(f"{name}.branch_mass", held.sums["mass"][branch] / held.total)
    table.add(f"{name}.branch_links", held.share("links", branch))
    table.add(f"{name}.branch_long", held.share("long", branch))
    table.add(f"{name}.branch_taken", held.share("taken", branch))
    table.add(f"{name}.branch_count", held.counts[branch])


@lru_cache(maxsize=1 << 14)
def _side_of(selectors: tuple[str, ...]) -> tuple[bool, bool]:
    """Return whether selectors are named like a body of text, and like something beside it."""
    names = [plain_name(each[found.end() :]) for each in selectors if (found := NAME.match(each))]
    return any(map(BODY_NAME.search, names)), any(map(SIDE_NAME.search, names))


def _add_names(table: Table, boxes: Boxes) -> None:
    """Add what the names of the elements around each segment say, and how much text those hold."""
    known = [match_selectors(level.selectors) for level in boxes.levels]
    ids = np.array([CATEGORIES.index(found[0][1].category) if found else -1 for found in known] or [-1])
    flags = boxes.flags(boxes.owners, ids[boxes.members], len(CATEGORIES))
    table.add_matrix([f"named.{category}" for category in CATEGORIES], flags)
    inner, outer, depth = boxes.ends_among(ids >= 0)
    table.add("named_up", np.where(depth >= 0, boxes.lengths - depth, -1))
    width = table.column("width")
    sums, long = boxes.total(width), boxes.total(width * table.column("long"))
    table.add("named_inner_long", long[inner] / (long.max() or 1))
    table.add("named_outer_long", long[outer] / (long.max() or 1))
    table.add("named_inner_share", ratio(long[inner], sums[inner]))
    sides = [_side_of(level.selectors) for level in boxes.levels]
    close = boxes.depths >= boxes.lengths[boxes.owners] - NEAR_LEVELS
    for which, name in enumerate(("body_named", "side_named")):
        own = np.array([float(side[which]) for side in sides] or [0.0])
        near = np.bincount(boxes.owners[close], own[boxes.members[close]], table.count)
        table.add(f"{name}_near", near)
        table.add(f"{name}_all", np.bincount(boxes.owners, own[boxes.members], table.count))


def _add_kin(table: Table, segments: Sequence[Segment], boxes: Boxes) -> None:
    """Add what stands like each segment: in elements of the same tags and names, or of the same tags.

    Cards stand each in a box of its own (``parents``, ``homes``: boxes for each of them, 0 to 1),
    paragraphs of a story share one.
    """
    width, taken, links = table.column("width"), table.column("taken"), table.column("link_share")
    total = width.sum() or 1.0
    for name, groups in (("kin", _kin_groups(boxes)), ("tags", _tag_groups(boxes))):
        at = np.array(groups)
        counts = np.bincount(at)
        masses, kept, linked = (
            np.bincount(at, each).astype(np.float64) for each in (width, width * taken, width * links)
        )
        table.add(f"{name}.count", counts[at])
        table.add(f"{name}.mass", masses[at] / total)
        table.add(f"{name}.taken", ratio(kept, masses)[at])
        table.add(f"{name}.links", ratio(linked, masses)[at])
        table.add(f"{name}.mean", (masses / counts)[at])
        for back, above in ((2, "parents"), (3, "homes")):
            pairs = at * (boxes.nowhere + 1) + boxes.inner(back)
            apart = np.unique(pairs) // (boxes.nowhere + 1)
            table.add(f"{name}.{above}", (np.bincount(apart, minlength=len(counts)) / counts)[at])


def _kin_groups(boxes: Boxes) -> list[int]:
    """Number the segments whose innermost boxes have the same tags and names."""
    looks = numbered([(level.tag, level.selectors[:2]) for level in boxes.levels])
    return numbered([tuple(map(looks.__getitem__, path[-NEAR_LEVELS:])) for path in boxes.paths])


def _tag_groups(boxes: Boxes) -> list[int]:
    """Number the segments whose boxes have the same tags."""
    tags = [level.tag for level in boxes.levels]
    return numbered([tuple(map(tags.__getitem__, path)) for path in boxes.paths])


def numbered(keys: Sequence[Hashable]) -> list[int]:
    """Return for each of *keys* its number, equal ones have the same; in the order of their first."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _add_shared_words(table: Table, words: Sequence[frozenset[str]]) -> None:
    """Add the share of each segment's words that other long paragraphs have that were taken."""
    teaching = (table.column("taken") * table.column("long")).tolist()
    counts: Counter[str] = Counter()
    for own, teaches in zip(words, teaching, strict=True):
        if teaches:
            counts.update(own)
    once = frozenset(counts)
    twice = frozenset(word for word, count in counts.items() if count > 1)
    shares = [
        len(own & (twice if teaches else once)) / (len(own) or 1)
        for own, teaches in zip(words, teaching, strict=True)
    ]
    table.add("shared_words", shares)


# ------------------------------------------------------------------ a segment among its neighbours

NEIGHBOURS = ("taken", "width", "link_share", "ended", "long", "verdict.selectors.", "kin.mean", "digits")


def _add_neighbours(table: Table) -> None:
    """Add what stands before and after each segment."""
    columns = np.array([table.column(name) for name in NEIGHBOURS])
    for shift in SHIFTS:
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
    sums = np.concatenate(([0.0], np.cumsum(column)))
    place = np.arange(len(column))
    start, stop = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(column))
    return np.asarray((sums[stop] - sums[start]) / (stop - start), dtype=np.float64)
