"""Terms of the vocabulary, as the tokens of a text have them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, pairwise

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
        both = Terms(
            concepts=self.concepts.copy(),
            onward=self.onward.copy(),
            stems=self.stems.copy(),
        )
        for concept, term in pairs:
            both._add(concept, term)
        return both

    def _add(self, concept: str, term: str) -> None:
        """Add one term, and all that it begins with."""
        is_plain = _PLAIN_TERM.fullmatch(term) is not None
        parts = term.split(" ") if is_plain else _keys_of(term)
        whole = " ".join(parts)
        known = self.concepts.get(whole, ())
        if concept not in known:
            self.concepts[whole] = (*known, concept)
        begun = ""
        for part, after in pairwise(parts):
            begun = f"{begun} {part}".lstrip()
            # A new set, not a change: the other languages share that of English.
            self.onward[begun] = self.onward.get(begun, _NONE) | {after}
            self.concepts.setdefault(begun, ())
        if "*" in whole:
            starred = (part for part in parts if part.endswith("*"))
            self.stems.update(part[:-1] for part in starred)


def number_in(written: str) -> str:
    """Return a number as a term names it, or ``#`` for one that is too long to be named.

    >>> number_in("18."), number_in("۱۸"), number_in("1,5")
    ('18', '18', '#')
    """
    digits = written.rstrip(".,")
    is_short = len(digits) <= _MOST_DIGITS
    if is_short and digits.isdecimal():
        return str(int(digits))
    return "#"


def _keys_of(term: str) -> list[str]:
    """Return the words of *term* as tokens have them."""
    return list(chain.from_iterable(map(_keys, term.split())))


def _keys(part: str) -> list[str]:
    """Return one word of a term as tokens have it: several of them where it has a hyphen."""
    if part == "#":
        return [part]
    numbers = map(number_in, _NUMBER.findall(part))
    tokens = [next(numbers) if word == "#" else word for word in words(part)]
    # The tokens have no star; of a term with a hyphen, the last word gets it back.
    if part.endswith("*"):
        tokens[-1:] = [f"{token}*" for token in tokens[-1:]]
    return tokens
