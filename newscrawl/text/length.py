"""How long a text is for who reads it, in letters of an alphabet."""

from unicodedata import east_asian_width

_WIDE = frozenset("WF")
"""Chinese, Japanese and Korean characters, among others. Source: Unicode Standard Annex 11."""
LETTERS_EACH = 2
"""Letters that such a character counts for, as in the lengths of short messages.
Source: Twitter Text 3.1, "weighted characters"."""


def letters_of(text: str) -> int:
    """Return the length of *text* in characters, those of Chinese, Japanese and Korean counted twice.

    >>> letters_of("Bridge opened"), letters_of("新桥通车了")
    (13, 10)
    """
    if text.isascii():
        return len(text)
    wide = sum(width in _WIDE for width in map(east_asian_width, text))
    return len(text) + (LETTERS_EACH - 1) * wide
