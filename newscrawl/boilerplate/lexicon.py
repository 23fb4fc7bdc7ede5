"""Vocabulary of boilerplate: concepts per language, as data, and where a text speaks of them.

A lexicon file ``data/lexicon/<language>.toml`` has one table ``[terms]``: concept → terms,
separated by commas. A term is one or more tokens; a token that ends in ``*`` stands for every word
that begins so, ``#`` for any number, and a number in figures for itself. Languages written without
spaces between words list theirs under ``[substrings]``: those are found anywhere. A lexicon is that
of one language, the one for every language (``any``) and, of English, all but the small words,
since pages in every language carry English labels.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, compress, filterfalse, repeat
from operator import itemgetter
from typing import NamedTuple

from newscrawl.boilerplate.terms import Terms, number_in
from newscrawl.boilerplate.tokens import Words, fold, fold_with_places, words
from newscrawl.errors import RuleError

SMALL_WORDS = frozenset({"you", "we", "i", "said", "modal", "third"})
"""Concepts whose terms are so short that they mean something else in the next language."""

READ_AS: Mapping[str, str] = {
    # Written languages that are near enough for one vocabulary to read both.
    "sr": "hr",
    "bs": "hr",
    "sh": "hr",
    "cnr": "hr",
    "ms": "id",
    "fil": "tl",
    "nb": "no",
    "nn": "no",
}
"""Languages that are read by the lexicon of another one."""

CYRILLIC = {
    # Pairs first: "nj" has to become one letter before "n" and "j" are replaced.
    **{"dž": "џ", "lj": "љ", "nj": "њ"},
    **dict(zip("abvgdđežzijklmnoprstćufhcčš", "абвгдђежзијклмнопрстћуфхцчш", strict=True)),
}
"""Letters of Serbian: Latin → Cyrillic, pairs first."""

ARABIC_PREFIXES = frozenset("والبفكلس")
"""Letters of which the article and the particles that are written onto a word are made."""

CONCEPTS: Mapping[str, str] = {
    "you": "turns to the reader",
    "we": "speaks as the outlet",
    "i": "speaks in the first person",
    "reader": "speaks of readers, members or donors",
    "outlet": "speaks of the newsroom and its journalism",
    "give": "asks for a gift or support",
    "join": "asks to become a member",
    "subscribe": "offers a subscription",
    "access": "speaks of locked or free access",
    "account": "asks to log in or register",
    "money": "names a sum of money",
    "period": "names a payment period",
    "cost": "says what the work costs or who pays for it",
    "effort": "says how little it takes",
    "free": "says that reading is free of charge",
    "independent": "speaks of independence, owners or pressure",
    "campaign": "counts down a fundraising campaign",
    "continuation": "hopes to be able to go on",
    "thanks": "thanks the reader",
    "dismiss": "offers to close or postpone the message",
    "greet": "greets the reader or asks to be heard",
    "payment": "names ways to pay",
    "newsletter": "offers a newsletter",
    "signup": "asks to sign up or to receive",
    "app": "offers an app or notifications",
    "follow": "asks to follow",
    "network": "names a social network",
    "share": "asks to share",
    "print": "offers to print, save or send",
    "related": "points to other articles",
    "readmore": "leads on to the rest",
    "comments": "asks for or counts comments",
    "audio": "offers to listen",
    "ad": "labels an advertisement",
    "cookie": "speaks of cookies and consent",
    "licence": "states rights or terms of reuse",
    "credit": "credits those who made it",
    "role": "names an editorial role",
    "bio": "introduces the author",
    "tip": "asks for tips or error reports",
    "disclosure": "discloses interests or partners",
    "event": "advertises an event",
    "like": "asks whether the reader liked it",
    "said": "reports what somebody said",
    "modal": "an invitation verb",
    "help": "points to help, police or a hotline",
    "third": "tells of somebody in the third person",
    "reading": "speaks of the reading of this very text",
    "notice": "warns, or disclaims advice and liability",
    "machine": "says that a machine wrote it, or who translated it",
    "technical": "speaks of how the page works",
}
"""Every concept, with what its presence says, as the predicate of a sentence about the block."""

_DATA = files("newscrawl.boilerplate") / "data"


_PREFIX_CHARS = 4
"""The longest chain of article and particles before an Arabic word."""
_FIGURE = re.compile(r"\d")
_SHORT_TERM = 2
"""English terms up to this length are words of other languages too."""


class Hit(NamedTuple):
    """One term found: its concept, its characters, and whether it is inside quotation marks."""

    concept: str
    start: int
    end: int
    quoted: bool


_NOTHING: frozenset[str] = frozenset()


class _Look(NamedTuple):
    """What the vocabulary knows of one token.

    Attributes:
        edges: The words of terms that may stand for it.
        concepts: The concepts of terms that are the token alone.
        begun: What longer terms begin with that begin with it.
        onward: The words that may follow in one of them.
    """

    edges: tuple[str, ...]
    concepts: tuple[str, ...]
    begun: tuple[str, ...]
    onward: frozenset[str]


_END = _Look((), (), (), _NOTHING)


class Lexicon:
    """The vocabulary of one language; finding is linear in the number of tokens."""

    def __init__(self, language: str, terms: Terms, substrings: Iterable[tuple[str, str]]):
        self.language = language
        self._terms = terms
        self._stem_sizes: dict[str, set[int]] = {}
        self._substrings: dict[str, list[tuple[str, str]]] = {}
        # From two letters on: a term of one letter and ``*`` would stand for most words.
        for stem in (each for each in terms.stems if len(each) > 1):
            self._stem_sizes.setdefault(stem[:2], set()).add(len(stem))
        for concept, term in substrings:
            # By the first two characters: few terms are tried at each place of a text.
            self._substrings.setdefault(term[:2], []).append((term, concept))
        self._firsts = frozenset(map(itemgetter(0), self._substrings))
        # One cache for each lexicon: a cache on the method would be shared by all of them.
        self._look = lru_cache(maxsize=1 << 13)(self._look_at)

    def _edges_of(self, token: str) -> tuple[str, ...]:
        """Return the words of terms that may stand for a token."""
        if token.isdecimal():
            return ("#", token)
        # Only lengths that a stem has: a "word" of a hostile page is long.
        sizes = self._stem_sizes.get(token[:2])
        if not sizes:
            return (token,)
        stems = (token[:size] for size in sorted(sizes) if size <= len(token))
        return (token, *(f"{stem}*" for stem in stems if stem in self._terms.stems))

    def _look_at(self, token: str) -> _Look:
        """Return what the vocabulary knows of one token."""
        edges = self._edges_of(token)
        concepts, onward = self._terms.concepts, self._terms.onward
        known = [edge for edge in edges if edge in concepts]
        if not known:
            return _Look(edges, (), (), _NOTHING)
        begun = tuple(filter(onward.__contains__, known))
        own = chain.from_iterable(map(concepts.__getitem__, known))
        return _Look(edges, tuple(own), begun, _NOTHING.union(*map(onward.__getitem__, begun)))

    def find(self, read: Words) -> list[Hit]:
        """Return every term in *read*, in order of its start."""
        hits: list[Hit] = []
        looks = list(map(self._look, _with_numbers(read)))
        # Not ``strict``: without any word there is an end all the same.
        pairs = zip(looks, (*looks[1:], _END), strict=False)
        for index, (look, after) in enumerate(pairs):
            if look.concepts:
                place = (read.starts[index], read.ends[index], read.quoted[index])
                hits += [Hit(concept, *place) for concept in look.concepts]
            # Many words begin terms ("your"), and few of them go on so.
            if look.onward and not look.onward.isdisjoint(after.edges):
                hits += self._longer(read, looks, index)
        if self._substrings:
            hits += self._find_substrings(read)
        return hits

    def _longer(self, read: Words, looks: Sequence[_Look], first: int) -> Iterator[Hit]:
        """Return the terms that begin at *first* and are longer than one token."""
        concepts, start, quoted = self._terms.concepts, read.starts[first], read.quoted[first]
        begun: Sequence[str] = looks[first].begun
        for last in range(first + 1, len(looks)):
            # All ways at once: "support*" and "support" may both go on from here.
            reached = (f"{way} {edge}" for way in begun for edge in looks[last].edges)
            begun = [way for way in reached if way in concepts]
            if not begun:
                return
            for concept in chain.from_iterable(map(concepts.__getitem__, begun)):
                yield Hit(concept, start, read.ends[last], quoted)

    def _find_substrings(self, read: Words) -> list[Hit]:
        """Return the terms of a language without spaces, wherever in *read* they are."""
        # Hits are places in the text as it was read, with the vowel signs that terms have not.
        text, places = fold_with_places(read.text)
        hits: list[Hit] = []
        for index in compress(range(len(text)), map(self._firsts.__contains__, text)):
            char, pair = text[index], text[index : index + 2]
            # Terms of one character are listed under that character.
            for key in (pair, char) if pair != char else (char,):
                for term, concept in self._substrings.get(key, ()):
                    # Arabic writes its particles onto the word: it has no border to ask for.
                    if text.startswith(term, index) and _may_begin(text, index):
                        start, end = places[index], places[index + len(term) - 1] + 1
                        hits.append(Hit(concept, start, end, _is_quoted(read, start)))
        return hits


def _is_quoted(read: Words, index: int) -> bool:
    """Return whether the token at *index* of the text, or the one before it, is in quotation marks."""
    token = bisect_right(read.starts, index) - 1
    return bool(read.quoted) and read.quoted[max(0, token)]


def _may_begin(text: str, index: int) -> bool:
    """Whether a term may begin here: in Arabic at a word's begin or after its article and particles only."""
    if not "\u0600" <= text[index] <= "\u06ff":
        return True
    begin = index
    while begin and index - begin < _PREFIX_CHARS and text[begin - 1].isalpha():
        begin -= 1
    return ARABIC_PREFIXES.issuperset(text[begin:index])


