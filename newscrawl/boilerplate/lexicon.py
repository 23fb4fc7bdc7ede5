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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from newscrawl.boilerplate.tokens import Words, fold, fold_in_place, words
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
_MOST_DIGITS = 4
"""Digits of a number that a term may name, as an age or a form; ``#`` stands for any number."""
_NUMBER = re.compile(r"\d[\d.,]*")
_SHORT_TERM = 2
"""English terms up to this length are words of other languages too."""


@dataclass(slots=True)
class _Node:
    """One step of the trie of terms."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    concepts: tuple[str, ...] = ()


_Opening = tuple[tuple[str, ...], tuple[_Node, ...]]


class Hit(NamedTuple):
    """One term found: its concept, its characters, and whether it is inside quotation marks."""

    concept: str
    start: int
    end: int
    quoted: bool


class Lexicon:
    """The compiled vocabulary of one language; finding is linear in the number of tokens."""

    def __init__(
        self, language: str, terms: Iterable[tuple[str, str]], substrings: Iterable[tuple[str, str]]
    ):
        self.language = language
        self._root = _Node()
        self._prefixes: set[str] = set()
        self._longest_prefix = 0
        self._substrings: dict[str, list[tuple[str, str]]] = {}
        for concept, term in terms:
            self._add(concept, term)
        for concept, term in substrings:
            # By the first two characters: few terms are tried at each place of a text.
            self._substrings.setdefault(term[:2], []).append((term, concept))
        # One cache for each lexicon: a cache on the method would be shared by all of them.
        self._edges = lru_cache(maxsize=1 << 12)(self._edges_of)
        self._openings = lru_cache(maxsize=1 << 12)(self._openings_of)

    def _add(self, concept: str, term: str) -> None:
        node = self._root
        for part in term.split():
            for key in _keys(part):
                if key.endswith("*"):
                    self._prefixes.add(key[:-1])
                    # Bounds the beginnings that are tried: a "word" of a hostile page is long.
                    self._longest_prefix = max(self._longest_prefix, len(key) - 1)
                node = node.next.setdefault(key, _Node())
        node.concepts = tuple({*node.concepts, concept})

    def _edges_of(self, token: str) -> tuple[str, ...]:
        if token.isdecimal():
            return ("#", token)
        longest = min(len(token), self._longest_prefix)
        # From two letters on: a term of one letter and ``*`` would stand for most words.
        stems = (token[:size] for size in range(2, longest + 1))
        return (token, *(f"{stem}*" for stem in stems if stem in self._prefixes))

    def _openings_of(self, token: str) -> _Opening | None:
        """Return the concepts of terms that are *token* alone, and the nodes of longer terms."""
        nodes = _nodes_after([self._root], self._edges(token))
        if not nodes:
            return None
        concepts = chain.from_iterable(node.concepts for node in nodes)
        return tuple(concepts), tuple(node for node in nodes if node.next)

    def find(self, read: Words) -> list[Hit]:
        """Return every term in *read*, in order of its start."""
        hits: list[Hit] = []
        tokens = _with_numbers(read)
        for index, opening in enumerate(map(self._openings, tokens)):
            # Most tokens begin no term: they cost one look into the cache.
            if opening is not None:
                concepts, onward = opening
                if concepts:
                    place = (read.starts[index], read.ends[index], read.quoted[index])
                    hits += [Hit(concept, *place) for concept in concepts]
                if onward:
                    self._follow(read, tokens, index, onward, hits)
        if self._substrings:
            hits += self._find_substrings(read)
        return hits

    def _follow(
        self,
        read: Words,
        tokens: Sequence[str],
        first: int,
        active: Sequence[_Node],
        hits: list[Hit],
    ) -> None:
        """Add the terms that begin at *first* and are longer than one token; *active*: their nodes so far."""
        start, quoted = read.starts[first], read.quoted[first]
        for last in range(first + 1, len(tokens)):
            # All ways through the trie at once: "support*" and "support" may both go on from here.
            active = _nodes_after(active, self._edges(tokens[last]))
            if not active:
                return
            end = read.ends[last]
            for node in active:
                hits += [Hit(concept, start, end, quoted) for concept in node.concepts]

    def _find_substrings(self, read: Words) -> list[Hit]:
        # The length must stay, since hits are places in the text as it was read.
        text = fold_in_place(read.text)
        hits: list[Hit] = []
        token, last = 0, len(read.tokens) - 1
        for index, char in enumerate(text):
            while token < last and read.starts[token + 1] <= index:
                token += 1
            pair = text[index : index + 2]
            # Terms of one character are listed under that character.
            for key in (pair, char) if pair != char else (char,):
                for term, concept in self._substrings.get(key, ()):
                    # Arabic writes its particles onto the word: it has no border to ask for.
                    if text.startswith(term, index) and _may_begin(text, index):
                        hits.append(
                            Hit(concept, index, index + len(term), last >= 0 and read.quoted[token])
                        )
        return hits


def _nodes_after(nodes: Iterable[_Node], edges: Sequence[str]) -> list[_Node]:
    """Return the nodes that one of *edges* leads to from one of *nodes*."""
    return [node.next[edge] for node in nodes for edge in edges if edge in node.next]


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
    places = zip(read.tokens, read.starts, read.ends, strict=True)
    return [_number(read.text[begin:end]) if word == "#" else word for word, begin, end in places]


def _number(written: str) -> str:
    """Return a number as a term names it, or ``#`` for one that is too long to be named.

    >>> _number("18."), _number("۱۸"), _number("1,5")
    ('18', '18', '#')
    """
    digits = written.rstrip(".,")
    return str(int(digits)) if len(digits) <= _MOST_DIGITS and digits.isdecimal() else "#"


def _keys(part: str) -> list[str]:
    # Terms are folded: a part of plain letters, as most are, is its own token.
    if part == "#" or (part.isascii() and part.removesuffix("*").isalpha()):
        return [part]
    numbers = map(_number, _NUMBER.findall(part))
    tokens = [next(numbers) if word == "#" else word for word in words(part.rstrip("*"))]
    # The tokens have no star; of a term with a hyphen, the last word gets it back.
    if part.endswith("*") and tokens:
        tokens[-1] += "*"
    return tokens


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
    pairs: list[tuple[str, str]] = []
    for concept, listed in _read_file(name).get(table, {}).items():
        if concept not in CONCEPTS:
            raise RuleError(
                f"lexicon/{name}.toml: unknown concept {concept!r}; known: {', '.join(CONCEPTS)}"
            )
        terms = map(fold, map(str.strip, listed.split(",")))
        pairs += [(concept, term) for term in terms if term]
    # Such a term would find boilerplate in every figure of every article.
    numbers = [term for _, term in pairs if table == "terms" and _is_number(term)]
    if numbers:
        raise RuleError(
            f"lexicon/{name}.toml: {numbers[0]!r} stands for any number; add a word to it"
        )
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
    return _lexicon_of(language if language and _has_terms(language) else None)


def _has_terms(language: str) -> bool:
    """Return whether there is a vocabulary of *language*, or of one that it is read as."""
    return READ_AS.get(language, language) in _languages()


@cache
def _languages() -> frozenset[str]:
    """Return the languages that the package has a vocabulary of."""
    names = (each.name for each in (_DATA / "lexicon").iterdir())
    return frozenset(name.removesuffix(".toml") for name in names)


@cache
def _lexicon_of(language: str | None) -> Lexicon:
    """Return the lexicon for *language*, which has a vocabulary; for ``None`` that of all others."""
    own = own_terms(language) if language and language != "en" else []
    english = read_terms("en")
    if own:
        # Short English terms ("we", "in") are words of other languages with another sense.
        english = [
            (concept, term)
            for concept, term in english
            if concept not in SMALL_WORDS and len(term) > _SHORT_TERM
        ]
    return Lexicon(
        language or "en",
        [*own, *english, *read_terms("any")],
        read_terms(language, "substrings") if language else [],
    )
