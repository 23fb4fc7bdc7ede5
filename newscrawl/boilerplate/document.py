"""A block seen from the whole article: the words that it shares, the names, its place, the register."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, repeat

from newscrawl.boilerplate.tokens import Words, read_words
from newscrawl.model.items import Facts
from newscrawl.web.urls import shown_host

TOPICS = frozenset(
    {"give", "join", "subscribe", "access", "newsletter", "app", "ad", "cookie", "audio", "comments",
     "licence", "event", "free", "campaign", "notice", "machine"}
)  # fmt: skip
"""Concepts that an article can be about."""

_UNSHARED = 0.05
"""Share (0–1) of a block under which it shares nothing; the weights were trained with it."""
_STEM_CHARS, _HAN_CHARS = 4, 3
"""Words up to the first bear no content, those below the second no pairs. Weights were trained with it."""
_HOST_CHARS, _LOOKED_AT = 5, 600
"""Letters of a host's name below which it may be a word, and of a block that are looked through for it."""
_BYLINE_PLACES, _BYLINE_WORDS, _OPENING_WORDS = 4, 8, 5
"""First blocks and words in which a byline is, and words of a block that may open with the author's name."""
_COLON, _LABEL_CHARS, _MANY = re.compile(r"[:：]"), 24, 4
"""What is after a speaker's name, how long that may be, and blocks of one kind that are many."""
_SPACES = re.compile(r"[\W_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
_THIRD, _MIDDLE, _MIDDLE_END = 2, 5, 6
"""Places of a block from the beginning, and from the end; the weights were trained with it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Vocabulary of the article, and that of each block.

    Attributes:
        contents: The words of each block that bear content.
        repeated: Those that more than one block has.
        concepts: In how many blocks a concept is.
        title_concepts, title: Concepts and words of the headline.
        outlet, host, authors: Words of the outlet's name, its host's name, words of the authors' names.
        openings: What each block opens with, and ``alike`` how many open so.
        asking: Whether each block ends with a question, and ``questions`` how many do.
    """

    contents: Sequence[frozenset[str]]
    repeated: frozenset[str]
    concepts: Mapping[str, int]
    title_concepts: Mapping[str, int]
    title: frozenset[str]
    outlet: frozenset[str]
    host: str
    authors: frozenset[str]
    openings: Sequence[str]
    alike: Mapping[str, int]
    asking: Sequence[bool]
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


def read_vocabulary(
    read: Sequence[Words],
    concepts: Sequence[Mapping[str, int]],
    facts: Facts,
) -> Vocabulary:
    """Return what the blocks of an article have together; *concepts* are those of each."""
    counts: Counter[str] = Counter()
    spoken: Counter[str] = Counter()
    contents = [_content(each) for each in read]
    for content, found in zip(contents, concepts, strict=True):
        counts.update(content)
        spoken.update(found.keys())
    openings, asking = list(map(_opening, read)), list(map(_asks_back, read))
    return Vocabulary(
        contents=contents,
        # Each block has its own words once, so a word of two blocks is one that another has, too.
        repeated=frozenset(word for word, count in counts.items() if count > 1),
        concepts=spoken,
        # The first block is the headline nearly always: its concepts are those of the title.
        title_concepts=next(iter(concepts), {}),
        title=_content(_words_of(facts.title)),
        outlet=frozenset(_words_of(facts.site_name).tokens),
        host=_host_name(facts.url or ""),
        authors=_authors(read, facts),
        openings=openings,
        alike=Counter(filter(None, openings)),
        asking=asking,
        questions=sum(asking),
    )


@lru_cache(maxsize=1 << 6)  # plain texts have neither, and pages of a site name one outlet
def _words_of(name: str | None) -> Words:
    return read_words(name or "")


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
    is_short = read.size <= min(_BYLINE_WORDS, 2 * names)
    return is_short and names > 1


def topic_features(
    concepts: Mapping[str, int], total: int, shared: Vocabulary
) -> Iterator[tuple[str, float]]:
    """Return whether the article of *total* blocks itself is in this register, or about this topic."""
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


def document_features(
    index: int, total: int, read: Words, shared: Vocabulary
) -> Iterator[tuple[str, float]]:
    """Return how the block at *index* of *total* is related to the others."""
    yield from _content_features(index, total, shared)
    # The outlet's name is in its banners and in its articles: it ties neither to the other.
    names = read.names - shared.outlet
    named = sum(name[:7] in shared.repeated for name in names)
    yield "d:names", min(named, 3) / 3
    if shared.outlet and shared.outlet.issubset(read.tokens):
        yield "d:outlet", 1.0
    if shared.host and _names_host(read.text[:_LOOKED_AT].lower(), shared.host):
        yield "d:host", 1.0
    if not shared.authors.isdisjoint(read.tokens[:_OPENING_WORDS]) and not _is_byline(read):
        yield "d:author", 1.0
    yield "d:questions", min(shared.questions - shared.asking[index], _MANY) / _MANY
    yield "d:same_opening", min(shared.alike.get(shared.openings[index], 1) - 1, _MANY) / _MANY
    yield from zip(compress(_PLACES, _places(index, total)), repeat(1.0), strict=False)


def _names_host(text: str, host: str) -> bool:
    """Return whether *text* names *host*, whatever signs and spaces are in the name."""
    # Of ASCII alone it is a matter of three calls: only what holds the name so is looked at in full.
    plain = text.encode("ascii", "ignore").translate(None, _NO_LETTERS)
    return host.encode("ascii", "ignore") in plain and host in _SPACES.sub("", text)


def _content_features(index: int, total: int, shared: Vocabulary) -> Iterator[tuple[str, float]]:
    """Return how many of the words of a block the others have, and its neighbours, and the title."""
    content = shared.contents[index]
    if not content:
        return
    share = len(content & shared.repeated) / len(content)
    yield "d:shared", share
    yield "d:shared_none", float(share < _UNSHARED)
    # A banner that tells a story goes on in the next block, not in the article.
    if index > 0:
        yield "d:shared_before", len(content & shared.contents[index - 1]) / len(content)
    if index + 1 < total:
        yield "d:shared_after", len(content & shared.contents[index + 1]) / len(content)
    yield "d:title", min(len(content & shared.title), 3) / 3


_PLACES = ("d:first", "d:second", "d:third", "d:last", "d:last_three", "d:half", "d:middle")


def _places(index: int, total: int) -> tuple[bool, ...]:
    """Return of each of ``_PLACES`` whether a block is there."""
    return (
        index == 0,
        index == 1,
        index == _THIRD,
        index == total - 1,
        total - 4 < index < total - 1,
        index > total / 2,
        _MIDDLE < index < total - _MIDDLE_END,
    )