def _with_numbers(read: Words) -> Sequence[str]:
    """Return the tokens of *read*, those of numbers as terms name them."""
    if "#" not in read.tokens:
        return read.tokens
    tokens = list(read.tokens)
    for at in compress(range(len(tokens)), map("#".__eq__, read.tokens)):
        tokens[at] = number_in(read.text[read.starts[at] : read.ends[at]])
    return tokens


@lru_cache(maxsize=1)  # its two tables are asked for one after the other
def _read_file(name: str) -> dict[str, dict[str, str]]:
    source = _DATA / "lexicon" / f"{name}.toml"
    # Languages without vocabulary are read by the English one.
    if not source.is_file():
        return {}
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"lexicon/{name}.toml: {error}") from error


def read_terms(name: str, table: str = "terms") -> list[tuple[str, str]]:
    """Return the (concept, term) pairs of one table of the lexicon file *name*, in order.

    Raises:
        RuleError: If the file is no TOML, names a concept that is not one, or has a term that any
            number is.
    """
    tables = _read_file(name).get(table, {})
    strange = next(filterfalse(CONCEPTS.__contains__, tables), None)
    if strange is not None:
        known = ", ".join(CONCEPTS)
        raise RuleError(f"lexicon/{name}.toml: unknown concept {strange!r}; known: {known}")
    pairs: list[tuple[str, str]] = []
    for concept, listed in tables.items():
        # Folded at once, and not term by term: there are thousands.
        terms = map(str.strip, fold(listed).split(","))
        pairs += zip(repeat(concept), filter(None, terms), strict=False)
    # Such a term would find boilerplate in every figure of every article.
    figures = filter(_FIGURE.search, map(itemgetter(1), pairs))
    number = next(filter(_is_number, figures), None)
    if number is not None and table == "terms":
        raise RuleError(f"lexicon/{name}.toml: {number!r} stands for any number; add a word to it")
    return pairs


