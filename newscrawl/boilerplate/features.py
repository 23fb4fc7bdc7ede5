"""Evidence that a block is boilerplate: named, with a weight each.

Evidence is read per block (what it speaks of, outside quotation marks; its shape) and per article
(does it share vocabulary and names with the other blocks, where does it are). Every feature has a
name, so that weights can be read by a person: ``c:give`` the concept is there, ``x:give&you`` two
of them together, ``b:…`` it opens with, ``e:…`` its last sentence speaks of, ``s:…`` shape, ``d:…``
relation to the document, ``h:…`` place in the page's markup.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from newscrawl.boilerplate.lexicon import Hit, Lexicon
from newscrawl.boilerplate.markup import groups_of, housing_of, placement_features
from newscrawl.boilerplate.structure import structure_features
from newscrawl.boilerplate.tokens import Words, read_words
from newscrawl.model.items import Block, Facts
from newscrawl.web.urls import shown_host

NEUTRAL = frozenset(
    {"you", "we", "i", "outlet", "said", "third", "modal", "help", "role", "money", "cost", "independent",
     "campaign", "continuation", "reading"}
)  # fmt: skip
"""Concepts that are as common in articles: they do not count for how much of a block is boilerplate."""

CROSSED = (
    "you", "we", "i", "reader", "outlet", "give", "join", "subscribe", "access", "money", "period", "cost",
    "effort", "free", "independent", "campaign", "continuation", "thanks", "greet", "newsletter", "signup",
    "modal", "app", "follow", "related", "tip", "licence", "like", "said", "third", "help", "reading",
    "notice", "machine",
)  # fmt: skip
"""Concepts whose meeting in one block is evidence of its own."""

TOPICS = frozenset(
    {"give", "join", "subscribe", "access", "newsletter", "app", "ad", "cookie", "audio", "comments",
     "licence", "event", "free", "campaign", "notice", "machine"}
)  # fmt: skip
"""Concepts that an article can be about."""

# The empty one is the end of the block: a block may be nothing but its label.
_LABEL_ENDS = frozenset({":", "：", "|", "–", "—", "-", "=", "＝", "/", "→", "»", "・", "　", ""})

_ADDRESS = re.compile(
    r"\.(?:com|org|net|info|eu|co|de|fr|it|es|pt|pl|cz|ru|ua|uk|tr|in|jp|kr|cn|ir|example)\b"
)
# The length is bounded: without a limit, a long row of digits would be searched from each of them.
_PHONE = re.compile(r"[+(]?\d[\d\s()/.-]{7,20}\d")

_AGE = re.compile(r"\b(?:1[2468]|21)\s?\+(?!\s?\d)|\+\s?(?:1[2468]|21)\b")
"""An age limit as a notice writes it."""

_STOPS = (". ", "! ", "? ", "… ", "؟ ", "। ", "。", "！", "？")
"""What is between two sentences."""

_LENGTHS = (2, 4, 8, 14, 22, 35, 60, 100)


_COVERED, _MOSTLY_QUOTED, _UNSHARED = 0.75, 0.5, 0.05
"""Shares (0–1) of a block that are features of their own; the weights were trained with it."""
_SHORT_WORDS, _MIN_CAPITALS = 8, 4
"""Words of a short block; characters above which capitals tell something. Weights were trained with it."""
_STEM_CHARS, _HAN_CHARS = 4, 3
"""Words up to the first bear no content, those below the second no pairs. Weights were trained with it."""
_HOST_CHARS, _LOOKED_AT = 5, 600
"""Letters of a host's name below which it may be a word, and of a block that are looked through for it."""
_BYLINE_PLACES, _BYLINE_WORDS, _OPENING_WORDS = 4, 8, 5
"""First blocks and words in which a byline is, and words of a block that may open with the author's name."""
_COLON, _LABEL_CHARS, _MANY = re.compile(r"[:：]"), 24, 4
"""What is after a speaker's name, how long that may be, and blocks of one kind that are many."""
_SPACES = re.compile(r"[\W_]+")
_THIRD, _MIDDLE, _MIDDLE_END = 2, 5, 6
"""Places of a block from the beginning, and from the end; the weights were trained with it."""
_SEPARATORS = ("·", "|", "•", "／", "｜", " / ", "   ")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One block, read.

    Attributes:
        block: The block.
        words: Its tokens.
        hits: The terms found in it, outside quotation marks.
        concepts: How often it speaks of each concept, outside quotation marks.
        cover: Share (0–1) of its letters that are terms of boilerplate concepts.
        features: Name → value (0–1) of what is known of it.
        group: Number of the group that it is in, see ``markup.groups_of``.
    """

    block: Block
    words: Words
    hits: Sequence[Hit]
    concepts: Mapping[str, int]
    cover: float
    features: Mapping[str, float]
    group: int


def gather(blocks: Sequence[Block], facts: Facts, lexicon: Lexicon) -> list[Evidence]:
    """Read *blocks*, the text of one article in document order."""
    read = [read_words(block.text) for block in blocks]
    # What people say in the news is no appeal of the outlet, so quoted terms are no evidence.
    hits = [[hit for hit in lexicon.find(each) if not hit.quoted] for each in read]
    concepts = [Counter(hit.concept for hit in found) for found in hits]
    # Once for the whole article: comparing each block with all others would take quadratic time.
    shared = _shared_vocabulary(read, concepts, facts)
    housing = housing_of(blocks)
    places, groups = placement_features(blocks, housing), groups_of(blocks, housing)
    settings = structure_features(blocks, housing, facts)
    gathered = []
    for index, block in enumerate(blocks):
        # With neutral words, which articles use as well, running text would look like a banner's.
        cover = cover_of(read[index], [hit for hit in hits[index] if hit.concept not in NEUTRAL])
        features = dict(_concept_features(concepts[index]))
        features.update(places[index])
        features.update(settings[index])
        features.update(_opening_features(read[index], hits[index]))
        features.update(_closing_features(read[index], hits[index]))
        features.update(_shape_features(block, read[index], cover))
        features.update(_document_features(index, len(blocks), read[index], shared))
        features.update(_topic_features(concepts[index], len(blocks), shared))
        own = (read[index], hits[index], concepts[index], cover, features, groups[index])
        gathered.append(Evidence(block, *own))
    return gathered


def _opening_features(read: Words, hits: Sequence[Hit]) -> Iterator[tuple[str, float]]:
    """Report the concepts at the beginning of the block, and how much of it each concept takes."""
    # Letters of tokens only, so that spaces and signs make no block look less covered.
    total = sum(read.ends) - sum(read.starts) or 1
    # The first token, not the first character: a bullet or an arrow may precede it.
    begin = read.starts[0] if read.starts else 0
    covers: Counter[str] = Counter()
    for hit in hits:
        covers[hit.concept] += hit.end - hit.start
        if hit.start == begin:
            yield f"b:{hit.concept}", 1.0
            if read.text[hit.end : hit.end + 2].strip()[:1] in _LABEL_ENDS:
                yield f"l:{hit.concept}", 1.0
    for concept, size in covers.items():
        if size > 0.4 * total and concept not in NEUTRAL:
            yield f"v:{concept}", min(size / total, 1.0)


def _closing_features(read: Words, hits: Sequence[Hit]) -> Iterator[tuple[str, float]]:
    """Report the concepts of the last sentence: a banner that tells a story comes to the point there."""
    text = read.text.rstrip()
    begin = max(text.rfind(stop, 0, len(text) - 1) for stop in _STOPS)
    if begin > 0:
        # A set in the order of the text: the same block must give the same features.
        for concept in dict.fromkeys(hit.concept for hit in hits if hit.start > begin):
            yield f"e:{concept}", 1.0


def _topic_features(
    concepts: Mapping[str, int], total: int, shared: "_Shared"
) -> Iterator[tuple[str, float]]:
    """Return whether the article itself is in this register, or about this topic."""
    others = max(total - 1, 1)
    for concept in ("we", "you", "i"):
        # The block itself is left out, else it would be evidence for its own register.
        share = (shared.concepts[concept] - (concept in concepts)) / others
        yield f"d:others_{concept}", share
        if concept in concepts:
            yield f"d:all_{concept}", share
    # An article about donations speaks of giving in many blocks; a banner does in one or two.
    topical = TOPICS.intersection(concepts)
    if topical:
        most = max(map(shared.concepts.__getitem__, topical))
        yield "d:topical", (most - 1) / others
        yield "d:in_title", float(not topical.isdisjoint(shared.title_concepts))


def _concept_features(concepts: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    for concept, count in concepts.items():
        yield f"c:{concept}", 1.0
        if count > 1:
            # Capped: one block that repeats a word must not outweigh all else.
            yield f"n:{concept}", min(count - 1, 3) / 3
    # In the order of ``CROSSED``: the name of a pair must not depend on the order in the text.
    crossed = filter(concepts.__contains__, CROSSED)
    for one, two in combinations(crossed, 2):
        yield f"x:{one}&{two}", 1.0


def cover_of(read: Words, hits: Sequence[Hit]) -> float:
    """Return the share (0–1) of the letters of *read* that *hits* take."""
    total = sum(read.ends) - sum(read.starts)
    covered, reached = 0, 0
    # Terms overlap ("sign up", "sign up now"): each letter counts once.
    for start, end in sorted((hit.start, hit.end) for hit in hits):
        if end > reached:
            covered += end - max(start, reached)
            reached = end
    return min(covered / total, 1.0) if total else 0.0


def _shape_features(block: Block, read: Words, cover: float) -> Iterator[tuple[str, float]]:
    text, size = read.text.rstrip(), read.size
    is_short = size <= _SHORT_WORDS
    # Classes, not a number: the odds neither rise nor fall evenly with the length of a block.
    yield f"s:size{(*_LENGTHS, 999)[bisect_left(_LENGTHS, size)]}", 1.0
    yield "s:cover", cover
    if cover > _COVERED:
        yield "s:covered", 1.0
        if is_short:
            yield "s:covered&short", 1.0
    if is_short:
        yield "s:short&cover", cover
    yield from _present(_marks(text, read))
    yield "s:quoted", read.quote_share
    if read.quote_share > _MOSTLY_QUOTED:
        yield "s:mostly_quoted", 1.0
    # Names speak for the news: banners name hardly more than the outlet.
    names = len(read.names) / max(size, 1)
    yield "s:names", min(names * 3, 1.0)
    yield "s:numbers", min(3 * read.tokens.count("#") / max(size, 1), 1.0)
    if block.kind != "paragraph":
        yield f"s:{block.kind}", 1.0


def _present(told: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, float]]:
    """Yield the features that are there, each as 1."""
    for name, is_present in told:
        if is_present:
            yield name, 1.0


def _marks(text: str, read: Words) -> Iterator[tuple[str, bool]]:
    begin, end = text[:1], text[-1:]
    has_digits = "#" in read.tokens
    yield "s:bracketed", begin in "([（［【" and end in ")]）］】"
    # A teaser of another story is cut off, where a quotation in the article goes on after the dots.
    yield "s:cut_off", text.endswith(("...", "…", "[…]"))
    yield "s:age", has_digits and _AGE.search(text) is not None
    yield "s:no_stop", end not in ".!?…。！？।:؟”»\"'’)"
    yield "s:ends_question", end in "?？؟"
    yield "s:ends_exclaim", end in "!！"
    yield "s:ends_colon", end in ":："
    yield "s:question", any(mark in text for mark in "?？؟")
    yield "s:exclaim", "!" in text or "！" in text
    yield "s:separators", any(mark in text for mark in _SEPARATORS)
    yield "s:double_space", "  " in text or "　" in text
    # "@" alone is a handle of a social network, too.
    yield "s:email", "@" in read.tokens and "." in text
    yield "s:digits", has_digits
    yield "s:address", "www." in text or "://" in text or _ADDRESS.search(text) is not None
    # The number token is looked up first: the search is slow, and most blocks have no digit.
    yield "s:phone", has_digits and _PHONE.search(text) is not None
    # A dash opens direct speech in Spanish, Polish, Russian and other languages.
    yield "s:opens_quote", begin in '"“«„「『‘—–-'
    yield "s:opens_mark", begin in "→►▶•*([#…>©✉📩👉➡"
    yield "s:capitals", text.isupper() and len(text) > _MIN_CAPITALS
    # A label is short, and a character of Chinese or Japanese says as much as several letters.
    yield "s:colon", ":" in text[:40] or "：" in text[:20]
    yield "s:dash_end", " — " in text[-40:] or " – " in text[-40:]


@dataclass(frozen=True, slots=True)
class _Shared:
    """Vocabulary of the article: in how many blocks a word is, and that of each block."""

    contents: Sequence[frozenset[str]]
    blocks_with: Mapping[str, int]
    concepts: Mapping[str, int]
    title_concepts: Mapping[str, int]
    title: frozenset[str]
    outlet: frozenset[str]
    host: str
    authors: frozenset[str]
    openings: Mapping[str, int]
    questions: int


def _content(read: Words) -> frozenset[str]:
    if read.text.isascii():
        # The first seven letters are a stem that needs no stemmer of any language.
        return frozenset({token[:7] for token in read.tokens if len(token) > _STEM_CHARS})
    content: set[str] = set()
    for token in read.tokens:
        if token.isascii() or len(token) < _HAN_CHARS or token[0] < "\u2e80":
            if len(token) > _STEM_CHARS:
                content.add(token[:7])
        else:
            # Scripts without spaces have no words to compare: pairs of characters stand in.
            content.update(token[place : place + 2] for place in range(len(token) - 1))
    return frozenset(content)


def _shared_vocabulary(
    read: Sequence[Words], concepts: Sequence[Mapping[str, int]], facts: Facts
) -> _Shared:
    counts: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    contents = [_content(each) for each in read]
    for content, found in zip(contents, concepts, strict=True):
        counts.update(content)
        spoken.update(found.keys())
    return _Shared(
        contents,
        counts,
        spoken,
        # The first block is the headline nearly always: its concepts are those of the title.
        concepts[0] if concepts else {},
        _content(read_words(facts.title or "")),
        frozenset(read_words(facts.site_name or "").tokens),
        _host_name(facts.url or ""),
        _authors(read, facts),
        Counter(filter(None, map(_opening, read))),
        sum(_asks_back(each) for each in read),
    )


def _opening(read: Words) -> str:
    """Return what a block opens with, as turns of an interview do: up to a colon, or the first word."""
    label = _COLON.split(read.text[:_LABEL_CHARS], maxsplit=1)
    return label[0].lower() if len(label) > 1 else "".join(read.tokens[:1])


def _asks_back(read: Words) -> bool:
    return read.text.rstrip("\"'”’»」』) ").endswith(("?", "？", "؟"))


def _host_name(url: str) -> str:
    """Return the name of a page's outlet as its host writes it, empty where that is too short to be one."""
    name = max(shown_host(url).removeprefix("www.").split("."), key=len)
    name = name.replace("-", "")
    return name if len(name) >= _HOST_CHARS else ""


