"""Is a text of the data of a page prose, or is it code, names or numbers?"""

import re
from typing import Final
from unicodedata import category

MIN_LETTERS: Final = 0.6
"""Least share (0–1) of letters in prose."""
MAX_CODE_EVERY: Final = 150
"""Prose has at most one sign of code in so many characters, on average …"""
MIN_END_EVERY: Final = 600
"""… and at least one end of a sentence in so many."""
_SENTENCE_END: Final = re.compile(
    r"[.!?…\"'”»)](?:\s|$)|[。！？।॥؟۔։።၊။។៕།]|[\u0e00-\u0eff](?:\s|$)"
)
"""Thai and Lao have no full stop: a space ends a sentence, or a part of one."""
_MARKS: Final = frozenset({"Mn", "Mc"})
"""Signs that belong to a letter. Source: Unicode Standard, "General Category"."""
_CODE: Final = re.compile(r"[{}\\]|=>|;\s*\n|function\s*\(|https?://")


def is_prose(text: str) -> bool:
    """Return whether *text* is sentences rather than code, names or numbers.

    >>> is_prose("The council met on Tuesday. It will vote again in May, the mayor said.")
    True
    >>> is_prose("var a={b:1};function(c){return c}")
    False
    """
    size = len(text)
    letters = _letters_in(text)
    signs_of_code = len(_CODE.findall(text))
    sentences = len(_SENTENCE_END.findall(text))
    tests = (
        letters >= MIN_LETTERS * size,
        signs_of_code * MAX_CODE_EVERY <= size,
        sentences * MIN_END_EVERY >= size,
    )
    return all(tests)


def _letters_in(text: str) -> int:
    """Return the number of letters in *text*, with the vowel signs and accents of a letter."""
    letters = sum(map(str.isalpha, text))
    if text.isascii():
        return letters
    return letters + sum(kind in _MARKS for kind in map(category, text))
