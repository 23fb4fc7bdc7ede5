"""UTF-16 without a byte-order mark, told by its bytes: those of one half of each pair are of few kinds."""

import codecs
import re
import unicodedata
from typing import Final

HEAD_BYTES: Final = 4_096
SAMPLE_BYTES: Final = 8_192
MIN_BYTES: Final = 16
MIN_ZERO_SHARE: Final = 0.02
"""Share (0–1) of pairs with a zero byte: spaces, digits and line breaks of any script have one."""
MIN_PUNCTUATION_SHARE: Final = 0.02
"""Share (0–1) of pairs that begin with 30: "。", "、" and kana. No lead byte of an older charset is 30."""
_HAN_BYTES: Final = frozenset({0x00, 0x20, 0x30, 0xFF, *range(0x4E, 0xA0)})
"""First bytes of pairs in Chinese and Japanese: letters and punctuation."""
_PLAIN: Final = bytes(range(1, 128))
_FIRST: Final = {"utf-16-be": 0, "utf-16-le": 1}
"""Which byte of a pair is its upper half."""
_TAGS: Final = {
    "utf-16-be": re.compile(rb"(?:\x00\s)*\x00<\x00[!?a-zA-Z]"),
    "utf-16-le": re.compile(rb"(?:\s\x00)*<\x00[!?a-zA-Z]\x00"),
}
"""How a page begins: zero bytes alone may be an accident, a tag of two-byte letters is none."""
MAX_STRAY: Final = 0.25
"""Share (0–1) of zero bytes below which those in a text in UTF-8 are strays: two-byte ASCII has half."""
_CONTROLS: Final = bytes((*range(1, 9), *range(14, 32)))
_REPLACED: Final = "\ufffd"
_SPACES: Final = frozenset("\n\r\t\f")
"""Control characters that texts have."""
_NO_TEXT: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
"""Categories of controls and of characters that are unassigned, private or half of one."""


def wide_charset(body: bytes) -> str | None:
    """Return ``utf-16-be`` or ``utf-16-le`` where *body* is in it; ``None``: it is not, or cannot be told."""
    return _charset_of_tag(body[:HEAD_BYTES]) or _charset_of_pairs(body)


def _charset_of_tag(head: bytes) -> str | None:
    """Return the charset of the tag that *head* begins with, if its letters have two bytes each."""
    for name, tag in _TAGS.items():
        if tag.match(head):
            return name
    return None


def _charset_of_pairs(body: bytes) -> str | None:
    """Return the charset in which the beginning of *body* is a text of pairs of bytes."""
    sample = body[:SAMPLE_BYTES]
    is_whole = len(sample) >= MIN_BYTES and len(body) % 2 == 0
    # Plain ASCII, as nearly all pages begin with, is in no pairs.
    if not is_whole or not sample.translate(None, _PLAIN) or _has_strays(sample):
        return None
    for name, first in _FIRST.items():
        high, low = sample[first::2], sample[1 - first :: 2]
        if _looks_wide(high, low) and _is_text(sample, name):
            return name
    return None


def _has_strays(sample: bytes) -> bool:
    """Return whether *sample* is a text in UTF-8, with a few zero bytes that software left in it."""
    # Letters of most scripts have a control as one of their two bytes, or are no UTF-8.
    if sample.count(0) >= MAX_STRAY * len(sample) or sample.translate(None, _CONTROLS) != sample:
        return False
    try:
        # Incremental and not final: the sample may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _looks_wide(high: bytes, low: bytes) -> bool:
    """Return whether *high* and *low* may be the halves of the pairs of a text."""
    pairs = len(high)
    # A few letters have a second byte of zero, such as 一.
    if high.count(0) >= max(MIN_ZERO_SHARE * pairs, 4 * low.count(0)):
        return True
    # Chinese and Japanese on one line have no zero bytes at all.
    tests = (
        high.count(0x30) >= MIN_PUNCTUATION_SHARE * pairs,
        _HAN_BYTES.issuperset(high),
        not _HAN_BYTES.issuperset(low),
    )
    return all(tests)


def _is_text(sample: bytes, name: str) -> bool:
    """Return whether *sample* is a text in the charset *name*: no control, no unassigned character."""
    # A pair that the sample cuts in two is at its end.
    text = sample.decode(name, "replace").rstrip(_REPLACED)
    characters = set(text) - _SPACES
    if _REPLACED in characters:
        return False
    kinds = map(unicodedata.category, characters)
    return _NO_TEXT.isdisjoint(kinds)