def _authors(read: Sequence[Words], facts: Facts) -> frozenset[str]:
    """Return the words of the authors' names: as the page gives them, else those of a byline."""
    if facts.authors:
        return frozenset(read_words(" ".join(facts.authors)).tokens)
    byline = next(filter(_is_byline, read[1:_BYLINE_PLACES]), None)
    return byline.names if byline is not None else frozenset()


def _is_byline(read: Words) -> bool:
    """Return whether a line is hardly more than the name of a person."""
    names = len(read.names)
    return read.size <= min(_BYLINE_WORDS, 2 * names) and names > 1


def _document_features(
    index: int, total: int, read: Words, shared: _Shared
) -> Iterator[tuple[str, float]]:
    yield from _content_features(index, total, shared)
    # The outlet's name is in its banners and in its articles: it ties neither to the other.
    names = read.names - shared.outlet
    named = sum(shared.blocks_with[name[:7]] > 1 for name in names)
    yield "d:names", min(named, 3) / 3
    if shared.outlet and shared.outlet.issubset(read.tokens):
        yield "d:outlet", 1.0
    if shared.host and shared.host in _SPACES.sub("", read.text[:_LOOKED_AT].lower()):
        yield "d:host", 1.0
    if not shared.authors.isdisjoint(read.tokens[:_OPENING_WORDS]) and not _is_byline(read):
        yield "d:author", 1.0
    yield "d:questions", min(shared.questions - _asks_back(read), _MANY) / _MANY
    yield "d:same_opening", min(shared.openings.get(_opening(read), 1) - 1, _MANY) / _MANY
    yield from _present(_places(index, total))


def _content_features(index: int, total: int, shared: _Shared) -> Iterator[tuple[str, float]]:
    """Return how many of the words of a block the others have, and its neighbours, and the title."""
    content = shared.contents[index]
    if not content:
        return
    # Each block has its own words once, so a word of two blocks is one that another has, too.
    share = sum(shared.blocks_with[token] > 1 for token in content) / len(content)
    yield "d:shared", share
    yield "d:shared_none", float(share < _UNSHARED)
    # A banner that tells a story goes on in the next block, not in the article.
    if index > 0:
        yield "d:shared_before", len(content & shared.contents[index - 1]) / len(content)
    if index + 1 < total:
        yield "d:shared_after", len(content & shared.contents[index + 1]) / len(content)
    yield "d:title", min(len(content & shared.title), 3) / 3


def _places(index: int, total: int) -> Iterator[tuple[str, bool]]:
    yield "d:first", index == 0
    yield "d:second", index == 1
    yield "d:third", index == _THIRD
    yield "d:last", index == total - 1
    yield "d:last_three", total - 4 < index < total - 1
    yield "d:half", index > total / 2
    yield "d:middle", _MIDDLE < index < total - _MIDDLE_END
