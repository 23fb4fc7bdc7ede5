"""A title as it is compared with others: by its key, by its words, without its kicker."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import filterfalse, pairwise
from typing import Final

from newscrawl.extract.metadata.persons import name_key

MIN_HEAD_KEY: Final = 8
"""A shorter heading is a label."""
MIN_COMMON_KEY: Final = 15
"""A rest that is shorter is not taken for a headline without its kicker."""
MAX_KICKER_WORDS: Final = 6
MIN_BALANCE: Final = 0.2
"""Words of a title by those of another one, below which it must be the beginning of it."""
MIN_HEAD_CHARS: Final = 15
"""Characters above which a headline is known in a longer one with a kicker."""
_CUT_CHARS: Final = 90
"""A headline that is longer was cut off by software, if the one on the page begins with it."""
_KICKER: Final = re.compile(r"(?<=\S)(?::|\s[-–—])\s+")
_CUT_SHORT: Final = re.compile(r"(?:\.\.\.|…)$")
WORD: Final = re.compile(r"\w+")
SPACELESS: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Title:
    """One claim to be the headline.

    Attributes:
        text: The claim, folded; never empty.
        key: As of ``name_key``: equal for spellings of one title.
    """

    text: str
    key: str

    @classmethod
    def of(cls, text: str) -> "Title":
        """Return *text* with its key."""
        return cls(text, name_key(text))

    @property
    def is_label(self) -> bool:
        """Whether the title is too short for a headline."""
        return len(self.key) < MIN_HEAD_KEY

    @property
    def is_in_capitals(self) -> bool:
        """Whether the title has no small letters."""
        return self.text.isupper()

    @property
    def whole_beginning(self) -> str:
        """The text before the dots with which software ended it."""
        return _CUT_SHORT.sub("", self.text).rstrip()

    @property
    def rest(self) -> "Title | None":
        """The title without its first words, where a mark sets them off and they are few."""
        found = _KICKER.search(self.text)
        if found is None:
            return None
        kicker = self.text[: found.start()].split()
        rest = Title.of(self.text[found.end() :])
        # Many words before a colon are a part of the headline.
        is_kicker = len(kicker) <= MAX_KICKER_WORDS
        return rest if is_kicker and len(rest.key) >= MIN_COMMON_KEY else None

    @property
    def rest_key(self) -> str:
        """The key of the title without its kicker; empty where it has none."""
        rest = self.rest
        return "" if rest is None else rest.key

    def is_alike_at_end(self, other: "Title") -> bool:
        """Return whether one of two titles ends with the other."""
        return self.key.endswith(other.key) or other.key.endswith(self.key)

    def has_before(self, other: "Title") -> bool:
        """Return whether the title is *other* with a kicker in front: "Society - The headline"."""
        is_longer = MIN_HEAD_CHARS < len(other.key) < len(self.key)
        return is_longer and self.key.endswith(other.key)

    def goes_on_in(self, other: "Title") -> bool:
        """Return whether *other* begins with the title, and says more."""
        return len(other.key) > len(self.key) and other.text.startswith(self.text)

    def is_beginning_of(self, other: "Title") -> bool:
        """Return whether the title is the beginning of *other*, cut off by the page's software."""
        start = self.whole_beginning
        is_longer = len(other.text) > len(self.text)
        if not is_longer or not other.text.startswith(start):
            return False
        follows = other.text[len(start) : len(start) + 1]
        signs = (
            start != self.text,
            len(start) > _CUT_CHARS,
            # Cut within a word: software counts characters.
            follows.isalnum(),
        )
        return any(signs)

    def begins_with_few_words(self, key: str) -> bool:
        """Return whether the title has but a few words before the headline whose key is *key*."""
        words = self.text.split()
        starts = (name_key(" ".join(words[at:])) for at in range(1, MAX_KICKER_WORDS + 1))
        # Without spaces the kicker is a few characters of the first word.
        few = range(1, MAX_KICKER_WORDS + 1)
        is_short = len(self.key) - len(key) in few
        return key in starts or (is_short and self.key.endswith(key))

    def likeness_to(self, others: Iterable["Title"]) -> float:
        """Return the likeness (0–1) to the one of *others* that the title is most like."""
        compared = filterfalse(self._is_word_of, others)
        return max(map(self._likeness, compared), default=0.0)

    def _is_word_of(self, other: "Title") -> bool:
        """Return whether the title is but a word out of *other*, such as the name of a section."""
        balance = _balance(_words(self.text), _words(other.text))
        return balance < MIN_BALANCE and not other.key.startswith(self.key)

    def _likeness(self, other: "Title") -> float:
        """Return the share (0–1) of words that two titles have in common; of characters without spaces."""
        first, second = _words(self.text), _words(other.text)
        common = len(first & second)
        shorter = min(len(first), len(second))
        # By the shorter one, damped by the balance: "Politics" is contained in many titles.
        damping = 0.5 + 0.5 * _balance(first, second)
        return common / max(1, shorter) * damping


def titles(texts: Iterable[str | None]) -> tuple[Title, ...]:
    """Return those of *texts* that are not empty, each with its key."""
    return tuple(map(Title.of, filter(None, texts)))


def first_with(found: Iterable[Title], keys: Container[str]) -> Title | None:
    """Return the first of the titles *found* that has one of *keys*."""
    return next((each for each in found if each.key in keys), None)


def keys_of(found: Iterable[Title]) -> Iterator[str]:
    """Return the keys of the titles *found*."""
    return (each.key for each in found)


def _balance(first: set[str], second: set[str]) -> float:
    shorter, longer = sorted((len(first), len(second)))
    return shorter / max(1, longer)


def _words(text: str) -> set[str]:
    # Pairs of characters in the place of words, where no spaces part them.
    if SPACELESS.search(text):
        return set(map("".join, pairwise(text)))
    return set(WORD.findall(text.casefold()))
