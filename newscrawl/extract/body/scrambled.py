"""Paragraphs whose letters were exchanged: the page sells its text, and shows a cipher of it.

Some outlets show those who have not paid the shape of a text with other letters ("Hsx Embiwh wzm
Fjckururw"), blurred by a style. Told by words without a vowel, of which the languages that are
written in Latin and Cyrillic letters have few. Units, code and URLs have such words too: the same
ones again and again, or next to signs. No library looks for it.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from newscrawl.extract.body.rulings import Ruling, Verdicts, indexes_of, ruled
from newscrawl.extract.segmentation.segments import Segment

SCRAMBLED: Final = Ruling(
    "subscription",
    "structure.scrambled",
    "Its letters were exchanged: the page shows who has not paid no more than the shape of the text.",
)
VOWELS: Final = frozenset("aeiouyw" + "аеёиоуыэюяіїєѣў")
"""Letters that make a syllable; "w" does in Welsh."""
WORD: Final = re.compile(r"(?<![\w./@#&-])[^\W\d_]{2,}(?![\w/@&]|\.\w)")
"""A word of letters that is no part of a URL, a name of a file or a tag."""
MUTE: Final = re.compile(r"\b[b-df-hj-np-tvxzбвгджзйклмнпрстфхцчшщ]{2,}\b")
"""A word without a vowel, told at a tenth of the cost; accents and capitals are left out."""
MIN_WORDS: Final = 12
"""Different words of a paragraph from which on it is judged."""
MIN_SHARE, MIN_MUTE = 0.2, 5
"""Share (0–1) of them, and how many, without a vowel. Of 49,470 lines of true texts in some thirty
languages none has as many; of a cipher a quarter to a third of the words are so."""
MIN_SURE, REACH, MAX_MUTE = 2, 2, 0.08
"""So many such paragraphs are on a page that scrambles; so many blocks from a scrambled one, another is, too,
with a larger share (0–1) of words without a vowel."""
MIN_WORD_CHARS: Final = 4
"""Characters of a word and its space in the mean, at least."""
MAX_CHARS: Final = 400
"""So much of a paragraph is looked at."""
_OTHER: Final = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f\u0400-\u052f\u1e00-\u1eff]")
"""A letter of a script that is neither Latin nor Cyrillic: many write no vowels."""


def scrambled_of(segments: Sequence[Segment]) -> Verdicts:
    """Return the verdicts on the paragraphs whose letters were exchanged."""
    sure = list(filter(_is_scrambled, segments))
    # Nearly all pages end here.
    if len(sure) < MIN_SURE:
        return {}
    found = indexes_of(sure)
    for segment in filter(_may_be_scrambled, segments):
        near = range(segment.index - REACH, segment.index + REACH + 1)
        if not found.isdisjoint(near):
            found |= {segment.index}
    return ruled((segments[index] for index in found), SCRAMBLED)


def _is_scrambled(segment: Segment) -> bool:
    """Return whether a paragraph has too many words that nobody could speak."""
    # Most segments are too short to hold so many words.
    if segment.width < MIN_WORDS * MIN_WORD_CHARS or segment.kind == "code":
        return False
    text = segment.text[:MAX_CHARS]
    # Nearly all others have no more than an abbreviation of this look.
    return len(MUTE.findall(text)) >= MIN_MUTE and is_cipher(text)


def _may_be_scrambled(segment: Segment) -> bool:
    """Return whether a block among scrambled ones is one of them."""
    words = _words_of(segment.text[:MAX_CHARS])
    return sum(map(_is_mute, words)) > MAX_MUTE * len(words)


def is_cipher(text: str) -> bool:
    """Return whether *text* has too many different words without a vowel.

    >>> is_cipher("Hsx Embih rzm Fjcrurw fdb hjf Dcrsgm zvk Nwrib cua akvc Ycaq rblm Bqogp qmpb")
    True
    >>> is_cipher("The council of the harbour town voted to close the old bridge for two years")
    False
    """
    words = _words_of(text)
    if len(words) < MIN_WORDS or _OTHER.search(text):
        return False
    mute = sum(map(_is_mute, words))
    return mute >= max(MIN_MUTE, MIN_SHARE * len(words))


def _words_of(text: str) -> set[str]:
    """Return the different words of *text* in lower case, without abbreviations in capitals."""
    return {word.lower() for word in WORD.findall(text) if not word.isupper()}


@lru_cache(maxsize=1 << 13)
def _is_mute(word: str) -> bool:
    """Return whether a word has no vowel, accents left aside."""
    return VOWELS.isdisjoint(unicodedata.normalize("NFD", word))
