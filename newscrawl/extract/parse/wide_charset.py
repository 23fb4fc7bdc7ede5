"""UTF-16 without a byte-order mark, told by its bytes: those of one half of each pair are of few kinds."""

import re
import unicodedata
from functools import partial
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
_BREAKS: Final = frozenset("\n\r\t\f")
"""Controls that are in texts."""
_PLAIN: Final = bytes(range(1, 128))
_FIRST: Final = {"utf-16-be": 0, "utf-16-le": 1}
"""Which byte of a pair is its upper half."""
_TAGS: Final = {
    "utf-16-be": re.compile(rb"(?:\x00\s)*\x00<\x00[!?a-zA-Z]"),
    "utf-16-le": re.compile(rb"(?:\s\x00)*<\x00[!?a-zA-Z]\x00"),
}
"""How a page begins: zero bytes alone may be an accident, a tag of two-byte letters is none."""


def wide_charset(body: bytes) -> str | None:
    """Return ``utf-16-be`` or ``utf-16-le`` where *body* is in it; ``None``: it is not, or cannot be told."""
    return _charset_of_tag(body[:HEAD_BYTES]) or _charset_of_pairs(body)


def _charset_of_tag(head: bytes) -> str | None:
    """Return the charset in which *head* begins with a tag."""
    return next((name for name, tag in _TAGS.items() if tag.match(head)), None)


def _charset_of_pairs(body: bytes) -> str | None:
    """Return the charset in which the pairs of bytes at the beginning of *body* are a text."""
    # There is no half a pair.
    if len(body) < MIN_BYTES or len(body) % 2:
        return None
    sample = body[:SAMPLE_BYTES]
    # Plain ASCII is in pairs of nothing.
    if not sample.translate(None, _PLAIN):
        return None
    return next(filter(partial(_is_in, sample), _TAGS), None)


def _is_in(sample: bytes, name: str) -> bool:
    """Return whether *sample* looks like a text in the charset *name*."""
    first = _FIRST[name]
    high, low = sample[first::2], sample[1 - first :: 2]
    return _looks_wide(high, low) and _is_text(sample, name)


def _looks_wide(high: bytes, low: bytes) -> bool:
    """Return whether *high* and *low* may be the halves of the pairs of a text."""
    # A few letters have a second byte of zero, such as 一.
    if high.count(0) >= max(MIN_ZERO_SHARE * len(high), 4 * low.count(0)):
        return True
    # Chinese and Japanese on one line have no zero bytes at all.
    if high.count(0x30) < MIN_PUNCTUATION_SHARE * len(high):
        return False
    return _HAN_BYTES.issuperset(high) and not _HAN_BYTES.issuperset(low)


def _is_text(sample: bytes, name: str) -> bool:
    """Return whether *sample* is a text in the charset *name*: no control, no unassigned character."""
    text = sample.decode(name, "replace").rstrip("\ufffd")
    kinds = set(map(unicodedata.category, set(text) - _BREAKS))
    return kinds.isdisjoint({"Cc", "Cn", "Co", "Cs"}) and "\ufffd" not in text