def _is_number(term: str) -> bool:
    """Return whether a term stands for any number."""
    return not any(map(str.isalpha, term)) and set(words(term)) == {"#"}


def _in_cyrillic(term: str) -> str:
    """Return a Serbian *term* in Cyrillic.

    >>> _in_cyrillic("pridruži* se, ljudi")
    'придружи* се, људи'
    """
    for latin, letter in CYRILLIC.items():
        term = term.replace(latin, letter)
    return term


def own_terms(language: str) -> list[tuple[str, str]]:
    """Return the (concept, term) pairs of *language*, or of the one that it is read as."""
    own = read_terms(READ_AS.get(language, language))
    if language == "sr":
        # Serbian pages are written in either script, and headings and text of one page may differ.
        own += [(concept, _in_cyrillic(term)) for concept, term in own]
    return own


def load_lexicon(language: str | None) -> Lexicon:
    """Return the lexicon for *language*; for an unknown one that of English and of every language."""
    # One for all codes without vocabulary: pages state any two letters, and a lexicon takes 1 MB.
    if language is None or not has_terms(language):
        return _lexicon_of("en")
    return _lexicon_of(language)


def has_terms(language: str) -> bool:
    """Return whether there is a vocabulary of *language*, or of one that it is read as."""
    return READ_AS.get(language, language) in known_languages()


@cache
def known_languages() -> frozenset[str]:
    """Return the languages that the package has a vocabulary of."""
    names = (each.name for each in (_DATA / "lexicon").iterdir())
    return frozenset(name.removesuffix(".toml") for name in names)


@cache
def _lexicon_of(language: str) -> Lexicon:
    """Return the lexicon for *language*, which has a vocabulary."""
    substrings = read_terms(language, "substrings")
    english, beside_others = _english()
    own = own_terms(language) if language != "en" else []
    # Languages without spaces have substrings alone: no word of theirs is one of English.
    terms = beside_others.with_terms(own) if own else english
    return Lexicon(language, terms, substrings)


@cache
def _english() -> tuple[Terms, Terms]:
    """Return the terms of English and of every language: all, and those that other languages can have too."""
    terms = read_terms("en")
    # Short English terms ("we", "in") are words of other languages with another sense.
    small = set(filter(_is_small, terms))
    wide = filterfalse(small.__contains__, terms)
    beside_others = Terms().with_terms([*wide, *read_terms("any")])
    everything = beside_others.with_terms(filter(small.__contains__, terms))
    return everything, beside_others


def _is_small(pair: tuple[str, str]) -> bool:
    """Return whether the (concept, term) *pair* of English may mean something else in other languages."""
    concept, term = pair
    return concept in SMALL_WORDS or len(term) <= _SHORT_TERM
