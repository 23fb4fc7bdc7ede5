"""Evidence that a block is boilerplate: named, with a weight each.

Evidence is read per block (what it speaks of, outside quotation marks; its shape) and per article
(does it share vocabulary and names with the other blocks, where is it). Every feature has a
name, so that weights can be read by a person: ``c:give`` the concept is there, ``x:give&you`` two
of them together, ``b:…`` it opens with, ``e:…`` its last sentence speaks of, ``s:…`` shape, ``d:…``
relation to the document, ``h:…`` place in the page's markup.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import chain, combinations, compress, repeat
from operator import attrgetter, or_
from typing import NamedTuple

from newscrawl.boilerplate.document import document_features, read_vocabulary, topic_features
from newscrawl.boilerplate.lexicon import Hit, Lexicon
from newscrawl.boilerplate.markup import groups_of, housing_of, placement_features
from newscrawl.boilerplate.structure import structure_features
from newscrawl.boilerplate.tokens import Words, read_words
from newscrawl.model.items import NOWHERE, Block, Facts

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

_WIDE_SPACES = ("  ", "　")
"""Two spaces, or one of Chinese and Japanese: a line is set in columns."""
_SPAN = attrgetter("start", "end")

_LENGTHS = (2, 4, 8, 14, 22, 35, 60, 100)


_COVERED, _MOSTLY_QUOTED = 0.75, 0.5
"""Shares (0–1) of a block that are features of their own; the weights were trained with it."""
_SHORT_WORDS, _MIN_CAPITALS = 8, 4
"""Words of a short block; characters above which capitals tell something. Weights were trained with it."""
_SEPARATORS = ("·", "|", "•", "／", "｜", " / ", "   ")


class Evidence(NamedTuple):
    """One block, read.

    Attributes:
        block: The block.
        words: Its tokens.
        hits: The terms found in it, outside quotation marks.
        concepts: How often it speaks of each concept, outside quotation marks.
        telling: The concepts that are not as common in articles.
        cover: Share (0–1) of its letters that are terms of boilerplate concepts.
        features: Name → value (0–1) of what is known of it.
        group: Number of the group that it is in, see ``markup.groups_of``.
    """

    block: Block
    words: Words
    hits: Sequence[Hit]
    concepts: Mapping[str, int]
    telling: Set[str]
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
    shared = read_vocabulary(read, concepts, facts)
    places, groups = _placed(blocks, facts)
    gathered = []
    for index, (block, words) in enumerate(zip(blocks, read, strict=True)):
        found, spoken = hits[index], concepts[index]
        # With neutral words, which articles use as well, running text would look like a banner's.
        cover = cover_of(words, [hit for hit in found if hit.concept not in NEUTRAL])
        named = chain(
            _concept_features(spoken),
            places[index].items(),
            _opening_features(words, found),
            _closing_features(words, found),
            _shape_features(block, words, cover),
            document_features(index, len(blocks), words, shared),
            topic_features(spoken, len(blocks), shared),
        )
        gathered.append(
            Evidence(
                block=block,
                words=words,
                hits=found,
                concepts=spoken,
                telling=spoken.keys() - NEUTRAL,
                cover=cover,
                features=dict(named),
                group=groups[index],
            )
        )
    return gathered


def _placed(
    blocks: Sequence[Block], facts: Facts
) -> tuple[Sequence[Mapping[str, float]], Sequence[int]]:
    """Return for each of *blocks* what its place in the page tells, and the number of its group."""
    if all(block.context is NOWHERE for block in blocks):
        # Plain text has no places: each block is a group of its own.
        return [{}] * len(blocks), range(len(blocks))
    housing = housing_of(blocks)
    placements = placement_features(blocks, housing)
    settings = structure_features(blocks, housing, facts)
    return list(map(or_, placements, settings)), groups_of(blocks, housing)


def _opening_features(read: Words, hits: Sequence[Hit]) -> Iterator[tuple[str, float]]:
    """Report the concepts at the beginning of the block, and how much of it each concept takes."""
    if not hits:
        return
    # Letters of tokens only, so that spaces and signs make no block look less covered.
    total = max(sum(read.ends) - sum(read.starts), 1)
    # The first token, not the first character: a bullet or an arrow may precede it.
    begin = next(iter(read.starts), 0)
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
    if not hits:
        return
    text = read.text.rstrip()
    begin = max(text.rfind(stop, 0, len(text) - 1) for stop in _STOPS)
    if begin > 0:
        # A set in the order of the text: the same block must give the same features.
        for concept in dict.fromkeys(hit.concept for hit in hits if hit.start > begin):
            yield f"e:{concept}", 1.0


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
    total = max(sum(read.ends) - sum(read.starts), 1)
    covered, reached = 0, 0
    # Terms overlap ("sign up", "sign up now"): each letter counts once.
    for start, end in sorted(map(_SPAN, hits)):
        if end > reached:
            covered += end - max(start, reached)
            reached = end
    return min(covered / total, 1.0)


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
    yield from zip(compress(_MARKS, _marks(text, read)), repeat(1.0), strict=False)
    yield "s:quoted", read.quote_share
    if read.quote_share > _MOSTLY_QUOTED:
        yield "s:mostly_quoted", 1.0
    # Names speak for the news: banners name hardly more than the outlet.
    names = len(read.names) / max(size, 1)
    yield "s:names", min(names * 3, 1.0)
    yield "s:numbers", min(3 * read.tokens.count("#") / max(size, 1), 1.0)
    if block.kind != "paragraph":
        yield f"s:{block.kind}", 1.0


_MARKS = (
    "s:bracketed", "s:cut_off", "s:age", "s:no_stop", "s:ends_question", "s:ends_exclaim", "s:ends_colon",
    "s:question", "s:exclaim", "s:separators", "s:double_space", "s:email", "s:digits", "s:address",
    "s:phone", "s:opens_quote", "s:opens_mark", "s:capitals", "s:colon", "s:dash_end",
)  # fmt: skip


def _marks(text: str, read: Words) -> tuple[bool, ...]:
    """Return of each of ``_MARKS`` whether a block has it."""
    begin, end = text[:1], text[-1:]
    has_digits = "#" in read.tokens
    return (
        begin in "([（［【" and end in ")]）］】",
        # A teaser of another story is cut off, where a quotation in the article goes on after the dots.
        text.endswith(("...", "…", "[…]")),
        # What is looked up first is what every match has: searches are slow, and few blocks have it.
        has_digits and "+" in text and _AGE.search(text) is not None,
        end not in ".!?…。！？।:؟”»\"'’)",
        end in "?？؟",
        end in "!！",
        end in ":：",
        any(map(text.__contains__, "?？؟")),
        any(map(text.__contains__, "!！")),
        any(map(text.__contains__, _SEPARATORS)),
        any(map(text.__contains__, _WIDE_SPACES)),
        # "@" alone is a handle of a social network, too.
        "@" in read.tokens and "." in text,
        has_digits,
        "www." in text or "://" in text or _ADDRESS.search(text) is not None,
        has_digits and _PHONE.search(text) is not None,
        # A dash opens direct speech in Spanish, Polish, Russian and other languages.
        begin in '"“«„「『‘—–-',
        begin in "→►▶•*([#…>©✉📩👉➡",
        text.isupper() and len(text) > _MIN_CAPITALS,
        # A label is short, and a character of Chinese or Japanese says as much as several letters.
        ":" in text[:40] or "：" in text[:20],
        " — " in text[-40:] or " – " in text[-40:],
    )
