"""Terms of the vocabulary, as the tokens of a text have them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from newscrawl.boilerplate.tokens import words

_MOST_DIGITS = 4
"""Digits of a number that a term may name, as an age or a form; ``#`` stands for any number."""
_NUMBER = re.compile(r"\d[\d.,]*")
_PLAIN_TERM = re.compile(r"[^\W\d_\u0e00-\U0010ffff]+\*?(?: [^\W\d_\u0e00-\U0010ffff]+\*?)*")
"""Terms whose words are their tokens, as those of nearly all are: letters alone, none written with marks."""

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of one or more languages.

    Attributes:
        concepts: A term, its words joined by spaces → its concepts; none for what is only a beginning.
        onward: What longer terms begin with → the words that may follow.
        stems: Words of terms that stand for every word that begins so.
    """

    concepts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    onward: dict[str, frozenset[str]] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)

    def with_terms(self, pairs: Iterable[tuple[str, str]]) -> "Terms":
        """Return these terms with those of the (concept, term) *pairs*."""
        both = Terms(self.concepts.copy(), self.onward.copy(), self.stems.copy())
        for concept, term in pairs:
            both._add(concept, term)
        return both

    def _add(self, concept: str, term: str) -> None:
        parts = term.split(" ") if _PLAIN_TERM.fullmatch(term) else _keys_of(term)
        whole = " ".join(parts)
        known = self.concepts.get(whole, ())
        if concept not in known:
            self.concepts[whole] = (*known, concept)
        for size in range(1, len(parts)):
            begun = " ".join(parts[:size])
            # A new set, not a change: the other languages share that of English.
            self.onward[begun] = self.onward.get(begun, _NONE) | {parts[size]}
            self.concepts.setdefault(begun, ())
        if "*" in whole:
            self.stems.update(part[:-1] for part in parts if part.endswith("*"))


def number_in(written: str) -> str:
    """Return a number as a term names it, or ``#`` for one that is too long to be named.

    >>> number_in("18."), number_in("۱۸"), number_in("1,5")
    ('18', '18', '#')
    """
    digits = written.rstrip(".,")
    return str(int(digits)) if len(digits) <= _MOST_DIGITS and digits.isdecimal() else "#"


def _keys_of(term: str) -> list[str]:
    """Return the words of *term* as tokens have them."""
    return list(chain.from_iterable(map(_keys, term.split())))


def _keys(part: str) -> list[str]:
    if part == "#":
        return [part]
    numbers = map(number_in, _NUMBER.findall(part))
    tokens = [next(numbers) if word == "#" else word for word in words(part.rstrip("*"))]
    # The tokens have no star; of a term with a hyphen, the last word gets it back.
    if part.endswith("*") and tokens:
        tokens[-1] += "*"
    return tokens
